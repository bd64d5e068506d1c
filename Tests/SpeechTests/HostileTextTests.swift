import Core
import FoundationEssentials
import Model
import Testing

@testable import Speech

@Suite(.serialized, .timeLimit(.minutes(2))) struct HostileTextTests {
    /// How long the analysis of a transcript takes.
    private func time(_ words: [String], timed: Bool = true) throws -> Duration {
        let transcript = Transcript(
            text: words.joined(separator: " "),
            language: "en",
            engine: "test",
            keepsFillers: true,
            wordTimes: timed ? .exact : .none,
            accuracy: .standard,
            words: words.enumerated().map {
                Transcript.Word(text: $1, startMs: timed ? $0 * 100 : nil, endMs: timed ? $0 * 100 + 90 : nil)
            }
        )
        let end = words.count * 100
        let candidates = (0..<min(5_000, words.count)).map {
            Spoken.candidate($0 * end / 5_000, $0 * end / 5_000 + 80, 0.9)
        }
        let speech = (0..<3_000).map { $0 * end / 3_000...$0 * end / 3_000 + end / 4_000 }
        let hearing = Spoken.hearing(
            speech,
            durationMs: end,
            filledPauses: candidates,
            nuclei: (0..<words.count).map { $0 * 100 }
        )
        let analyzer = DeliveryAnalyzer(lists: try Places.lists())
        let clock = ContinuousClock()
        var analysis: Analysis?
        let elapsed = clock.measure { analysis = analyzer.analyze(transcript, hearing) }
        let result = try #require(analysis)
        #expect(result.delivery.wordCount <= words.count * 2)
        return elapsed
    }

    private static let vocabulary = [
        "so", "um", "like", "the", "the", "you", "know", "I", "mean,", "kind", "of", "server.", "right?", "uh",
        "basically", "and", "went", "— we",
    ]

    @Test func `time grows with the length, not with its square`() throws {
        let words = { (count: Int) in (0..<count).map { Self.vocabulary[($0 * 7 + $0 / 5) % Self.vocabulary.count] } }
        // The best of three: other work on the machine only ever slows a run down.
        let best = { (count: Int) in try (0..<3).map { _ in try time(words(count)) }.min() ?? .zero }
        let short = try best(7_500)
        let long = try best(30_000)
        print("7,500 words \(short), 30,000 words \(long)")
        #expect(long < short * 12)
    }

    @Test(arguments: ["um", "very", "the", "like", "you", "...", "so,", "—"])
    func `a text of one word over and over is analyzed in time`(word: String) throws {
        let elapsed = try time(Array(repeating: word, count: 30_000))
        print("\(word) 30,000 times: \(elapsed)")
        #expect(elapsed < .seconds(30), "\(elapsed)")
    }

    @Test(arguments: [
        String(repeating: "x", count: 400), String(repeating: "u", count: 100_000) + "m",
        String(repeating: "-", count: 50_000),
        String(repeating: "a-", count: 50_000), String(repeating: "'", count: 50_000),
        "\u{202E}um\u{202C} שלום, أهلا um", "👩‍💻🙂 um 🇩🇪",
        String(repeating: "e\u{301}", count: 10_000), "\u{301}\u{301}", "\0um\0", String(repeating: "[", count: 20_000),
        "مرحبا، أنا um أعمل؟",
        String(repeating: "a.", count: 20_000), String(repeating: "um\u{200D}", count: 5_000),
    ])
    func `odd text does no harm`(text: String) throws {
        let analysis = DeliveryAnalyzer(lists: try Places.lists()).analyze(
            Spoken.plain(text),
            Spoken.hearing([0...5_000], durationMs: 6_000)
        )
        let length = text.utf16.count
        for item in analysis.delivery.fillers.items {
            let range = try #require(item.range)
            #expect(range.start >= 0 && range.start < range.end && range.end <= length)
        }
    }

    @Test func `words that do not fit the text at all keep the analysis going`() throws {
        var transcript = Spoken.timed((0..<3_000).map { "a\($0)@\($0 * 100)-\($0 * 100 + 50)" }.joined(separator: " "))
        transcript.text = (0..<3_000).map { "b\($0)" }.joined(separator: " ")
        let spoken = SpokenText(transcript)
        #expect(spoken.times.count == 3_000)
        #expect(spoken.times.allSatisfy { $0 != nil })
    }

    @Test func `pieces of every format in any order never crash the reader`() {
        var random = Seeded(state: 42)
        let pieces = [
            "WEBVTT\n\n", "00:01.000 --> 00:02.000\n", "{\"words\":[", "{\"word\":\"a\",\"start\":1,\"end\":2}", "]}",
            ",", "\n", "\"", "\\u12", "<v ", "&amp;", "9999999999999999999", "\u{0}", "um ", "-->", "[", "}",
        ]
        for _ in 0..<3_000 {
            let text = (0..<Int.random(in: 1...12, using: &random)).map { _ in
                pieces.randomElement(using: &random) ?? ""
            }.joined()
            do {
                let transcript = try TranscriptFile.read(Data(text.utf8), named: nil, language: "en")
                #expect(!transcript.words.isEmpty, "\(text)")
            } catch {
                #expect(error.kind == .invalidTranscript)
                #expect(!error.message.isEmpty)
            }
        }
    }
}
