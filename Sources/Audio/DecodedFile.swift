package import Model

/// What decoding one file found besides its samples.
package struct DecodedFile: Sendable, Hashable {
    /// What the file is; ``Recording/sha256`` is left to the upload stage.
    package var recording: Recording
    /// How many 16 kHz samples came out.
    package var samples: Int
    /// What is wrong with the file: `truncated`, `gap_filled`, `clock_jump`, `damaged`, `left_out`, `track_chosen`, `other_track`,
    /// `dead_channel`, `channels_cancel`.
    package var issues: [Quality.Issue]
    /// Whether there are two or more channels that all carry the same samples.
    package var identicalChannels: Bool
    /// Where silence stands for sound that is not in the file, in order, not touching.
    package var gaps: [TimeSpan]

    /// The facts of one decoded file.
    package init(
        recording: Recording,
        samples: Int,
        issues: [Quality.Issue] = [],
        identicalChannels: Bool = false,
        gaps: [TimeSpan] = []
    ) {
        self.gaps = gaps
        self.recording = recording
        self.samples = samples
        self.issues = issues
        self.identicalChannels = identicalChannels
    }
}
