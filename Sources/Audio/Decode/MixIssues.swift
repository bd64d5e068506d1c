import Model

/// What mixing the channels down says about the recording.
enum MixIssues {
    /// The issues of a mix that is complete.
    static func list(_ mixer: ChannelMixer) -> [Quality.Issue] {
        var issues = mixer.deadChannels.map { channel in
            Quality.Issue(
                code: "dead_channel",
                detail: "Channel \(channel) of \(mixer.channels) is silent and was left out of the mix. "
                    + "Check that input's microphone and cable."
            )
        }
        if mixer.cancels {
            issues.append(
                Quality.Issue(
                    code: "channels_cancel",
                    detail: "The two channels are in opposite phase and would cancel; the louder one was used. "
                        + "Check the wiring of the microphone."
                )
            )
        }
        return issues
    }
}
