import Core
import Dispatch
import Synchronization
import Testing

/// Owners take turns on threads: one owner's long queue delays another one's work by the end of one piece.
@Suite(.timeLimit(.minutes(1)))
struct OwnersTurnsTests {
    private final class Log: Sendable {
        private let entries = Mutex<[String]>([])
        func add(_ entry: String) { entries.withLock { $0.append(entry) } }
        var all: [String] { entries.withLock { $0 } }
    }

    /// Puts work of several owners before one thread, in this order, and tells in which it ran.
    private func order(of owners: [String], maxWaiting: Int = 1_000) async throws -> [String] {
        let (threads, log, gate) = (
            BlockingThreads(count: 1, maxWaiting: maxWaiting), Log(), DispatchSemaphore(value: 0)
        )
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                try? await threads.run { gate.wait() }
            }
            while threads.load.running == 0 { await Task.yield() }
            for (place, owner) in owners.enumerated() {
                group.addTask {
                    await BlockingThreads.$owner.withValue(owner) {
                        do { try await threads.run { log.add(owner) } } catch { log.add("refused " + owner) }
                    }
                }
                // In this order, whatever the tasks do: one waits when the next comes.
                while threads.load.waiting + log.all.count <= place { await Task.yield() }
            }
            gate.signal()
        }
        return log.all
    }

    @Test func `a stranger's piece is next though twelve of another owner wait`() async throws {
        // What holds the thread is nobody's, so all owners are equal at first, and the oldest begins.
        let order = try await order(of: Array(repeating: "ada", count: 12) + ["bob"])
        #expect(order.count == 13)
        #expect(order.firstIndex(of: "bob").map { $0 <= 12 } == true)
    }

    @Test func `with two threads the owner who has none gets the next one`() async throws {
        let (threads, log) = (BlockingThreads(count: 2), Log())
        let gates = (0..<2).map { _ in DispatchSemaphore(value: 0) }
        await withTaskGroup(of: Void.self) { group in
            for gate in gates {
                group.addTask {
                    await BlockingThreads.$owner.withValue("ada") { _ = try? await threads.run { gate.wait() } }
                }
            }
            while threads.load.running < 2 { await Task.yield() }
            for (place, owner) in ["ada", "ada", "ada", "bob"].enumerated() {
                group.addTask {
                    await BlockingThreads.$owner.withValue(owner) { _ = try? await threads.run { log.add(owner) } }
                }
                while threads.load.waiting <= place { await Task.yield() }
            }
            gates[0].signal()
            while log.all.count < 4 { await Task.yield() }
            gates[1].signal()
        }
        #expect(log.all.first == "bob", "\(log.all)")
    }

    @Test func `a full queue gives up the newest piece of who has most in it`() async throws {
        let order = try await order(of: ["ada", "ada", "ada", "bob"], maxWaiting: 3)
        #expect(order.filter { $0 == "bob" }.count == 1)
        #expect(order.filter { $0 == "refused ada" }.count == 1)
        #expect(order.filter { $0 == "ada" }.count == 2)
    }
}
