import FakeUpstreams
import Model
import Providers
import Support
import Testing

@Suite(.serialized, .timeLimit(.minutes(1)))
struct NeuroSyncAvatarTests {
    /// Waits until nothing waits any longer.
    private func settle(_ head: NeuroSyncAvatar) async {
        while head.tally.waiting > 0 { await Task.yield() }
    }

    @Test func `texts arrive bare, whole and in order`() async throws {
        try await FakeUpstreams.with { fakes in
            let head = NeuroSyncAvatar(settings: .init(port: fakes.neuroSync.port), logger: quiet)
            let texts = ["Tell me about yourself.", "Größe 🙂?\nSecond line", String(repeating: "long ", count: 2_000)]
            for text in texts { head.avatar.say(text) }
            await fakes.neuroSync.holds(3)
            #expect(fakes.neuroSync.received == texts.map { [$0] })
            await settle(head)
            #expect(head.tally.said == 3 && head.tally.failed == 0 && head.tally.dropped == 0)
        }
    }

    @Test(arguments: [FakeMode.reset, .empty, .malformed])
    func `no answer, a strange one or a reset after the text is no failure`(mode: FakeMode) async throws {
        try await FakeUpstreams.with(mode: mode) { fakes in
            let head = NeuroSyncAvatar(settings: .init(port: fakes.neuroSync.port), logger: quiet)
            head.avatar.say("Hello")
            await fakes.neuroSync.holds(1)
            await settle(head)
            #expect(head.tally.said == 1)
            #expect(fakes.neuroSync.received == [["Hello"]])
        }
    }

    @Test func `a head that never answers delays nobody, and what it misses is dropped`() async throws {
        try await FakeUpstreams.with(mode: .slow) { fakes in
            var settings = NeuroSyncSettings(port: fakes.neuroSync.port, transferTimeoutMs: 300, maxWaiting: 3)
            settings.maxAgeMs = 60_000
            let head = NeuroSyncAvatar(settings: settings, logger: quiet)
            let started = ContinuousClock.now
            for index in 0..<100 { head.avatar.say("text \(index)") }
            // A hundred answers of three tenths each would be half a minute.
            #expect(started.duration(to: .now) < .seconds(5))
            #expect(head.tally.waiting <= 4 && head.tally.dropped >= 80)
            await settle(head)
            #expect(head.tally.said + head.tally.dropped == 100)
        }
    }

    @Test func `an absent head is a failure nobody sees`() async throws {
        let port = try await FakeUpstreams.with { $0.neuroSync.port }
        let lines = LogLines()
        let head = NeuroSyncAvatar(settings: .init(port: port), logger: lines.logger)
        head.avatar.say("Hello")
        await settle(head)
        #expect(head.tally.failed == 1)
        #expect(lines.all.contains { $0.contains("no connection") && !$0.contains("Hello") })
    }

    @Test func `old, empty and endless texts are not said`() async throws {
        try await FakeUpstreams.with { fakes in
            let settings = NeuroSyncSettings(port: fakes.neuroSync.port, maxAgeMs: 0, maxBytes: 10)
            let head = NeuroSyncAvatar(settings: settings, logger: quiet)
            head.avatar.say("")
            head.avatar.say("more than ten bytes")
            head.avatar.say("old")
            await settle(head)
            #expect(head.tally.dropped == 3 && fakes.neuroSync.calls == 0)
            head.close()
            head.avatar.say("late")
            #expect(head.tally.dropped == 4)
            Avatar.none.say("nobody hears this")
        }
    }
}
