import Core
import Testing

@testable import Recognizer

@Suite(.timeLimit(.minutes(1)))
struct TurnsTests {
    @Test func `never more than the given number run at once and everybody gets a turn`() async throws {
        let turns = Turns(count: 3, maxWaiting: 100)
        let tally = Tally()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<50 {
                group.addTask {
                    try await turns.take { _ in
                        await tally.enter()
                        for _ in 0..<10 { await Task.yield() }
                        await tally.leave()
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(await tally.most == 3)
        #expect(await tally.done == 50)
    }

    @Test func `one more than may wait is refused`() async throws {
        let turns = Turns(count: 1, maxWaiting: 0)
        try await turns.take { _ in
            await #expect(throws: RecognizerError(.unavailable, "")) { try await turns.take { _ in } }
        }
        try await turns.take { _ in }
    }

    @Test func `whoever is cancelled while waiting gives way`() async throws {
        let turns = Turns(count: 1, maxWaiting: 10)
        try await turns.take { _ in
            let waiting = Task<Void, any Error> { try await turns.take { _ in } }
            waiting.cancel()
            await #expect(throws: CancellationError.self) { try await waiting.value }
        }
        try await turns.take { _ in }
    }

    @Test func `turns that nobody waits for go to whoever can use them`() async throws {
        let turns = Turns(count: 3, maxWaiting: 10)
        try await turns.take(upTo: 2) { taken in
            #expect(taken == 2)
            try await turns.take(upTo: 5) { #expect($0 == 1) }
            try await turns.take(upTo: 0) { #expect($0 == 1) }
        }
        try await turns.take(upTo: 5) { #expect($0 == 3) }
    }

    @Test func `a turn is given back when its holder fails`() async throws {
        let turns = Turns(count: 1, maxWaiting: 0)
        await #expect(throws: CancellationError.self) { try await turns.take { _ in throw CancellationError() } }
        try await turns.take { _ in }
    }
}

private actor Tally {
    private(set) var most = 0
    private(set) var done = 0
    private var now = 0

    func enter() {
        now += 1
        most = max(most, now)
    }

    func leave() {
        now -= 1
        done += 1
    }
}
