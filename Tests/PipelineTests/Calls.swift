import Core
import Synchronization

/// Counts what the fake engines were asked to do, and what they are to do next.
final class Calls: Sendable {
    private struct State {
        var counts: [String: Int] = [:]
        var failures: [String: [TestError]] = [:]
        var everlasting: [String: TestError] = [:]
    }

    private let state = Mutex(State())

    subscript(name: String) -> Int { state.withLock { $0.counts[name, default: 0] } }

    /// All counts.
    var counts: [String: Int] { state.withLock { $0.counts } }

    /// Notes a call, and throws when one is due.
    func note(_ name: String) throws {
        let failure: TestError? = state.withLock { state in
            state.counts[name, default: 0] += 1
            if let failure = state.everlasting[name] { return failure }
            guard state.failures[name]?.isEmpty == false else { return nil }
            return state.failures[name]?.removeFirst()
        }
        if let failure { throw failure }
    }

    /// The next calls fail, one after the other, with these codes.
    func fail(_ name: String, _ codes: String..., retryAfterMs: Int? = nil) {
        let context = retryAfterMs.map { ["retryAfterMs": "\($0)"] } ?? [:]
        state.withLock { $0.failures[name] = codes.map { TestError(code: $0, context: context) } }
    }

    /// Every call fails from now on; nil for none.
    func failAlways(_ name: String, _ code: String?) {
        state.withLock { $0.everlasting[name] = code.map { TestError(code: $0) } }
    }
}

/// An error with any code.
struct TestError: CodedError, Equatable {
    let code: String
    var message: String { "It failed on purpose." }
    var context: [String: String] = [:]
}
