import Core
import Model

/// Where 16 kHz mono samples go. Called with stretches of any length, in order.
package typealias SampleSink = (Span<Int16>) throws(AudioError) -> Void

/// Where silence stands for sound that is not in the file, in 16 kHz samples from the start. An entry is there before its silence is
/// passed on, so that the sink can tell one from the other. For one thread.
package final class GapLog {
    /// The stretches, in order, not touching.
    package private(set) var ranges: [Range<Int>] = []

    private static let most = 10_000

    /// A log without entries.
    package init() {}

    /// Notes so many samples from a place on; beyond 10,000 stretches, nothing.
    func add(_ count: Int, at start: Int) {
        guard count > 0 else { return }
        if let last = ranges.last, last.upperBound >= start {
            ranges[ranges.count - 1] = last.lowerBound..<max(last.upperBound, start + count)
        } else if ranges.count < Self.most {
            ranges.append(start..<(start + count))
        }
    }
}

/// Counts the samples on their way out and stops a file that decodes to more than is allowed.
struct Outlet {
    /// Samples a second, everywhere behind this point.
    static let rate = 16_000

    /// How many samples went out.
    private(set) var count = 0
    /// How many may.
    let limit: Int
    /// Where silence is put in.
    private let gaps: GapLog?

    /// An outlet for at most so many milliseconds.
    init(maxDurationMs: Int, gaps: GapLog? = nil) {
        self.gaps = gaps
        let (product, overflow) = maxDurationMs.multipliedReportingOverflow(by: Self.rate / 1000)
        limit = overflow ? .max : product
    }

    /// Length of what went out, rounded to the nearest millisecond.
    var durationMs: Int { (count + 8) / 16 }

    /// Passes samples on, or throws `decode.too_long`.
    mutating func write(_ samples: Span<Int16>, to sink: SampleSink) throws(AudioError) {
        guard !samples.isEmpty else { return }
        try check(adding: samples.count)
        count += samples.count
        try sink(samples)
    }

    /// Tells that so many samples of silence for lost sound come next.
    func note(gap samples: Int) { gaps?.add(samples, at: count) }

    /// Passes so many zeros on for lost sound, or throws `decode.too_long` before the first.
    mutating func writeSilence(_ samples: Int, to sink: SampleSink) throws(AudioError) {
        try check(adding: samples)
        note(gap: samples)
        let zeros = [Int16](repeating: 0, count: min(max(0, samples), 4096))
        var left = samples
        while left > 0 {
            let part = min(left, zeros.count)
            count += part
            try sink(zeros.span.extracting(0..<part))
            left -= part
        }
    }

    private func check(adding samples: Int) throws(AudioError) {
        guard samples <= limit - count else {
            throw AudioError(
                .tooLong,
                "The recording is longer than the \(limit / Self.rate) s that are allowed. Send a shorter answer.",
                context: ["maxDurationMs": "\(limit / (Self.rate / 1000))"]
            )
        }
    }
}

/// Mixes any number of channels to one: the mean of those that carry sound. A channel 50 dB below the loudest (an input
/// with no microphone) does not halve the others' level, and a pair wired in opposite phase does not cancel.
///
/// The choice is made block by block from the energies heard so far. The first one holds at once; a change is ramped.
struct ChannelMixer {
    /// Channels that come in.
    let channels: Int
    /// Whether the two channels of a pair cancel, so that only the louder is used.
    private(set) var cancels = false

    /// Energy of each channel so far, full scale 1.
    private var energies: [Double]
    /// Sum of products of a pair, to see opposite phase.
    private var product = 0.0
    private var frames = 0
    private var channelsDiffer = false
    private var live: [Bool]
    private var gains: [Float]
    private var chosen = false

    /// Frames over which a change of gains is spread.
    private static let ramp: Float = 1024
    /// A live channel goes below −50 dB of the loudest.
    private static let deadRatio = 1e-5
    /// A dead one comes back above −40 dB.
    private static let aliveRatio = 1e-4
    /// Correlation of a pair under which the louder channel alone is used, and over which both are again. Two microphones wired in opposite
    /// phase hear the voice with opposite signs and a room's echo with any: in a room the whole is not −1, but the sum is the echo alone.
    private static let opposite = (from: -0.5, until: -0.3)
    /// Mean square of −78 dBFS: below it everything is digital silence with a rounding error.
    private static let silence = 1.6e-8
    /// Mean square of −60 dBFS: below it there is no voice that could be missed on another channel.
    private static let voice = 1e-6

