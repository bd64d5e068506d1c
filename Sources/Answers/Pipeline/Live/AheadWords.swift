import Core
package import FoundationEssentials
package import Model
import Synchronization

/// The words of one recording, transcribed while it is being made.
package final class AheadWords: Sendable {
    /// The recording was over before any of it could be heard.
    private struct NothingHeard: Error {}

    /// How often a recording that grows is looked at, in milliseconds, and how much of it is new before a pause is looked for.
    private static let stepMs = 50
    private static let newsMs = 500

    /// What was counted in the words so far.
    package struct Count: Sendable, Hashable {
        /// Filled pauses.
        package var fillers: Int
        /// How much of the recording they were counted in, in milliseconds.
        package var untilMs: Int
    }

    /// What the task and its caller tell each other.
    private final class Shared: Sendable {
        let hearing = Mutex<Hearing?>(nil)
        let count = Mutex<Count?>(nil)
    }

    private let shared = Shared()
    private let engine: AheadEngine
    private let task: Task<[Transcript.Word], any Error>

    /// Begins with the recording that is written to `draft`.
    ///
    /// - Parameter free: called when the work has ended.
    init(_ draft: URL, _ engine: AheadEngine, free: @escaping @Sendable () -> Void) {
        self.engine = engine
        task = Task { [shared] in
            defer { free() }
            return try await Self.words(draft, engine, shared)
        }
    }

    /// What was counted so far; nil before the first stretch was heard, and where nothing can be counted.
    var count: Count? { shared.count.withLock { $0 } }

    /// Tells that the recording is whole.
    func finish(_ hearing: Hearing) { shared.hearing.withLock { $0 = hearing } }

    /// Ends the work.
    func giveUp() { task.cancel() }

    /// The transcript, when what is left has been heard. Throws when anything went wrong: the recording is to be heard as a whole then.
    func transcript(language: String) async throws -> Transcript {
        let task = task
        let words = try await withTaskCancellationHandler {
            try await task.value
        } onCancel: {
            task.cancel()
        }
        return engine.transcript(words, language)
    }

    private static func words(_ draft: URL, _ engine: AheadEngine, _ shared: Shared) async throws -> [Transcript.Word] {
        var words: [Transcript.Word] = []
        var sound: AheadEngine.Sound?
        var (from, looked) = (0, 0)
        while true {
            try Task.checkCancellation()
            if sound == nil { sound = try? engine.open(draft) }
            if let hearing = shared.hearing.withLock({ $0 }) {
                guard let sound else { throw NothingHeard() }
                if let rest = AheadPlan.rest(from: from, hearing) { words += try await sound.hear(rest) }
                return words
            }
            let there = sound?.durationMs() ?? 0
            let isNews = there >= looked + newsMs
            if isNews { looked = there }
            if isNews, let sound, let end = AheadPlan.end(from: from, of: sound) {
                looked = 0
                let span = TimeSpan(startMs: from, endMs: end)
                if !sound.isSilent(span) { words += try await sound.hear(span) }
                from = end
                let transcript = engine.transcript(words, engine.language)
                let count = engine.filledPauses(transcript).map { Count(fillers: $0, untilMs: end) }
                shared.count.withLock { $0 = count }
            } else {
                try await Task.sleep(for: .milliseconds(stepMs))
            }
        }
    }
}

/// Where the words wait that were heard of recordings before they became answers.
package final class AheadBoard: Sendable {
    /// Recordings transcribed at a time; further ones are heard when they are whole.
    package static let most = 4
    /// Answers whose words are kept; the oldest go first.
    private static let kept = 32

    private struct State {
        var running = 0
        var waiting: [(id: AnswerID, words: AheadWords)] = []
    }

    private let engine: AheadEngine
    private let state = Mutex(State())

    /// A board without words.
    package init(_ engine: AheadEngine) { self.engine = engine }

    /// Begins to transcribe the recording that is written to `draft`; nil when enough of them are.
    func begin(_ draft: URL) -> AheadWords? {
        let isFree = state.withLock { state in
            guard state.running < Self.most else { return false }
            state.running += 1
            return true
        }
        guard isFree else { return nil }
        return AheadWords(draft, engine) { [weak self] in self?.state.withLock { $0.running -= 1 } }
    }

    /// Keeps the words of an answer for its job. Words in another language than the answer's are of no use.
    func keep(_ words: AheadWords, for id: AnswerID, language: String) {
        func primary(_ tag: String) -> String { tag.prefix { $0 != "-" && $0 != "_" }.lowercased() }
        guard primary(language) == primary(engine.language) else { return words.giveUp() }
        let gone = state.withLock { state in
            state.waiting.append((id, words))
            return state.waiting.count > Self.kept ? state.waiting.removeFirst().words : nil
        }
        gone?.giveUp()
    }

    /// The words of an answer, once.
    func take(_ id: AnswerID) -> AheadWords? {
        state.withLock { state in
            guard let at = state.waiting.firstIndex(where: { $0.id == id }) else { return nil }
            return state.waiting.remove(at: at).words
        }
    }
}

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
    /// Counts the filled pauses of the words so far; nil where they cannot be counted.
    package var filledPauses: @Sendable (Transcript) -> Int?

    /// An engine.
    package init(
        language: String = "en",
        open: @escaping @Sendable (URL) throws -> Sound,
        transcript: @escaping @Sendable ([Transcript.Word], _ language: String) -> Transcript,
        filledPauses: @escaping @Sendable (Transcript) -> Int? = { _ in nil }
    ) {
        self.language = language
        self.open = open
        self.transcript = transcript
        self.filledPauses = filledPauses
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
