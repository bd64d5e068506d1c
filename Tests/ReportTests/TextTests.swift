import Foundation
import Model
import Testing

@testable import Report

@Suite(.timeLimit(.minutes(3)))
struct TextTests {
    let renderer = ReportRenderer(fontFolders: [PDFTests.fonts])

    /// A report whose transcript is `text`, as its PDF's text.
    private func roundTrip(_ text: String, candidate: String = "Ada") throws -> String {
        let content = try #require(SampleContent.full(candidate: candidate, text: text))
        let pdf = try renderer.render(content)
        #expect(try Tool.run("qpdf", ["--check", "PDF"], on: pdf).code == 0)
        return try Tool.text(pdf)
    }

    @Test func `the words of the transcript come back in order`() throws {
        let text = try #require(SampleContent.full()?.answer.transcript?.text)
        let pdf = try roundTrip(SampleContent.speech)
        var rest = Tool.words(pdf)[...]
        for word in Tool.words(text) {
            let place = try #require(rest.firstIndex(of: word), "\(word) is missing or out of order")
            rest = rest[(place + 1)...]
        }
    }

    @Test(arguments: [
        "Łukasz Żółć řekl příliš žluťoučký kůň", "Ναι, ο κώδικας έτρεχε καλά", "Быстрая проверка подписи ещё идёт",
        "naïve café œuvre – “quoted” … 5 € ½", "std::vector<int> a<b & c \\0 (x) %d </td>", "ﬁ Ệ ữ Đặng",
        "x → y ≤ z ≈ ∑ −5",
    ])
    func `letters beyond ASCII come back as they were`(text: String) throws {
        let pdf = Tool.words(try roundTrip(text))
        for word in Tool.words(text.precomposedStringWithCanonicalMapping) {
            let plain = word.replacing("ﬁ", with: "fi")
            #expect(pdf.contains { $0 == word || $0.replacing("ﬁ", with: "fi") == plain }, "\(word)")
        }
    }

    @Test func `decomposed letters are composed`() throws {
        let pdf = try roundTrip("cafe\u{301} Vie\u{302}\u{323}t")
        #expect(pdf.contains("café"))
        #expect(pdf.precomposedStringWithCanonicalMapping.contains("Việt"))
    }

    @Test func `characters without a font show as codes and the page says so`() throws {
        let private5 = "\u{F0123}\u{F0124}\u{F0125}\u{F0126}\u{F0127}"
        let pdf = try roundTrip("We shipped 🚀 it and \u{1F44D}\u{1F3FD} \(private5) done")
        #expect(pdf.contains("U+1F680"))
        #expect(pdf.contains("U+1F44D U+1F3FD"))
        #expect(pdf.contains("U+F0123 U+F0124 U+F0125 +2"))
        #expect(pdf.contains("the JSON has the full text"))
        #expect(pdf.contains("shipped") && pdf.contains("done"))
    }

    @Test(arguments: ["मैंने सर्वर ठीक किया", "我修复了服务器的问题", "لقد أصلحت الخادم", "サーバーを直しました", "תיקנתי את השרת", "ฉันแก้ไขแล้ว"])
    func `other scripts are drawn by some font or shown as codes, never lost`(text: String) throws {
        let pdf = try roundTrip("before " + text + " after", candidate: text)
        #expect(pdf.contains("before") && pdf.contains("after"))
        let letters = text.unicodeScalars.filter(\.properties.isAlphabetic)
        let drawn = letters.contains { pdf.unicodeScalars.contains($0) }
        let coded = pdf.contains("U+") && pdf.contains("the JSON has the full text")
        #expect(drawn || coded)
    }

    @Test func `control characters, lone surrogates and direction marks are harmless`() throws {
        let pdf = try roundTrip("a\u{0}b \u{7}bell \u{202E}reversed\u{202C} soft\u{AD}hyphen \u{FFFD} tab\there")
        #expect(pdf.contains("U+0000"))
        #expect(pdf.contains("U+0007"))
        #expect(pdf.contains("reversed"))
        #expect(pdf.contains("softhyphen"))
    }

    @Test func `words in an embedded font keep their spaces`() throws {
        let pdf = try roundTrip("Ναι быстрая проверка подписи ещё идёт")
        #expect(pdf.contains("Ναι быстрая проверка подписи ещё идёт"))
        let bbox = try Tool.run(
            "pdftotext",
            ["-bbox", "PDF", "-"],
            on: try renderer.render(try #require(SampleContent.full(text: "Ναι быстрая проверка")))
        ).output
        let edges = bbox.split(separator: "\n").filter { $0.contains("быстрая") || $0.contains("проверка") }
        #expect(edges.count >= 2)
    }

    @Test func `without the shipped font the system's is used or codes are shown`() throws {
        let content = try #require(SampleContent.full(text: "before Быстро after"))
        let text = try Tool.text(try ReportRenderer().render(content))
        #expect(text.contains("Быстро") || text.contains("U+0411"))
    }

    @Test func `a word longer than a line is broken, not cut`() throws {
        let word = String((0..<400).map { Character(Unicode.Scalar(UInt8(97 + $0 % 26))) })
        let pdf = try roundTrip("start \(word) end")
        #expect(pdf.filter(\.isLetter).contains(word))
    }

    @Test func `a transcript of 30,000 words takes bounded time and keeps every word`() throws {
        let text = (0..<30_000).map { $0 % 17 == 16 ? "sentence\($0)." : "word\($0)" }.joined(separator: " ")
        let clock = ContinuousClock()
        let content = try #require(SampleContent.plain(text))
        let start = clock.now
        let pdf = try renderer.render(content)
        #expect(clock.now - start < .seconds(20))
        let words = Set(Tool.words(try Tool.text(pdf)))
        #expect(words.isSuperset(of: Tool.words(text)))
    }

    @Test func `hostile lengths everywhere stay inside the page and are not lost`() throws {
        var content = try #require(SampleContent.full())
        let long = String(repeating: "Wxyz and so on. ", count: 400) + "LASTWORD"
        content.answer.question.text = long
        content.answer.candidate = String(repeating: "Name", count: 200)
        content.answer.evaluation?.nextDrill?.reason = long
        content.answer.evaluation?.strengths = Array(repeating: Evaluation.Remark(text: long, evidence: []), count: 12)
        content.answer.evaluation?.criteria[0].items[0].comment = long
        content.answer.evaluation?.abstained = long
        content.answer.evaluation?.score = nil
        content.answer.quality?.issues[0].detail = long.replacing("so on", with: "noise").replacing(
            "LASTWORD",
            with: "LASTWORD of it"
        )
        content.answer.notes = [
            long.replacing("so on", with: "a note").replacing("LASTWORD", with: "LASTWORD of the note")
        ]
        let pdf = try renderer.render(content)
        #expect(try Tool.run("qpdf", ["--check", "PDF"], on: pdf).code == 0)
        let found = Tool.words(try Tool.text(pdf)).count { $0.contains("LASTWORD") }
        // Question, drill, reason, twelve remarks, comment, and (said in other words) issue and note.
        #expect(found == 18)
        let outside = try Tool.outside(pdf)
        #expect(outside.isEmpty, "\(outside.prefix(5))")
    }
}