    /// A mixer of at least one channel.
    init(channels: Int) {
        self.channels = max(1, channels)
        energies = [Double](repeating: 0, count: self.channels)
        live = [Bool](repeating: true, count: self.channels)
        gains = [Float](repeating: 1 / Float(self.channels), count: self.channels)
    }

    /// Whether several channels carried the same samples throughout.
    var identical: Bool { channels > 1 && frames > 0 && !channelsDiffer }

    /// Numbers, from 1, of the channels that stayed silent while another carried sound.
    var deadChannels: [Int] {
        guard channels > 1, let loudest = energies.max(), loudest > Self.voice * Double(frames) else { return [] }
        return energies.indices.filter { energies[$0] < loudest * Self.deadRatio }.map { $0 + 1 }
    }

    /// Mixes `source.count / channels` frames, finite and at full scale ±1, into `target`.
    mutating func mix(_ source: UnsafeBufferPointer<Float>, into target: UnsafeMutableBufferPointer<Float>) {
        let count = source.count / channels
        if channels == 2 {
            unsafe measurePair(source, count)
        } else {
            unsafe measure(source, count)
        }
        frames += count
        let before = gains
        chooseGains()
        let from = chosen ? before : gains
        chosen = chosen || heard
        if channels == 2, from == gains {
            let left = gains[0]
            let right = gains[1]
            for i in 0..<count { unsafe target[i] = unsafe source[2 &* i] * left + source[2 &* i &+ 1] * right }
            return
        }
        for i in 0..<count {
            let t = min(1, Float(i) / Self.ramp)
            var sum: Float = 0
            for channel in 0..<channels {
                sum += unsafe source[i &* channels &+ channel] * (from[channel] + (gains[channel] - from[channel]) * t)
            }
            unsafe target[i] = sum
        }
    }

    private mutating func measure(_ source: UnsafeBufferPointer<Float>, _ count: Int) {
        for channel in 0..<channels {
            var sum: Float = 0
            for i in 0..<count {
                let x = unsafe source[i &* channels &+ channel]
                sum += x * x
                if unsafe source[i &* channels] != x { channelsDiffer = true }
            }
            energies[channel] += Double(sum)
        }
    }

    /// Eight frames at a time: sums that depend on each other are what such loops wait for.
    private mutating func measurePair(_ source: UnsafeBufferPointer<Float>, _ count: Int) {
        var left = SIMD8<Float>.zero
        var right = SIMD8<Float>.zero
        var both = SIMD8<Float>.zero
        var apart = SIMD8<Float>.zero
        let raw = UnsafeRawBufferPointer(source)
        let whole = count / 8
        for block in 0..<whole {
            let frames = unsafe raw.loadUnaligned(fromByteOffset: block &* 64, as: SIMD16<Float>.self)
            let l = frames.evenHalf
            let r = frames.oddHalf
            left += l * l
            right += r * r
            both += l * r
            apart += (l - r) * (l - r)
        }
        for i in (whole * 8)..<count {
            let l = unsafe source[2 &* i]
            let r = unsafe source[2 &* i &+ 1]
            left[0] += l * l
            right[0] += r * r
            both[0] += l * r
            apart[0] += (l - r) * (l - r)
        }
        energies[0] += Double(left.sum())
        energies[1] += Double(right.sum())
        product += Double(both.sum())
        if apart.sum() > 0 { channelsDiffer = true }
    }

    /// Whether anything but digital silence came in so far; until then there is nothing to choose by.
    private var heard: Bool { (energies.max() ?? 0) > Self.silence * Double(frames) }

    private mutating func chooseGains() {
        guard channels > 1, heard, let loudest = energies.max() else { return }
        for channel in 0..<channels {
            live[channel] = energies[channel] / loudest > (live[channel] ? Self.deadRatio : Self.aliveRatio)
        }
        if channels == 2 {
            let size = (energies[0] * energies[1]).squareRoot()
            cancels = live[0] && live[1] && product < (cancels ? Self.opposite.until : Self.opposite.from) * size
            if cancels {
                gains = energies[1] > energies[0] ? [0, 1] : [1, 0]
                return
            }
        }
        let share = 1 / Float(live.count { $0 })
        for channel in 0..<channels { gains[channel] = live[channel] ? share : 0 }
    }
}

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
