/// The cheapest way through the pitch candidates (Viterbi), with Praat's costs: an octave's jump 0.35, a change between voiced
/// and unvoiced 0.14, per 10 ms.
struct PitchPath {
    /// A peak of the autocorrelation.
    struct Candidate {
        /// Frequency; 0 for unvoiced.
        var hertz: Float
        /// Height of the peak, 0–1.
        var height: Float
        /// Height with the preference for higher octaves.
        var strength: Float
    }

    /// Most voiced candidates of a frame.
    static let width = 6
    private static let octaveJumpCost: Float = 0.35
    private static let voicingChangeCost: Float = 0.14

    private var open: [[Candidate]] = []
    private var back: [[UInt8]] = []
    private var scores: [Float] = []
    private var settled = 0
    /// Where the settled path ended, which the next frame continues.
    private var last: Candidate?

    /// Adds a frame with its unvoiced strength and its voiced candidates, at most ``width``.
    mutating func push(unvoiced: Float, voiced: [Candidate], into track: inout FrameTrack) {
        let height = voiced.reduce(0) { max($0, $1.height) }
        let states = [Candidate(hertz: 0, height: height, strength: unvoiced)] + voiced
        let before = open.last ?? last.map { [$0] } ?? []
        var fresh: [Float] = []
        var from: [UInt8] = []
        for state in states {
            var best = -Float.infinity
            var choice = 0
            for (i, earlier) in before.enumerated() {
                let score = (open.isEmpty ? 0 : scores[i]) - PitchPath.cost(earlier.hertz, state.hertz)
                if score > best { (best, choice) = (score, i) }
            }
            fresh.append((before.isEmpty ? 0 : best) + state.strength)
            from.append(UInt8(choice))
        }
        open.append(states)
        back.append(from)
        scores = fresh
        if voiced.isEmpty || open.count >= PitchTracker.longestPath { settle(into: &track) }
    }

    /// Writes the best path through the open frames to `track`.
    mutating func settle(into track: inout FrameTrack) {
        guard !open.isEmpty else { return }
        var state = scores.indices.max { scores[$0] < scores[$1] } ?? 0
        last = open[open.count - 1][state]
        for i in open.indices.reversed() {
            let index = settled + i
            if index < track.count {
                let candidate = open[i][state]
                track[index].hertz = candidate.hertz
                track[index].periodicity = UInt8(clamping: Int(max(0, candidate.height) * 200))
            }
            state = Int(back[i][state])
        }
        settled += open.count
        open.removeAll(keepingCapacity: true)
        back.removeAll(keepingCapacity: true)
    }

    private static func cost(_ a: Float, _ b: Float) -> Float {
        if a == 0, b == 0 { return 0 }
        if a == 0 || b == 0 { return voicingChangeCost }
        return octaveJumpCost * abs(Decibels.fastLog2(a / b))
    }
}
