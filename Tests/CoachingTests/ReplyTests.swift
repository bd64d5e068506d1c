import Testing

@testable import Coaching

@Suite(.timeLimit(.minutes(5)))
struct ReplyTests {
    private static let item = RubricItem(
        id: "i",
        text: "t",
        partly: nil,
        weight: 1,
        kind: .yesPartlyNo,
        rule: nil,
        needsNumber: false
    )
    private static let leaves = ["a.one", "a.two", "b.grade"].map { id in
        RubricLeaf(
            id: id,
            text: "t",
            weight: 1,
            criterion: 0,
            levels: id == "b.grade" ? ["1", "2", "3", "4", "5"] : [],
            rule: nil,
            item: item
        )
    }
    private static let body = #"""
        {"items":[{"id":"a.one","met":"yes","level":0,"quotes":["SELECT * FROM orders WHERE customer_id = 1"],"comment":"c_1 * c_2"},
        {"id":"a.two","met":"no","level":0,"quotes":[],"comment":""},{"id":"b.grade","met":"partly","level":4,"quotes":[],"comment":""}],
        "strengths":[{"text":"s","quotes":["q"]}],"improvements":[],"exampleAnswer":"e"}
        """#

    @Test(arguments: [
        body, "```json\n\(body)\n```", "Here is the evaluation:\n\n```\n\(body)\n```\nI hope this helps! {smile}",
        "  \(body)  ",
        "Thinking about {this} first… \(body)", body.replacing("}]", with: "},]"),
        body.replacing("\"exampleAnswer\"", with: "\"**example_answer**\""),
        body.replacing("\"yes\"", with: "\"**Yes** – it does\""),
        body.replacing("\"level\":4", with: "\"level\":\"4/5\""),
        body.replacing("\"level\":4", with: "\"level\":\"8 out of 10\""),
        body.replacing("\"level\":4", with: "\"level\":\"80 %\""),
        body.replacing("\"met\":\"yes\"", with: "\"met\":true"), body.replacing("\"items\"", with: "\"Items\""),
        body.replacing("\"comment\":\"c_1", with: "\"comment\":\"line\nc_1"),
    ])
    func `a reply is read in whatever wrapping it comes`(text: String) throws {
        let reply = try JudgeReply(text, leaves: Self.leaves, complete: true)
        #expect(reply.items["a.one"]?.met == .share(1))
        #expect(reply.items["a.one"]?.quotes == ["SELECT * FROM orders WHERE customer_id = 1"])
        #expect(reply.items["a.one"]?.comment.hasSuffix("c_1 * c_2") == true)
        #expect(reply.items["a.two"]?.met == .share(0))
        #expect(reply.items["b.grade"]?.met == .share(0.75))
        #expect(reply.strengths.count == 1)
        #expect(reply.exampleAnswer == "e")
    }

    @Test func `labelled lines are read when there is no JSON`() throws {
        let text = """
            Sure, here is my view.
            **a.one:** Yes, because you said "I counted the labels for two weeks"
            - `a.two`: partly
              Evidence: “we changed the printer”
            ### b.grade: 4.5/5
            Hope that helps!
            """
        let reply = try JudgeReply(text, leaves: Self.leaves, complete: true)
        #expect(reply.items["a.one"]?.met == .share(1))
        #expect(reply.items["a.one"]?.quotes == ["I counted the labels for two weeks"])
        #expect(reply.items["a.two"]?.met == .share(0.5))
        #expect(reply.items["a.two"]?.quotes == ["we changed the printer"])
        #expect(reply.items["b.grade"]?.met == .share(0.875))
    }

    @Test(arguments: [
        "", "no idea", "{}", "[]", "{\"items\":[]}", "{\"items\":{}}", "{\"items\":[{\"id\":\"x.y\",\"met\":\"yes\"}]}",
        "{\"items\":[", "null",
        "{\"items\":[{\"id\":\"a.one\",\"met\":42}]}", String(repeating: "[", count: 100_000),
        String(repeating: "{\"items\":", count: 50_000),
        body.replacing("\"level\":4", with: "\"level\":9").replacing("\"met\":\"partly\"", with: "\"met\":\"perhaps\""),
        String(body.prefix(200)),
    ])
    func `what does not answer the items is unreadable`(text: String) {
        #expect(throws: JudgeReply.Unreadable.self) { try JudgeReply(text, leaves: Self.leaves, complete: true) }
    }

    @Test(arguments: [
        ("yes", ReplyValue.Met.share(1)), ("**Partly**", .share(0.5)), ("No.", .share(0)), ("not met", .share(0)),
        ("N/A", .unknown),
        ("unknown", .unknown), ("Partially met: the result is missing", .share(0.5)), ("✅ yes", .share(1)),
        ("fully", .share(1)),
    ])
    func `verdicts are read as models write them`(text: String, met: ReplyValue.Met) {
        #expect(ReplyValue.met(text) == met)
    }

    @Test(arguments: ["75-80%", "77.5%", "77.5/100", "7.75/10", "**Score:** 7.75 out of 10"])
    func `fractions are read as models write them`(text: String) throws {
        let fraction = try #require(ReplyValue.fraction(text))
        #expect(abs(fraction.value / fraction.of - 0.775) < 0.001)
    }

    @Test(arguments: ["101%", "7/5", "1/0", "-", "%", "nan/5"])
    func `a fraction above its scale is none`(text: String) { #expect(ReplyValue.fraction(text) == nil) }

    @Test func `repeated items count once`() throws {
        let twice = Self.body.replacing("\"id\":\"a.two\",\"met\":\"no\"", with: "\"id\":\"a.one\",\"met\":\"no\"")
        #expect(throws: JudgeReply.Unreadable.self) { try JudgeReply(twice, leaves: Self.leaves, complete: true) }
    }
}
