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
            "new link": try NewLinkPage(kind: "answer", id: "ans_1", name: "Why us?", hasSound: true).html(),
            "share": try shared(one),
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

    /// A page of a link to an interview with two answers and a remark on the first.
    private func shared(_ answer: Answer, parts: Bool = true) throws -> String {
        var page = SharePage(address: "/s/x", label: "", expires: answer.createdAt)
        (page.hasSound, page.hasTranscript, page.hasScores, page.takesComments) = (parts, parts, parts, true)
        let remark = SharePage.Remark(
            name: "Grace",
            text: "Say <b>how much</b>.",
            reaction: "change this",
            atMs: 65_000,
            at: answer.createdAt
        )
        page.show(
            interview: "Mock interview: Nurse",
            summary: parts ? ["You answered 2 of 3 questions."] : [],
            [(1, "Why nursing?", answer, [remark]), (2, "Why us?", answer, []), (3, "And?", nil, [])]
        )
        return try page.html()
    }

    @Test func `the page of a link to an interview has each answer with its sound, words and remarks`() throws {
        let one = try answer()
        let html = try shared(one)
        #expect(html.contains("Mock interview: Nurse") && html.contains("You answered 2 of 3 questions."))
        #expect(html.matches(of: /<audio\s/).count == 2 && html.contains("/s/x/answers/\(one.id)/sound"))
        #expect(html.contains("data-ms=\"65000\"") && html.contains(">1:05</button>"))
        #expect(html.contains("Say &lt;b&gt;how much&lt;/b&gt;."))
        // A remark says which answer it is about, and there is none to make on a question without an answer.
        #expect(html.matches(of: /name="answer" value="ans_/).count == 2)
        #expect(html.contains("There is no answer to this question."))
        #expect(html.contains("186 words a minute") && html.contains("So"))
        let bare = try shared(one, parts: false)
        #expect(!bare.contains("<audio") && !bare.contains("186") && !bare.contains("class=\"word\""))
        #expect(!bare.contains("data-ms"), "without the sound a moment leads nowhere")
    }

    @Test func `remarks of readers stand at the answer, where their moments play`() throws {
        let one = try answer()
        var remark = ReaderRemark(
            id: "rmk_1",
            share: "shr_1",
            answer: one.id.rawValue,
            state: "waiting",
            name: "Grace",
            text: "Shorter.",
            at: one.createdAt
        )
        (remark.reaction, remark.atMs) = ("change this", 5_000)
        var page = AnswerPage(answer: one)
        page.readers = [remark]
        let html = try page.html()
        for words in ["What your readers said", "Shorter.", "data-ms=\"5000\"", "new, only you see it"] {
            #expect(html.contains(words), "\(words)")
        }
        #expect(html.contains("name=\"next\" value=\"/answers/\(one.id)\""))
        #expect(!(try AnswerPage(answer: one).html()).contains("What your readers said"))
        var room = InterviewPage(id: "ivw_0190a0b0-1111", title: "Mock", questions: [("Why us?", one.id.rawValue)])
        room.readers = [remark]
        #expect(try room.html().contains("<a href=\"/answers/\(one.id)\">Why us?</a></p><span"))
    }

    @Test func `nothing hangs behind the time of an answer whose length is not known yet`() throws {
        let html = try AnswerPage(
            answer: try answer {
                ($0.recording, $0.candidate, $0.question.role) = (nil, nil, nil)
                $0.status = .running
            }
        ).html()
        let line = try #require(html.firstMatch(of: /<p id="result-about".*?<\/p>/)).output
        #expect(!line.contains("·"), "\(line)")
        #expect(try AnswerPage(answer: try answer()).html().contains(/<p id="result-about".*?·.*?<\/p>/))
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
        #expect(Headline(of: try answer()).text == "At 186 words a minute you speak fast. Give your main points room.")
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

    @Test func `a line of the transcript says which part of the text it is`() throws {
        let html = try AnswerPage(answer: try answer()).html()
        #expect(html.contains("<p data-from=\"0\" data-to=\"15\">") && html.contains("data-from=\"16\" data-to=\"23\""))
    }

    @Test func `a change over takes is named only when chance would not give it`() {
        #expect(Course([1, 2, 3]).sentence == "Too few takes to tell a change: 3 of 8.")
        #expect(Course([5, 4, 6, 5, 4, 6, 5, 4]).direction == 0)
        #expect(Course([9, 8, 7, 6, 5, 4, 3, 2]).direction == -1)
        #expect(Course([1, 2, 2, 3, 4, 5, 6, 7, 8]).direction == 1)
        #expect(Course(Array(repeating: 3, count: 9)).sentence == "No detectable change over 9 takes.")
    }

    @Test func `a chart wants three takes and names the middle half`() throws {
        let points = [4.0, 2, 3, 1, 5].map { MeasureChart.Point(value: $0, address: "/answers/a") }
        #expect(MeasureChart(title: "x", points: Array(points.prefix(2)), band: nil, scale: 0...5) == nil)
        let chart = try #require(MeasureChart(title: "x", points: points, band: 0...2, scale: 0...5))
        #expect(chart.sentences.last == "Half of your takes are between 2.0 and 4.0.")
    }

    @Test func `a question of the library leads to the recorder, and what was chosen stays chosen`() throws {
        let item = QuestionsPage.Item(
            id: "qst_1",
            text: "Why \"us\" & why now?",
            kind: "Motivation",
            difficulty: "easy",
            seconds: 120,
            isOwn: true
        )
        let html = try QuestionsPage(
            items: [item],
            total: 1,
            wanted: ["role": "Nurse", "kind": "motivation"],
            kinds: [("motivation", "Motivation")],
            nextCursor: "n25"
        ).html()
        #expect(html.contains("href=\"/?question=Why%20%22us%22%20%26%20why%20now%3F&amp;role=Nurse\""))
        #expect(html.contains("<option value=\"motivation\" selected>"))
        #expect(html.contains("/practice?cursor=n25&amp;kind=motivation&amp;role=Nurse"))
    }

    @Test func `the navigation marks where the reader is, once`() throws {
        let html = try ProgressPage(answers: []).html()
        #expect(html.matches(of: /aria-current="page"/).count == 1)
        for place in PageFrame.Place.built { #expect(html.contains("href=\"\(place.address)\""), "\(place)") }
    }
}
