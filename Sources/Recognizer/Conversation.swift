import FoundationEssentials
import Interview
import Subprocess

/// The parent's side of the protocol with one child.
struct Conversation {
    /// How it ended.
    enum Ending: Sendable {
        /// Every frame has its reply.
        case answered
        /// The child says it cannot work.
        case unusable(reason: String)
        /// The child stopped answering, or answered nonsense.
        case brokenOff(wasReady: Bool)
    }

    /// The child's standard input.
    let writer: StandardInputWriter
    /// The lines of its standard output.
    var lines: SubprocessOutputSequence.StringSequence<UTF8>.AsyncIterator
    /// What was heard so far, one entry per utterance.
    private(set) var heard: [[HeardToken]] = []

    /// A conversation that has not begun.
    init(writer: StandardInputWriter, lines: SubprocessOutputSequence.StringSequence<UTF8>.AsyncIterator) {
        self.writer = writer
        self.lines = lines
    }

    /// Sends the order and every utterance, one frame out and one line in, so that never more than one is in memory.
    mutating func run(order: ChildOrder, utterances: ArraySlice<TimeSpan>, of recording: PCMFile) async -> Ending {
        var wasReady = false
        do {
            try await send(Array(JSONEncoder().encode(order)))
            switch try await reply() {
            case .ready: wasReady = true
            case .unusable(let reason): return .unusable(reason: reason)
            default: return .brokenOff(wasReady: false)
            }
            for utterance in utterances {
                try await send(recording.bytes(utterance))
                guard case .heard(let words) = try await reply() else { return .brokenOff(wasReady: true) }
                heard.append(words)
            }
            try await writer.finish()
            return .answered
        } catch {
            return .brokenOff(wasReady: wasReady)
        }
    }

    private func send(_ payload: [UInt8]) async throws {
        guard let frame = Frame.framed(payload) else {
            throw RecognizerError(.engineFailed, "An utterance is too long.")
        }
        _ = try await writer.write(frame)
    }

    private mutating func reply() async throws -> ChildReply? {
        guard let line = try await lines.next() else { return nil }
        return try JSONDecoder().decode(ChildReply.self, from: Data(line.utf8))
    }
}
