/// The cheapest way through the pitch candidates (Viterbi), with Praat's costs: an octave's jump 0.35, a change between voiced
/// and unvoiced 0.14, per 10 ms.
struct PitchPath {
    /// A peak of the autocorrelation.
    struct Candidate {
        /// Frequency; 0 for unvoiced.
        var hertz: Float
        /// Binary logarithm of the frequency.
        var octave: Float
        /// Height of the peak, 0–1.
        var height: Float
        /// What the preference for higher octaves adds to it.
        var bonus: Float
    }

    /// Most voiced candidates of a frame.
    static let width = 6
    private static let states = width + 1
    private static let octaveJumpCost: Float = 0.35
    private static let voicingChangeCost: Float = 0.14

    /// The open frames' states one after the other, the unvoiced one first.
    private var open: [Candidate] = []
    /// Which state of the frame before each comes from.
    private var back: [UInt8] = []
    /// Where each open frame's states begin.
    private var starts: [Int] = []
    /// Best score of each state of the last frame, and room for the next frame's.
    private var scores = [Float](repeating: 0, count: states)
    private var fresh = [Float](repeating: 0, count: states)
    private var settled = 0
    /// Where the settled path ended, which the next frame continues.
    private var last: Candidate?

    /// Adds a frame with its unvoiced strength and its voiced candidates, at most ``width``.
    mutating func push(unvoiced: Float, voiced: [Candidate], into track: inout FrameTrack) {
        // Silence after silence needs no search.
        if voiced.isEmpty, starts.isEmpty, last.map({ $0.hertz == 0 }) ?? true {
            last = Candidate(hertz: 0, octave: 0, height: 0, bonus: 0)
            settled += 1
            return
        }
        let height = voiced.reduce(0) { max($0, $1.height) }
        let before = starts.last ?? 0
        let start = open.count
        add(Candidate(hertz: 0, octave: 0, height: height, bonus: 0), strength: unvoiced, from: before..<start)
        for candidate in voiced {
            add(candidate, strength: candidate.height + candidate.bonus, from: before..<start)
        }
        starts.append(start)
        swap(&scores, &fresh)
        if voiced.isEmpty || starts.count >= PitchTracker.longestPath { settle(into: &track) }
    }

    /// Adds a state and finds where it comes from.
    private mutating func add(_ state: Candidate, strength: Float, from before: Range<Int>) {
        let index = open.count - before.upperBound
        guard index < PitchPath.states else { return }
        var best = -Float.infinity
        var choice = 0
        if before.isEmpty {
            best = last.map { -PitchPath.cost($0, state) } ?? 0
        } else {
            for i in before {
                let score = scores[i - before.lowerBound] - PitchPath.cost(open[i], state)
                if score > best { (best, choice) = (score, i - before.lowerBound) }
            }
        }
        fresh[index] = best + strength
        open.append(state)
        back.append(UInt8(choice))
    }

    /// Writes the best path through the open frames to `track`.
    mutating func settle(into track: inout FrameTrack) {
        guard let start = starts.last else { return }
        var state = (0..<open.count - start).max { scores[$0] < scores[$1] } ?? 0
        last = open[start + state]
        for (i, start) in starts.enumerated().reversed() {
            let index = settled + i
            let candidate = open[start + state]
            if index < track.count {
                track[index].hertz = candidate.hertz
                track[index].periodicity = UInt8(clamping: Int(max(0, candidate.height) * 200))
            }
            state = Int(back[start + state])
        }
        settled += starts.count
        open.removeAll(keepingCapacity: true)
        back.removeAll(keepingCapacity: true)
        starts.removeAll(keepingCapacity: true)
    }

    private static func cost(_ a: Candidate, _ b: Candidate) -> Float {
        if a.hertz == 0 || b.hertz == 0 { return a.hertz == b.hertz ? 0 : voicingChangeCost }
        return octaveJumpCost * abs(a.octave - b.octave)
    }
}
