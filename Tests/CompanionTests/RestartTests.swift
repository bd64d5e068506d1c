import Foundation
import Testing

@testable import Companion
@testable import Model

#if canImport(Glibc)
    import Glibc
#endif

/// Deaths, hangs and turns, on a program without models.
@Suite(.timeLimit(.minutes(5)))
struct RestartTests {
    private func embed(_ text: String, on companion: Companion) async throws -> [Float] {
        let vectors = try await SentenceEmbedder(companion: companion).embedder.embed([.init(text)], .query)
        try #require(vectors.map(\.count) == [384])
        return vectors[0]
    }

    @Test func `a request over which the process died is answered by the next process`() async throws {
        try await FakeProgram().with { companion in
            #expect(await code { try await embed("die once", on: companion) } == "none")
            #expect(await companion.status().restarts == 1)
        }
    }

    @Test func `a request that kills every process is an error, and the next one is answered`() async throws {
        try await FakeProgram().with { companion in
            #expect(await code { try await embed("die", on: companion) } == "embed.unavailable")
            #expect(await code { try await embed("hello", on: companion) } == "none")
            #expect(await companion.status().restarts == Companion.maxAttempts)
        }
    }

    @Test func `a process that hangs is killed at the deadline, and the next request is answered`() async throws {
        let fake = try FakeProgram()
        try await fake.with(fake.settings(deadlineMs: 3_000)) { companion in
            let start = ContinuousClock.now
            #expect(await code { try await embed("hang", on: companion) } == "embed.timeout")
            #expect(start.duration(to: .now) < .seconds(60))
            #expect(await code { try await embed("hello", on: companion) } == "none")
        }
    }

    @Test func `bytes that are no frame end the process`() async throws {
        try await FakeProgram().with { companion in
            #expect(await code { try await embed("noise", on: companion) } == "embed.unavailable")
            #expect(await code { try await embed("hello", on: companion) } == "none")
        }
    }

    @Test func `a fault is a coded error and ends nothing`() async throws {
        try await FakeProgram().with { companion in
            _ = try await embed("hello", on: companion)
            let before = await companion.status().processID
            #expect(await code { try await embed("fault", on: companion) } == "embed.unavailable")
            _ = try await embed("hello", on: companion)
            #expect(await companion.status().processID == before)
        }
    }

    @Test func `a process that grew is replaced`() async throws {
        try await FakeProgram().with { companion in
            _ = try await embed("grow", on: companion)
            let before = await companion.status().processID
            _ = try await embed("hello", on: companion)
            #expect(await companion.status().processID != before)
            #expect(await companion.status().restarts == 0)
        }
    }

    @Test func `after many deaths in a row the companion rests and refuses at once`() async throws {
        let fake = try FakeProgram()
        var settings = fake.settings()
        settings.backoffMs = 100
        try await fake.with(settings) { companion in
            async let first = code { try await embed("die", on: companion) }
            async let second = code { try await embed("die", on: companion) }
            #expect(await [first, second].allSatisfy { $0 == "embed.unavailable" })
            // Six deaths begin the rest, which is noted after the callers have their errors.
            while await companion.status().restarts < Companion.maxFailures { await Task.yield() }
            let start = ContinuousClock.now
            #expect(await code { try await embed("hello", on: companion) } == "embed.unavailable")
            #expect(start.duration(to: .now) < .seconds(2))
        }
    }

    @Test func `a companion that is not installed is a coded error`() async throws {
        let companion = Companion(settings: CompanionSettings(folder: URL(filePath: "/nowhere/at/all")))
        #expect(!companion.settings.isInstalled)
        #expect(await code { try await embed("hello", on: companion) } == "embed.unavailable")
        await companion.stop()
    }

    @Test func `a hundred kills at random moments leave every request answered`() async throws {
        var generator = SeededGenerator(seed: 15)
        try await FakeProgram().with { companion in
            for round in 0..<100 {
                let waitUs = Int.random(in: 0..<3_000, using: &generator)
                async let answer = embed("round \(round)", on: companion)
                try await Task.sleep(for: .microseconds(waitUs))
                if let process = await companion.status().processID { kill(pid_t(process), SIGKILL) }
                let vector = try await answer
                #expect(vector.count == 384)
            }
            #expect(await companion.status().restarts > 10)
        }
    }

    @Test func `stopping ends the process and refuses what waits`() async throws {
        let fake = try FakeProgram()
        let companion = Companion(settings: fake.settings())
        _ = try await embed("hello", on: companion)
        let process = try #require(await companion.status().processID)
        #expect(kill(pid_t(process), 0) == 0)
        await companion.stop()
        #expect(kill(pid_t(process), 0) == -1)
        #expect(await code { try await embed("hello", on: companion) } == "embed.unavailable")
        try FileManager.default.removeItem(at: fake.folder)
    }

    @Test func `a caller that is cancelled while it waits goes at once`() async throws {
        let fake = try FakeProgram()
        try await fake.with(fake.settings(deadlineMs: 5_000)) { companion in
            async let hanging = code { try await embed("hang", on: companion) }
            while await !companion.status().isRunning { await Task.yield() }
            let waiting = Task { await code { try await embed("hello", on: companion) } }
            await Task.yield()
            waiting.cancel()
            #expect(await ["cancelled", "none"].contains(waiting.value))
            #expect(await hanging == "embed.timeout")
        }
    }

    @Test func `a thousand requests of ten callers are all answered by one process`() async throws {
        try await FakeProgram().with { companion in
            try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<10 {
                    group.addTask {
                        var count = 0
                        for round in 0..<100 { count += try await embed("\(round)", on: companion).count / 384 }
                        return count
                    }
                }
                let answered = try await group.reduce(0, +)
                #expect(answered == 1_000)
            }
            #expect(await companion.status().restarts == 0)
        }
    }
}

/// A generator that gives the same numbers every time (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
