import Catalogue
import FoundationEssentials
import Model
import Testing

@testable import Core
@testable import WebUI

/// The pages in German: whole, with German numbers and dates, and with no text of the English page left.
@Suite(.timeLimit(.minutes(1)))
struct GermanPageTests {
    /// What is the same in both: names, questions, and what the person or the judge said.
    private static let same: Set<String> = [
        "Debrief", "English", "Deutsch", "Tell me about a time you solved a difficult problem.", "Why us?", "Coach",
        "Senior", "DOCX", "SQL", "SQL, Kubernetes", "1 Minute", "Pause", "So", "um", "I", "led", "it.", "PDF", "um/uh",
    ]

    private func answer() throws -> Answer {
        var answer = Answer(
            id: try #require(AnswerID("ans_0190a0b0-1111-7222-8333-444455556666")),
            status: .done,
            stage: .report,
            question: Question(text: "Why us?"),
            createdAt: Date(timeIntervalSince1970: 1_795_887_360)
        )
        answer.recording = Recording(
            container: .webm,
            codec: "opus",
            sampleRate: 48_000,
            channels: 1,
            durationMs: 20_000,
            bytes: 1
        )
        answer.transcript = Transcript(
            text: "So um I led it.",
            language: "en",
            engine: "test",
            keepsFillers: true,
            wordTimes: .exact,
            accuracy: .standard,
            words: zip(["So", "um", "I", "led", "it."], [0, 500, 1000, 1400, 1800]).map {
                Transcript.Word(text: $0, startMs: $1, endMs: $1 + 300)
            }
        )
        answer.delivery = Delivery(
            wordCount: 7,
            wordsPerMinute: 150,
            fillers: Fillers(total: 4, perMinute: 9.5, reliability: .counted, reliabilityNote: "", items: []),
            pauses: Pauses(count: 2, totalMs: 6900, longest: Pauses.Item(startMs: 2100, endMs: 4600, place: .boundary))
        )
        return answer
    }

    private static func remark() -> SharePage.Remark {
        SharePage.Remark(
            name: "Why us?",
            text: "Why us?",
            reaction: Texts["share.reaction.keep"],
            atMs: 5_000,
            at: Date(timeIntervalSince1970: 1_795_887_360)
        )
    }

    private func shared(_ answer: Answer, _ show: (inout SharePage) -> Void) throws -> String {
        var page = SharePage(address: "/s/x", label: "", expires: answer.createdAt)
        (page.hasSound, page.hasTranscript, page.hasScores, page.takesComments) = (true, true, true, true)
        show(&page)
        return try page.html()
    }

    private func newLink(_ change: (inout NewLinkPage) -> Void) throws -> String {
        var page = NewLinkPage(kind: "answer", id: "ans_0190a0b0-1111", name: "Why us?", hasSound: true)
        page.isLocal = true
        change(&page)
        return try page.html()
    }

    private func pages() throws -> [String: String] {
        let one = try answer()
        return [
            "home": try HomePage().html(), "again": try HomePage(again: one, recent: [one, one, one]).html(),
            "answer": try AnswerPage(answer: one, before: one).html(),
            "answers": try HistoryPage(answers: [one]).html(),
            "none": try HistoryPage(answers: [], query: "Why us?").html(),
            "404": try MessagePage(status: 404).html(), "500": try MessagePage(status: 500).html(),
            "429": try MessagePage(status: 429).html(), "503": try MessagePage(status: 503).html(),
            "403": try MessagePage(status: 403).html(), "401": try MessagePage(status: 401).html(),
            "offline": try MessagePage.offline.html(),
            "progress": try ProgressPage(answers: [one, one, one]).html(),
            "early": try ProgressPage(answers: [one]).html(), "start": try ProgressPage(answers: []).html(),
            "compare": try ComparePage(before: one, after: one).html(),
            "interviews": try InterviewsPage(items: [], canWrite: true).html(),
            "interview": try InterviewPage(id: "ivw_0190a0b0-1111", title: "Why us?").html(),
            "questions": try QuestionsPage(items: [], total: 0).html(),
            "knowledge": try KnowledgePage(rows: [], mayShare: true).html(),
            "resumes": try ResumesPage(rows: [], resumes: []).html(),
            "sign in": try AccountForms.SignIn().html(), "register": try AccountForms.Register().html(),
            "account": try AccountPage().html(), "people": try PeoplePage().html(),
            "log": try AuditPage.html([], next: nil),
            "share": try shared(one) { $0.show(one, remarks: [Self.remark()]) },
            "shared interview": try shared(one) { page in
                page.show(
                    interview: "Why us?",
                    summary: [],
                    [(1, "Why us?", one, [Self.remark()]), (2, "Why us?", nil, [])]
                )
            },
            "new link": try newLink { _ in },
            "new link, made": try newLink { $0.made = "/s/x" },
            "passphrase": try SharePage.asking("/s/x", error: nil),
        ]
    }

