import Core
import FoundationEssentials
import Subprocess

/// The parent's side of the protocol with one child.
struct Conversation {
    /// How it ended.
    enum Ending: Sendable {
        /// No work is left.
        case answered
        /// The child says it cannot work.
        case unusable(reason: String)
        /// The child stopped answering, or answered nonsense: whether its model was loaded, and the utterance it had.
        case brokenOff(wasReady: Bool, over: Int?)
    }

    private let writer: StandardInputWriter
    private var lines: SubprocessOutputSequence.StringSequence<UTF8>.AsyncIterator

    /// A conversation that has not begun, over a child's standard input and the lines of its standard output.
    init(writer: StandardInputWriter, lines: SubprocessOutputSequence.StringSequence<UTF8>.AsyncIterator) {
        self.writer = writer
        self.lines = lines
    }

    /// Sends the order and then utterances as long as there are any: one frame out, one line in, so that never more than one
    /// is in memory.
    mutating func run(order: ChildOrder, work: Workload, of recording: PCMFile) async -> Ending {
        var wasReady = false
        var current: Int?
        do {
            try await send(Array(JSONEncoder().encode(order)))
            switch try await reply() {
            case .ready: wasReady = true
            case .unusable(let reason): return .unusable(reason: reason)
            default: return .brokenOff(wasReady: false, over: nil)
            }
            while let (number, span) = await work.next() {
                current = number
                try await send(recording.bytes(span))
                guard case .heard(let tokens) = try await reply() else {
                    return .brokenOff(wasReady: true, over: number)
                }
                await work.finish(number, tokens)
                current = nil
            }
            try await writer.finish()
            return .answered
        } catch {
            return .brokenOff(wasReady: wasReady, over: current)
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
