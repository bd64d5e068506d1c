import Model

/// What a container's decoder reports when it is through.
struct Findings {
    /// The file format.
    var container: Recording.Container
    /// The codec as ffmpeg names it.
    var codec: String
    /// Rate the container declares, in hertz.
    var sampleRate: Int
    /// Channels in the file.
    var channels: Int
    /// What was wrong on the way.
    var issues: [Quality.Issue]
    /// Whether two or more channels are the same.
    var identicalChannels: Bool
}

extension Quality.Issue {
    /// The file ends before it should.
    static func truncated(atMs end: Int) -> Quality.Issue {
        Quality.Issue(
            code: "truncated",
            detail: "The file ends in the middle: only its first \(seconds(end)) s could be used. "
                + "If the answer goes on, upload it again.",
            startMs: end,
            endMs: end
        )
    }

    /// Lost audio was replaced by silence.
    static func gapFilled(startMs: Int, endMs: Int) -> Quality.Issue {
        Quality.Issue(
            code: "gap_filled",
            detail: "\(seconds(endMs - startMs)) s of the recording were lost on the way and replaced by silence.",
            startMs: startMs,
            endMs: endMs
        )
    }

    /// The file's clock jumps further than lost audio explains.
    static func clockJump(atMs place: Int) -> Quality.Issue {
        Quality.Issue(
            code: "clock_jump",
            detail: "The file's clock jumps here by more than lost audio explains; nothing was put in its place.",
            startMs: place,
            endMs: place
        )
    }

    /// Parts of the file could not be decoded and were left out.
    static func damaged(parts: Int, firstMs: Int) -> Quality.Issue {
        Quality.Issue(
            code: "damaged",
            detail: "\(parts) damaged \(parts == 1 ? "part" : "parts") of the file could not be decoded and "
                + "\(parts == 1 ? "was" : "were") left out.",
            startMs: firstMs,
            endMs: firstMs
        )
    }

    /// The file holds more than one recording, and the rest is of another kind.
    static func leftOut(atMs place: Int) -> Quality.Issue {
        Quality.Issue(
            code: "left_out",
            detail:
                "The file holds another recording behind its first \(seconds(place)) s that cannot be joined to them; it was left out. "
                + "Send it by itself.",
            startMs: place,
            endMs: place
        )
    }

    /// The first audio track is silent, and another was taken.
    static func trackChosen(_ number: Int, of count: Int) -> Quality.Issue {
        Quality.Issue(
            code: "track_chosen",
            detail: "The first of the file's \(count) audio tracks is silent, so track \(number) was heard."
        )
    }

    /// Another audio track holds sound, too.
    static func otherTrack(_ number: Int, of count: Int, heard: Int) -> Quality.Issue {
        Quality.Issue(
            code: "other_track",
            detail:
                "Track \(number) of the file's \(count) audio tracks holds sound too; only track \(heard) was heard. "
                + "If the answer is on the other one, send that one alone."
        )
    }

    private static func seconds(_ ms: Int) -> String {
        "\(ms / 1000).\(ms / 100 % 10)"
    }
}
