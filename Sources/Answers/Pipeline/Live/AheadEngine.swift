package import FoundationEssentials
package import Model

/// An engine that transcribes a recording piece by piece while it is being made.
package struct AheadEngine: Sendable {
    /// The recording so far: an open file that grows.
    package struct Sound: Sendable {
        /// Milliseconds that are there.
        package var durationMs: @Sendable () -> Int
        /// The middle of the quietest 100 ms of a stretch, and how many times as much energy the stretch has on average.
        package var quietest: @Sendable (TimeSpan) -> (atMs: Int, depth: Double)
        /// Whether a stretch is silence throughout.
        package var isSilent: @Sendable (TimeSpan) -> Bool
        /// Hears a stretch; the times of its words are those of the recording.
        package var hear: @Sendable (TimeSpan) async throws -> [Transcript.Word]

        /// A sound with what can be asked of it.
        package init(
            durationMs: @escaping @Sendable () -> Int,
            quietest: @escaping @Sendable (TimeSpan) -> (atMs: Int, depth: Double),
            isSilent: @escaping @Sendable (TimeSpan) -> Bool,
            hear: @escaping @Sendable (TimeSpan) async throws -> [Transcript.Word]
        ) {
            self.durationMs = durationMs
            self.quietest = quietest
            self.isSilent = isSilent
            self.hear = hear
        }
    }

    /// The language it hears.
    package var language: String
    /// Opens a recording that is being written; throws while it is not there.
    package var open: @Sendable (URL) throws -> Sound
    /// The transcript that some words make.
    package var transcript: @Sendable ([Transcript.Word], _ language: String) -> Transcript

    /// An engine.
    package init(
        language: String = "en",
        open: @escaping @Sendable (URL) throws -> Sound,
        transcript: @escaping @Sendable ([Transcript.Word], _ language: String) -> Transcript
    ) {
        self.language = language
        self.open = open
        self.transcript = transcript
    }
}

/// Decides what to transcribe next of a recording that is still being made: from 7 s on, up to a pause; without one, at 20 s, up to the
/// quietest place. So at most some 7 s are left when a speaker who pauses stops.
struct AheadPlan {
    /// Under this much sound nothing is heard ahead, in milliseconds.
    static let leastMs = 7_000
    /// Where a stretch may end at the earliest, in milliseconds from its start.
    static let shortestMs = 4_000
    /// From this length on a stretch ends at its quietest place, pause or not, in milliseconds.
    static let longestMs = 20_000
    /// How many times as much energy the stretch around a pause has at least: 15 dB.
    static let pauseDepth = 30.0
    /// What is kept from the end of what is there: the speaker may be in the middle of a word.
    static let restMs = 300

    /// Where the stretch ends that begins at `start`; nil when more of the recording is needed.
    static func end(from start: Int, of sound: AheadEngine.Sound) -> Int? {
        let there = sound.durationMs() - start
        guard there >= leastMs else { return nil }
        let place = sound.quietest(TimeSpan(startMs: start + shortestMs, endMs: start + there - restMs))
        guard place.depth >= pauseDepth || there >= longestMs else { return nil }
        return place.atMs > start ? place.atMs : nil
    }

    /// What is left to be heard of a whole recording: the speech behind `start`, with a margin; nil without speech there.
    static func rest(from start: Int, _ hearing: Hearing) -> TimeSpan? {
        let left = hearing.acoustics.speech.filter { $0.endMs > start + 100 }
        guard let first = left.first, let last = left.last else { return nil }
        return TimeSpan(
            startMs: max(start, first.startMs - 250),
            endMs: min(hearing.recording.durationMs, last.endMs + 250)
        )
    }
}