    /// The texts between the tags of a page, and those that are read out.
    private func texts(_ html: String) -> Set<String> {
        let between = html.matches(of: />([^<>]+)</).map { String($0.1) }
        let spoken = html.matches(of: /(?:aria-label|placeholder|title|alt)="([^"]+)"/).map { String($0.1) }
        let trimmed = (between + spoken).map { text in
            String(text.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
        }
        return Set(trimmed.filter { $0.contains(where: \.isLetter) })
    }

    @Test func `no text of an English page is left on the German one`() throws {
        let english = try pages()
        let german = try Language.$current.withValue(.german) { try pages() }
        for (name, html) in german {
            #expect(html.contains("<html lang=\"de\">") && !html.contains("{{"), "\(name)")
            let left = texts(html).intersection(texts(try #require(english[name]))).subtracting(Self.same).filter {
                // Numbers with their units, times and identifiers.
                $0.firstMatch(of: /\p{L}{3}/) != nil && !$0.contains("ans_") && !$0.contains("Why us?")
            }
            #expect(left.isEmpty, "\(name): \(left.sorted())")
        }
    }

    @Test func `no page shows the key of a text`() throws {
        for language in Language.allCases {
            let all = try Language.$current.withValue(language) { try pages() }
            let keys = Texts.of(language).keys
            for (name, html) in all { #expect(texts(html).isDisjoint(with: keys), "\(name)") }
        }
    }

    @Test func `numbers and dates have their German form, and drawings keep theirs`() throws {
        try Language.$current.withValue(.german) {
            #expect(Figures.decimal(9.54) == "9,5" && Figures.decimal(-1.25) == "−1,3" && Figures.place(9.54) == "9.5")
            #expect(Figures.seconds(1400) == "1,4 s" && Figures.share(1, of: 3) == "33.33%")
            let date = Figures.time(Date(timeIntervalSince1970: 1_795_887_360)).text
            #expect(date.contains("28. November 2026, 17:36 UTC"), "\(date)")
            let html = try AnswerPage(answer: try answer()).html()
            #expect(html.contains("Sie haben etwa 9,5 Füllwörter in der Minute verwendet."))
            let drawn = try ProgressPage(answers: [try answer(), try answer(), try answer()]).html()
            for match in drawn.matches(of: /\s(?:x|y|cx|cy|x1|x2|y1|y2|width|height)="([^"]*)"/) {
                #expect(!match.1.contains(","), "\(match.0)")
            }
        }
    }

    @Test func `the foot of a page offers the other language at the same address`() throws {
        let html = try PageFrame.$here.withValue("/answers?q=a") { try MessagePage(status: 404).html() }
        #expect(html.contains("<a href=\"/answers?q=a&amp;lang=de\" lang=\"de\" hreflang=\"de\""))
        #expect(html.contains("<span lang=\"en\" aria-current=\"true\">English</span>"))
    }

    @Test func `the scripts get the texts of the page's language before anything else`() throws {
        for language in Language.allCases {
            let html = try Language.$current.withValue(language) { try HomePage().html() }
            let first = try #require(html.firstMatch(of: /<script type="module" src="([^"]+)"/)).1
            let words = try #require(Asset.find(String(first)))
            #expect(words.isImmutable && words.asset.name == "js/words-\(language.code).js")
            let text = String(decoding: words.asset.bytes, as: UTF8.self)
            #expect(text.hasPrefix("globalThis.debriefWords = {") && !text.contains("</"))
            #expect(text.contains(Texts.of(language)["js.take.recording"]))
        }
    }
}
