import Model
import Testing

@testable import Coaching

@Suite(.timeLimit(.minutes(2)))
struct EvidenceTests {
    private static let texts = (developmentPairs + heldOutPairs).map(\.better)

    /// Windows of 6 to 14 words of every better answer.
    private static func windows(_ text: String) -> [(range: Range<Int>, words: [String])] {
        let words = text.split(whereSeparator: \.isWhitespace).map(String.init)
        return stride(from: 0, to: words.count - 14, by: 7).map { start in
            let range = start..<start + 6 + start % 9
            return (range, Array(words[range]))
        }
    }

    /// What honest models do to a quotation.
    private static let honest: [@Sendable ([String]) -> String] = [
        { $0.joined(separator: " ") },
        { $0.joined(separator: " ").uppercased() },
        { $0.joined(separator: " ").filter { $0.isLetter || $0.isNumber || $0 == " " || $0 == "." } },
        { "“" + $0.joined(separator: " ") + "…”" },
        { $0.joined(separator: "  ").replacing(" the ", with: " ") },
        { $0.joined(separator: "\n") },
    ]

    @Test func `at least 95 percent of genuine quotes map to the words they quote`() {
        var found = 0
        var all = 0
        for text in Self.texts {
            let finder = QuoteFinder(Spoken(Samples.transcript(text)))
            for window in Self.windows(text) {
                for change in Self.honest {
                    all += 1
                    guard let words = finder.find(change(window.words)) else { continue }
                    if words.overlaps(window.range), abs(words.lowerBound - window.range.lowerBound) <= 2 { found += 1 }
                }
            }
        }
        print("genuine quotes mapped: \(found) of \(all)")
        #expect(all > 1_000)
        #expect(Double(found) >= 0.95 * Double(all))
    }

    @Test func `hesitations, repetitions and spelled numbers do not hide a quote`() {
        let spoken = Spoken(
            Samples.transcript(
                "So um we we reduced the uh latency by forty percent in, like, two hundred and fifty stores with Postgres."
            )
        )
        let finder = QuoteFinder(spoken)
        #expect(finder.find("we reduced the latency by 40% in 250 stores") == 3..<18)
        #expect(finder.find("stores with Postgress") == 17..<20)
        #expect(spoken.evidence(2..<5).startMs == 800)
        #expect(spoken.evidence(2..<5).endMs == 1950)
    }

    /// What dishonest or careless models do to a quotation: each makes it say something else.
    private static let dishonest: [@Sendable ([String]) -> [String]?] = [
        { words in words.dropLast(3) + ["tripled", "company", "revenue"] },
        { words in ["I", "never"] + words.dropFirst(2) },
        { words in
            words.firstIndex { Token.texts(of: $0).first.map(Token.isNumber) == true }.map { at in
                var changed = words
                changed[at] = "4711"
                return changed
            }
        },
        { words in
            var changed = words
            guard let at = words.lastIndex(where: { EnglishWords.isContent($0.lowercased()) && $0.count > 4 }) else {
                return nil
            }
            changed[at] = "astronauts"
            return changed
        },
        { words in words + ["and", "won", "an", "award"] },
        { words in
            words.contains { ["not", "never", "no", "without"].contains($0) }
                ? nil : words.prefix(3) + ["not"] + words.dropFirst(3)
        },
        { words in Array(words.reversed()) },
    ]

    @Test func `no invented quote passes`() {
        var passed: [String] = []
        var all = 0
        for text in Self.texts {
            let finder = QuoteFinder(Spoken(Samples.transcript(text)))
            for window in Self.windows(text) {
                for change in Self.dishonest {
                    guard let words = change(window.words) else { continue }
                    let quote = words.joined(separator: " ")
                    all += 1
                    if finder.find(quote) != nil { passed.append(quote) }
                }
            }
        }
        print("invented quotes passed: \(passed.count) of \(all)")
        #expect(all > 1_000)
        #expect(passed == [])
    }

