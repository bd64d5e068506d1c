import FoundationEssentials
import Model
import Testing

@testable import Speech

@Suite(.timeLimit(.minutes(1))) struct DeliveryTests {
    /// The analysis by the lists that ship.
    private func analyze(_ transcript: Transcript, _ hearing: Hearing) throws -> Analysis {
        DeliveryAnalyzer(lists: try Places.lists()).analyze(transcript, hearing)
    }

    /// `count` words of 300 ms, one every 400 ms from `from` on.
    private func steady(_ count: Int, from: Int = 0, word: String = "word") -> String {
        (0..<count).map { "\(word)\($0)@\(from + $0 * 400)-\(from + $0 * 400 + 300)" }.joined(separator: " ")
    }

    @Test func `words per minute count from the first to the last speech`() throws {
        let result = try analyze(
            Spoken.timed(steady(50, from: 1_000)),
            Spoken.hearing([1_000...21_000], durationMs: 30_000)
        )
        #expect(result.delivery.wordsPerMinute == 150)
        #expect(result.delivery.wordCount == 50)
        #expect(result.quality.verdict == .good)
        #expect(result.delivery.paceCurve.map(\.startMs) == [1_000, 6_000])
        #expect(result.delivery.paceCurve.allSatisfy { $0.wordsPerMinute == 150 })
    }

    @Test func `articulation leaves pauses out`() throws {
        let nuclei = (0..<40).map { $0 * 250 } + (0..<40).map { 20_000 + $0 * 250 }
        let hearing = Spoken.hearing([0...10_000, 20_000...30_000], durationMs: 30_000, nuclei: nuclei)
        #expect(try analyze(Spoken.timed(steady(20)), hearing).delivery.syllablesPerSecond == 4)
    }

    @Test func `pauses have their places`() throws {
        let said = Spoken.timed(
            "We@500-900 built@900-1400 it,@1400-1800 then@2500-2900 the@2900-3100 server@4500-5000 failed@5000-5500 and@6000-6200 stopped.@6200-6800 Then@8500-8800 calm.@8800-9500"
        )
        let hearing = Spoken.hearing(
            [500...1_800, 2_500...3_100, 4_500...5_500, 6_000...6_800, 8_500...9_500],
            durationMs: 11_000
        )
        let pauses = try analyze(said, hearing).delivery.pauses
        #expect(pauses.items.map(\.place) == [.initial, .boundary, .midClause, .boundary, .boundary])
        #expect(pauses.count == 4)
        #expect(pauses.totalMs == 700 + 1_400 + 500 + 1_700)
        #expect(pauses.longCount == 2)
        #expect(pauses.longest?.durationMs == 1_700)
        #expect(pauses.startLatencyMs == 500)
    }

    @Test func `a filler beside a pause does not hide the clause`() throws {
        let said = Spoken.timed("We@0-300 saw@300-600 the,@600-900 um,@1000-1400 server.@2500-3000")
        let hearing = Spoken.hearing([0...1_400, 2_500...3_000], durationMs: 3_000)
        // The comma belongs to the um, but the punctuation is what the reader sees.
        #expect(try analyze(said, hearing).delivery.pauses.items.map(\.place) == [.boundary])
    }

    @Test func `without word times pauses have no place`() throws {
        let hearing = Spoken.hearing([0...4_000, 5_000...9_000], durationMs: 9_000)
        let delivery = try analyze(Spoken.plain("one two three four, five six"), hearing).delivery
        #expect(delivery.pauses.items.map(\.place) == [.unknown])
        #expect(delivery.paceCurve.isEmpty)
        #expect(delivery.notes.contains { $0.contains("no times") })
    }

    @Test func `silence gives no numbers`() throws {
        let nothing = Transcript(
            text: "",
            language: "en",
            engine: "test",
            keepsFillers: true,
            wordTimes: .none,
            accuracy: .standard,
            words: []
        )
        let result = try analyze(nothing, Spoken.hearing([], durationMs: 30_000, verdict: .unusable))
        let delivery = result.delivery
        #expect(delivery.wordCount == 0 && delivery.wordsPerMinute == nil && delivery.syllablesPerSecond == nil)
        #expect(delivery.pauses.count == 0 && delivery.pauses.items.isEmpty)
        #expect(delivery.fillers.total == 0 && delivery.fillers.perMinute == nil && delivery.fillers.per100Words == nil)
        #expect(delivery.fillers.reliability == .none)
        #expect(delivery.fluency == nil && delivery.confidence == nil)
        #expect(delivery.notes.count == 1)
        #expect(result.quality.verdict == .unusable)
    }

    @Test func `too few words lower the verdict`() throws {
        let hearing = Spoken.hearing([0...12_000], durationMs: 12_000)
        let few = try analyze(Spoken.plain("I um worked there for two years"), hearing).quality
        #expect(few.verdict == .poor)
        #expect(few.issues.map(\.code) == ["too_few_words"])
        #expect(few.issues.first?.detail.contains("6 words") == true)
        let enough = try analyze(Spoken.timed(steady(15)), hearing).quality
        #expect(enough.issues.isEmpty)
        let bad = try analyze(
            Spoken.plain("one two"),
            Spoken.hearing([0...12_000], durationMs: 12_000, verdict: .unusable)
        )
        #expect(bad.quality.verdict == .unusable)
        #expect(bad.delivery.fluency == nil)
    }

    @Test(arguments: [
        ("the the server was was down", ["the the", "was was"]),
        ("I was, um, I was going home", ["i was um i was"]),
        ("it was very very good and that that was all", []),
        ("We knew that. That was it. 5 5 5", []),
        ("words words words words", ["words words words words"]),
        ("the proj- project and a pre- and post-release", ["proj project"]),
        ("I-I think so-so", ["i-i"]),
        ("we had — we have a plan", ["we had we"]),
        ("[montre-] montreal [mo-] [mo-] montreal", ["montre montreal", "mo mo montreal"]),
        ("in the in the in the end", ["in the in the in the"]),
    ])
    func `repetitions and restarts are found with their words`(text: String, expected: [String]) throws {
        let delivery = try analyze(Spoken.plain(text), Spoken.hearing([0...9_000], durationMs: 9_000)).delivery
        #expect(delivery.repetitions.map(\.text) == expected)
        #expect(delivery.repetitions.allSatisfy { $0.range != nil })
    }

    @Test func `hedges have their places`() throws {
        let delivery = try analyze(
            Spoken.timed("Maybe@0-300 I@300-400 guess@400-700 this@800-900 kind@900-1100 of@1100-1200 works@1200-1500"),
            Spoken.hearing([0...9_000], durationMs: 9_000)
        ).delivery
        #expect(delivery.hedges.map(\.text) == ["maybe", "i guess"])
        #expect(delivery.hedges.last?.startMs == 300 && delivery.hedges.last?.endMs == 700)
        #expect(delivery.hedges.last?.range == TextRange(start: 6, end: 13))
    }

    @Test func `words are not counted in a language without spaces`() throws {
        let said = Spoken.plain("我们把支付服务迁移到了新的平台,这个项目花了三个月,最后错误率降低了一半。", language: "zh-CN")
        let result = try analyze(said, Spoken.hearing([0...12_000], durationMs: 12_000))
        #expect(result.delivery.wordsPerMinute == nil && result.delivery.wordCount == 0)
        #expect(result.delivery.fillers.per100Words == nil)
        #expect(result.delivery.notes.contains { $0.contains("without spaces") })
        #expect(result.quality.issues.isEmpty)
    }

    @Test func `a language without a list says so`() throws {
        let delivery = try analyze(
            Spoken.plain("então eu fiz isso", language: "pt"),
            Spoken.hearing([0...12_000], durationMs: 12_000)
        ).delivery
        #expect(delivery.fillers.reliability == .lowerBound)
        #expect(delivery.notes.contains { $0.contains("\"pt\"") })
    }

    @Test func `the same input gives the same output`() throws {
        let said = Spoken.timed(steady(60) + " um@25000-25400 so@25500-25700 the@26000-26100 the@26200-26300")
        let hearing = Spoken.hearing(
            [0...20_000, 22_000...27_000],
            durationMs: 28_000,
            filledPauses: [Spoken.candidate(25_000, 25_380), Spoken.candidate(21_000, 21_400)]
        )
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let first = try encoder.encode(try analyze(said, hearing))
        for _ in 0..<3 { #expect(try encoder.encode(try analyze(said, hearing)) == first) }
    }
}
