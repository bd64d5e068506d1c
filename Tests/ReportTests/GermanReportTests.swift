import Catalogue
import Foundation
import Testing

@testable import Model
@testable import Report

/// Reports in German: what a report says of its own is German, what it was given stays.
@Suite(.timeLimit(.minutes(2)))
struct GermanReportTests {
    /// The same in both languages: names, units, abbreviations and what is read as code.
    private static let same: Set<String> = ["um", "SHA-256", "mono", "stereo", "Hz", "LUFS", "dBFS", "Summand"]

    private func strings(_ value: Any, into all: inout String) {
        if let text = value as? String { all += text + "\n" }
        if let list = value as? [Any] { for one in list { strings(one, into: &all) } }
        if let fields = value as? [String: Any] { for one in fields { strings(one.value, into: &all) } }
    }

    /// The texts between the tags of a page, and those that are read out.
    private func texts(_ html: String) -> Set<String> {
        let body = html.replacing(/<style>[^<]*<\/style>/, with: "")
        let between = body.matches(of: />([^<>]+)</).map { String($0.1) }
        let spoken = body.matches(of: /(?:aria-label|title)="([^"]+)"/).map { String($0.1) }
        return Set((between + spoken).map { $0.trimmingCharacters(in: .whitespacesAndNewlines) })
    }

    /// English texts of ours that a German page still has.
    private func left(_ content: some Encodable, _ html: () -> String) throws -> [String] {
        var given = ""
        strings(try JSONSerialization.jsonObject(with: JSONEncoder().encode(content)), into: &given)
        given = given.escapedForTest
        let (english, german) = (html(), Language.$current.withValue(.german) { html() })
        #expect(german.contains("<html lang=\"de\">") && english.contains("<html lang=\"en\">"))
        return texts(german).intersection(texts(english)).filter { text in
            // What was given, and figures with their units.
            let own = text.replacing(/“[^”]*”|^\d+\. |^\([a-z._]+\)$/, with: "").split(separator: " · ").filter {
                $0.firstMatch(of: /\p{L}{3}/) != nil && !given.contains($0)
            }
            return !own.isEmpty && !given.contains(text) && !Self.same.contains(text)
                && text.firstMatch(of: /ans_|Debrief |\d kB|, \d+ Hz|[0-9a-f]{8}/) == nil
        }.sorted()
    }

    @Test(arguments: SampleContent.Kind.allCases)
    func `no text of the page of an answer is left in English`(kind: SampleContent.Kind) throws {
        let content = try #require(SampleContent.content(kind))
        let left = try left(content) { HTMLReport.text(for: content) }
        #expect(left.isEmpty, "\(left)")
    }

    @Test func `nor of several answers, of two takes`() throws {
        for series in [try #require(SampleContent.series(9)), try #require(SampleContent.takes())] {
            let left = try left(series) { HTMLReport.text(for: series) }
            #expect(left.isEmpty, "\(left)")
        }
    }

    @Test func `an interview's debrief is read in German, its report too`() throws {
        let answer = try #require(SampleContent.full())
        var debrief = InterviewDebrief(interview: "ivw_1", title: "Nurse")
        debrief.summary = [
            "You answered 2 of 3 questions.", "You skipped 1.", "The mean score over 2 judged answers is 61 of 100.",
            "What came up most, in 2 answers: Open with your answer, in the first sentence.",
        ]
        debrief.rows = [
            InterviewDebrief.Row(
                number: 1,
                question: "Why us?",
                kind: "question",
                state: "answered",
                takes: 2,
                note: "not judged; 14 s over the limit"
            )
        ]
        debrief.measures = [
            InterviewDebrief.Measure(
                name: "Words a minute",
                mean: 142.5,
                decimals: 1,
                count: 2,
                values: [140, 145],
                trend: "first 140, last 145; too few answers for a trend"
            )
        ]
        debrief.areas = [InterviewDebrief.Point(text: "End with what you do differently now.", turns: [1])]
        debrief.notes = ["1 answer failed; that is not counted against you."]
        let content = InterviewContent(
            debrief: debrief,
            facts: ["mock interview"],
            answers: [InterviewContent.NumberedAnswer(number: 1, content: answer)],
            date: SampleContent.date,
            version: "1"
        )
        let html = Language.$current.withValue(.german) { HTMLReport.text(for: content) }
        for text in [
            "Sie haben 2 von 3 Fragen beantwortet.", "Beginnen Sie mit Ihrer Antwort, gleich im ersten Satz.",
            "nicht beurteilt; 14 s über der Grenze", "Wörter in der Minute", "142,5", "Übungsgespräch",
            "zuerst 140, zuletzt 145; zu wenige Antworten für einen Verlauf", "Zu dieser Auswertung",
            "Schließen Sie mit dem, was Sie heute anders machen.", "1 Antwort ist gescheitert",
        ] { #expect(html.contains(text), "\(text)") }
        let left = try left(content) { HTMLReport.text(for: content) }
        #expect(left.isEmpty, "\(left)")
        for english in debrief.summary + debrief.notes { #expect(!html.contains(english)) }
    }

    @Test func `the whole report and the report of a series are German on paper`() throws {
        let content = try #require(SampleContent.full())
        let series = try #require(SampleContent.series(3))
        let renderer = ReportRenderer(fontFolders: [PDFTests.fonts])
        let papers = try Language.$current.withValue(.german) {
            [try renderer.render(content), try renderer.render(series)]
        }
        for pdf in papers {
            let text = try Tool.text(pdf)
            for word in [
                "Vortrag in Zahlen", "Wörter in der Minute", "Hinweise und Grenzen", "Als Nächstes üben", "Seite 1 von",
            ] {
                #expect(text.contains(word), "\(word)")
            }
            for word in [
                "Delivery in numbers", "Words a minute", "Notes and limits", "Practise next", "Page 1",
                "pauses left out",
            ] {
                #expect(!text.contains(word), "\(word)")
            }
            #expect(try Tool.outside(pdf).isEmpty && Tool.overlaps(pdf).isEmpty)
        }
    }
}

extension String {
    /// As it stands in a page.
    fileprivate var escapedForTest: String {
        replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;").replacing(
            "\"",
            with: "&quot;"
        )
    }
}