    @Test(arguments: [
        "I did break the production database", "the production database was broken by me",
        "I could have fixed the index",
        "we fixed the index in 3 hours", "I fixed the index in two days", "they fixed the index in two hours", "index",
        "the of and to",
        "fixed ... production", "", "   ", "…", "I fixed [unclear] production database",
    ])
    func `a changed sense is not evidence`(quote: String) {
        let finder = QuoteFinder(
            Spoken(Samples.transcript("I did not break the production database but I fixed the index in two hours"))
        )
        #expect(finder.find(quote) == nil)
    }

    @Test func `an ellipsis joins two passages unless a negation was cut out`() {
        let finder = QuoteFinder(
            Spoken(
                Samples.transcript(
                    "First I asked the nurses what they printed and then I changed the printer settings alone"
                )
            )
        )
        #expect(finder.find("I asked the nurses ... changed the printer settings") == 1..<15)
        #expect(finder.find("changed the printer settings ... I asked the nurses") == nil)
        let negated = QuoteFinder(
            Spoken(Samples.transcript("I shipped the feature that did not work and everybody loved the party"))
        )
        #expect(negated.find("I shipped the feature … everybody loved the party") == nil)
    }

    @Test func `words the engine was unsure of are no evidence`() {
        let request = Samples.request(
            "I rebuilt the billing service in Rust last winter",
            accuracy: .low,
            confidence: { $0 < 5 ? 0.2 : 0.9 }
        )
        let finder = QuoteFinder(Spoken(request.transcript))
        #expect(finder.find("rebuilt the billing service") == nil)
        #expect(finder.find("Rust last winter") == 6..<9)
    }

    @Test func `a quote is bounded in length`() {
        let long = (0..<80).map { "word\($0)" }.joined(separator: " ")
        let finder = QuoteFinder(Spoken(Samples.transcript(long)))
        #expect(finder.find(long) == nil)
        #expect(finder.find(String(repeating: "a", count: 100_000)) == nil)
        #expect(finder.find("word1 word2 word3 word4") == 1..<5)
    }

    @Test(arguments: [
        ("You cut the wait to nine minutes, as you said.", true), ("You cut the wait by 80 percent.", false),
        ("You said \"I timed each step\", which is concrete.", true),
        ("You said \"I fired the whole team\", which is bold.", false),
        ("See https://example.com for more.", false), ("Write to coach@example.com.", false),
        ("You named two things clearly.", true),
        ("", false), ("You saved eleven million.", false),
    ])
    func `a remark may only hold numbers and words that were said`(remark: String, passes: Bool) {
        let spoken = Spoken(Samples.transcript("I timed each step for a week and the wait dropped to nine minutes"))
        let check = RemarkCheck(spoken: spoken, finder: QuoteFinder(spoken), question: "")
        #expect((check.passed(remark) != nil) == passes)
    }

    @Test func `code in a remark stays as it is`() {
        let spoken = Spoken(Samples.transcript("I would write a query that selects everything"))
        let check = RemarkCheck(spoken: spoken, finder: QuoteFinder(spoken), question: "")
        let remark = "Say why SELECT * FROM orders WHERE customer_id = id is slow, and what __init__ and a*b do."
        #expect(check.passed("**" + "Say" + "**" + remark.dropFirst(3)) == remark)
    }

    @Test func `evidence is found in scripts without spaces`() {
        let text = "去年我在医院负责配药。我数了两周的标签，然后改了打印机的设置。结果我们少用了很多标签。"
        let transcript = Transcript(
            text: text,
            language: "zh-CN",
            engine: "supplied",
            keepsFillers: true,
            wordTimes: .none,
            accuracy: .supplied,
            words: []
        )
        let finder = QuoteFinder(Spoken(transcript))
        #expect(finder.find("我数了两周的标签") != nil)
        #expect(finder.find("我数了十年的火箭") == nil)
    }
}
