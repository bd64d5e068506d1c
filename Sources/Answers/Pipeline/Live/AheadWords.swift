import Core
import FoundationEssentials
import Model
import Synchronization

/// The words of one recording, transcribed while it is being made.
package final class AheadWords: Sendable {
    /// The recording was over before any of it could be heard.
    private struct NothingHeard: Error {}

    /// How often a recording that grows is looked at, in milliseconds, and how much of it is new before a pause is looked for.
    private static let stepMs = 50
    private static let newsMs = 500

    private final class Ending: Sendable {
        let hearing = Mutex<Hearing?>(nil)
    }

    private let ending = Ending()
    private let engine: AheadEngine
    private let task: Task<[Transcript.Word], any Error>

    /// Begins with the recording that is written to `draft`.
    ///
    /// - Parameter free: called when the work has ended.
    init(_ draft: URL, _ engine: AheadEngine, free: @escaping @Sendable () -> Void) {
        self.engine = engine
        task = Task { [ending] in
            defer { free() }
            return try await Self.words(draft, engine, ending)
        }
    }

    /// Tells that the recording is whole.
    func finish(_ hearing: Hearing) { ending.hearing.withLock { $0 = hearing } }

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

    private static func words(_ draft: URL, _ engine: AheadEngine, _ ending: Ending) async throws -> [Transcript.Word] {
        var words: [Transcript.Word] = []
        var sound: AheadEngine.Sound?
        var (from, looked) = (0, 0)
        while true {
            try Task.checkCancellation()
            if sound == nil { sound = try? engine.open(draft) }
            if let hearing = ending.hearing.withLock({ $0 }) {
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
