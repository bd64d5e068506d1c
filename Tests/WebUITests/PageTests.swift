import FoundationEssentials
import Model
import Testing

@testable import Core
@testable import WebUI

@Suite(.timeLimit(.minutes(1)))
struct PageTests {
    private static let id = AnswerID("ans_0190a0b0-1111-7222-8333-444455556666")

    private func answer(_ change: (inout Answer) -> Void = { _ in }) throws -> Answer {
        var answer = Answer(
            id: try #require(Self.id),
            status: .done,
            stage: .report,
            question: Question(text: "Why \"us\" & <you>?"),
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
            text: "So um I led it. We won.",
            language: "en",
            engine: "test",
            keepsFillers: true,
            wordTimes: .exact,
            accuracy: .standard,
            words: zip(["So", "um", "I", "led", "it.", "We", "won."], [0, 500, 1000, 1400, 1800, 9000, 9400]).map {
                Transcript.Word(text: $0, startMs: $1, endMs: $1 + 300)
            }
        )
        answer.delivery = Delivery(
            wordCount: 7,
            wordsPerMinute: 186,
            fillers: Fillers(
                total: 1,
                perMinute: 3,
                reliability: .counted,
                reliabilityNote: "",
                items: [
                    Fillers.Item(
                        text: "um",
                        kind: .filledPause,
                        source: .both,
                        startMs: 500,
                        endMs: 800,
                        range: TextRange(start: 3, end: 5)
                    )
                ]
            ),
            pauses: Pauses(
                count: 1,
                totalMs: 6900,
                longest: Pauses.Item(startMs: 2100, endMs: 9000, place: .boundary),
                longCount: 1,
                items: [Pauses.Item(startMs: 2100, endMs: 9000, place: .boundary)]
            )
        )
        change(&answer)
        return answer
    }

    /// The texts of the elements that match, for simple tags.
    private func ids(_ html: String) -> [String] { html.matches(of: /\sid="([^"]+)"/).map { String($0.1) } }

    @Test func `every page is whole, with its own title and no id twice`() throws {
        let one = try answer()
        let pages = [
            "home": try HomePage().html(), "again": try HomePage(again: one, recent: [one, one, one]).html(),
            "answer": try AnswerPage(answer: one, before: one).html(),
            "answers": try HistoryPage(answers: [one]).html(),
            "empty": try HistoryPage(answers: [], query: "x").html(), "404": try MessagePage(status: 404).html(),
            "offline": try MessagePage.offline.html(), "500": try MessagePage(status: 500, requestID: "r").html(),
            "errors": try ErrorTablePage.html(), "design": try DesignPage.html(),
            "progress": try ProgressPage(answers: [one, one, one]).html(),
            "compare": try ComparePage(before: one, after: one).html(),
            "interviews": try InterviewsPage(items: []).html(),
            "interview": try InterviewPage(id: "ivw_0190a0b0-1111", title: "Mock interview").html(),
            "questions": try QuestionsPage(items: [], total: 0).html(),
            "docs": try DocsFrame.html(version: "1", contents: HTML(markup: ""), chapters: HTML(markup: "")),
        ]
        var titles: Set<Substring> = []
        for (name, html) in pages {
            #expect(!html.contains("{{"), "\(name)")
            #expect(Set(ids(html)).count == ids(html).count, "\(name)")
            #expect(html.matches(of: /<h1[ >]/).count == 1, "\(name) has one first heading")
            titles.insert(try #require(html.firstMatch(of: /<title>([^<]+)<\/title>/)).1)
        }
        #expect(titles.count == pages.count - 1, "home and again share a title, and no others do: \(titles)")
    }

    @Test func `texts of people are escaped wherever they stand`() throws {
        let html = try AnswerPage(answer: try answer { $0.candidate = "<img src=x>" }).html()
        #expect(html.contains("Why &quot;us&quot; &amp; &lt;you&gt;?") && !html.contains("<img src=x>"))
        #expect(try HistoryPage(answers: [], query: "\"><b>").html().contains("value=\"&quot;&gt;&lt;b&gt;\""))
    }

    @Test func `fillers are buttons, and a long pause closes the line before it`() throws {
        let html = try AnswerPage(answer: try answer()).html()
        #expect(html.contains("<button type=\"button\" class=\"word filler\" data-ms=\"500\">um</button>"))
        let lines = html.components(separatedBy: "<div class=\"line\">")
        #expect(lines.count == 3 && lines[1].contains("6.9 s pause") && !lines[2].prefix(200).contains("pause"))
    }

    @Test func `a remark stands at its words, and what is praised is not criticised`() throws {
        let said = Evaluation.Evidence(quote: "I led it", startMs: 1000, endMs: 2100)
        let both = Evaluation(
            engine: "rules",
            strengths: [Evaluation.Remark(text: "Clear.", evidence: [said])],
            improvements: [Evaluation.Remark(text: "Vague.", evidence: [said])],
            rubric: "r"
        )
        let html = try AnswerPage(answer: try answer { $0.evaluation = both }).html()
        #expect(html.matches(of: /class="said keep"/).count == 1 && !html.contains("class=\"said change\""))
        #expect(html.contains("data-remark=\"1\" aria-label=\"Keep, remark 1: Clear.\""))
        #expect(html.matches(of: /“I led it”/).count == 1)
    }

    @Test func `words without times get their remark by what they say`() throws {
        let html = try AnswerPage(
            answer: try answer {
                $0.transcript?.wordTimes = .none
                $0.transcript?.words = ["So", "um", "I", "led", "it.", "We", "won."].map { Transcript.Word(text: $0) }
                $0.evaluation = Evaluation(
                    engine: "rules",
                    strengths: [Evaluation.Remark(text: "Good.", evidence: [Evaluation.Evidence(quote: "We won")])],
                    rubric: "r"
                )
            }
        ).html()
        #expect(
            html.contains("<mark class=\"said keep\"><span class=\"word\">We</span> <span class=\"word\">won.</span>")
        )
    }

    @Test func `a number outside its band is marked, and the change is told`() throws {
        let before = try answer { $0.delivery?.wordsPerMinute = 201 }
        let strips = RangeStrip.strips(of: try answer(), before: before)
        let pace = try #require(strips.first)
        #expect(!pace.isUsual && pace.change?.text == "▼ 15 since last take" && pace.change?.isBetter == true)
        #expect(strips.map(\.label) == ["Pace", "Fillers", "Longest pause"])
    }

    @Test(arguments: [(0.4, "f••••••"), (0.99, "fucking")])
    func `an obscenity the recogniser is not sure of is not written out`(confidence: Double, shown: String) {
        let word = Transcript.Word(text: "fucking", confidence: confidence)
        #expect(RoughWords.shown(word) == shown)
    }

    @Test func `the sentence never calls an unjudged answer good`() throws {
        #expect(Headline(of: try answer()).text == "At 186 words a minute it is fast.")
        #expect(
            Headline(
                of: try answer {
                    $0.status = .running; $0.delivery = nil
                }
            ).text == "Your debrief is on its way."
        )
        #expect(Headline(of: try answer { $0.status = .failed }).text == "This answer could not be finished.")
    }

    @Test(arguments: [(0, "0:00"), (65_400, "1:05"), (-5, "0:00"), (3_600_000, "60:00")])
    func `clocks`(ms: Int, text: String) { #expect(Figures.clock(ms) == text) }
}
