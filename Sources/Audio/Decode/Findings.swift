import Core
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

/// The issues found along a file, held to a number a person can read.
struct IssueList {
    /// What was found, in order.
    private(set) var entries: [Quality.Issue] = []
    private var damagedParts = 0
    private var firstDamageMs = 0

    private static let most = 50

    /// Notes an issue; beyond 50, nothing. A gap that starts where the last one ends makes that one longer.
    mutating func add(_ issue: Quality.Issue) {
        if issue.code == "gap_filled", let last = entries.last, last.code == issue.code, last.endMs == issue.startMs {
            entries[entries.count - 1] = .gapFilled(startMs: last.startMs ?? 0, endMs: issue.endMs ?? 0)
            return
        }
        if entries.count < Self.most { entries.append(issue) }
    }

    /// Notes damaged parts; all together become one issue.
    mutating func damage(parts: Int, atMs place: Int) {
        guard parts > 0 else { return }
        if damagedParts == 0 { firstDamageMs = place }
        damagedParts += parts
    }

    /// All issues, the damage included.
    var list: [Quality.Issue] {
        damagedParts > 0 ? entries + [.damaged(parts: damagedParts, firstMs: firstDamageMs)] : entries
    }
}

/// Names files that are none of ours, so that the refusal says what was sent.
enum Refusal {
    /// The refusal of a file that starts with these bytes.
    static func of(_ start: [UInt8]) -> AudioError {
        if isMiddleOfWebM(start) {
            return AudioError(
                .malformed,
                "This is a later piece of a WebM recording without its beginning. Send all pieces in one file, "
                    + "from the first on."
            )
        }
        return error(name(start) ?? "no audio format that is known here")
    }

    /// A refusal that names what the file is.
    static func error(_ name: String) -> AudioError {
        AudioError(.unsupportedContainer, "This is \(name). \(AudioError.advice)")
    }

    /// Whether a refusal says what the file is.
    static func isKnown(_ start: [UInt8]) -> Bool { isMiddleOfWebM(start) || name(start) != nil }

    /// What a file is that starts with these bytes; nil when that is not known.
    private static func name(_ start: [UInt8]) -> String? {
        let text: [(StaticString, Int, String)] = [
            ("RIFX", 0, "a big-endian WAV file"), ("riff", 0, "a Wave64 file"), ("FORM", 0, "an AIFF file"),
            ("caff", 0, "a Core Audio file"), (".snd", 0, "an AU file"), ("#!AMR", 0, "an AMR file"),
            ("%PDF", 0, "a PDF document"), ("GIF8", 0, "a GIF picture"), ("<!DO", 0, "a web page"),
            ("<htm", 0, "a web page"), ("OTTO", 0, "a font"), ("MThd", 0, "a MIDI file"), ("FLV", 0, "Flash video"),
            ("wvpk", 0, "a WavPack file"), ("MAC ", 0, "a Monkey's Audio file"), ("ADIF", 0, "an AAC file"),
        ]
        for (magic, place, name) in text where start.has(magic, at: place) { return name }
        let bytes: [([UInt8], String)] = [
            ([0x89, 0x50, 0x4E, 0x47], "a PNG picture"), ([0xFF, 0xD8, 0xFF], "a JPEG picture"),
            ([0x1F, 0x8B], "a gzip archive"), ([0x78, 0x9C], "compressed data (zlib)"),
            ([0x50, 0x4B, 0x03, 0x04], "a ZIP archive or Office document"),
            ([0x30, 0x26, 0xB2, 0x75], "a Windows Media file"), ([0x00, 0x00, 0x01, 0xBA], "MPEG video"),
            ([0x7F, 0x45, 0x4C, 0x46], "a program"), ([0x4D, 0x5A], "a program"),
        ]
        for (magic, name) in bytes where start.starts(with: magic) { return name }
        if start.count > 1, start[0] == 0xFF, start[1] & 0xF6 == 0xF0 { return "an AAC file" }
        if start.count > 188, start[0] == 0x47, start[188] == 0x47 { return "MPEG transport-stream video" }
        if start.prefix(512).allSatisfy({ $0 == 9 || $0 == 10 || $0 == 13 || (32..<127).contains($0) }) {
            return "text"
        }
        return nil
    }

    /// Whether a WebM Cluster starts somewhere in the bytes: pieces of a browser's recording do not start at one.
    private static func isMiddleOfWebM(_ start: [UInt8]) -> Bool {
        let cluster: [UInt8] = [0x1F, 0x43, 0xB6, 0x75]
        for place in start.indices where start[place] == 0x1F && start[place...].starts(with: cluster) {
            let rest = start[(place + 4)...]
            guard let size = EBML.vint(rest) else { continue }
            if size.end < start.endIndex, start[size.end] == 0xE7 { return true }
        }
        return start.count > 4 && start[0] == 0xA3
            && EBML.vint(start[1...]).map { $0.value > 4 && $0.end < start.count && start[$0.end] & 0x80 != 0 } == true
    }
}

/// What a file may cost, the same for every container: a bound of damage, and a bound of work by the bytes that were read and the
/// sound they gave. A file that is all structure and no sound, or that is damaged everywhere, ends where it is spent.
///
/// A step is an element, a page, a packet or a false start, and 10 ms of decoded sound. The allowance is ``free`` steps, one more for
/// every ``bytesPerStep`` bytes (a screen recording has many blocks of video and none of sound while the microphone is off), and
/// ``stepsPerSecond`` for every second of sound that came out: packets of 2.5 ms take 500 of them, video at 60 frames as many again.
struct WorkBound: Sendable, Hashable {
    /// Damaged parts beyond this end the file: each costs a search.
    static let mostDamage = 2000
    /// Steps that cost nothing, about half a second of work.
    static let free = 50_000
    /// Bytes that allow one more step.
    static let bytesPerStep = 256
    /// Steps that a second of sound allows.
    static let stepsPerSecond = 2000

    /// Damaged parts so far.
    private(set) var damaged = 0
    /// Steps so far.
    private(set) var steps = 0
    private var bytes = 0
    private var heard = 0

    /// Counts steps.
    mutating func step(_ count: Int = 1) { steps += count }

    /// Counts a damaged part.
    mutating func damage(_ parts: Int = 1) {
        damaged += parts
        steps += parts
    }

    /// Counts bytes that were read, each once.
    mutating func pass(bytes count: Int) { bytes += max(0, count) }

    /// Tells how far the file was read, for a reader that moves about in it.
    mutating func reach(byte place: Int) { bytes = max(bytes, place) }

    /// Tells how many 16 kHz samples came out so far.
    mutating func hear(_ samples: Int) { heard = max(heard, samples) }

    /// Counts the decoding of so many 48 kHz samples.
    mutating func decode(_ samples: Int) { steps += 1 + samples / 480 }

    /// Whether the file is to end here.
    var isSpent: Bool {
        damaged > Self.mostDamage
            || steps > Self.free + bytes / Self.bytesPerStep + heard / Outlet.rate * Self.stepsPerSecond
    }
}
