import Testing

@testable import Core

@Suite(.timeLimit(.minutes(1)))
struct LocatedJSONTests {
    private func parse(_ text: String, lenient: Bool = false) throws -> LocatedJSON {
        try LocatedJSONParser.parse(Array(text.utf8), lenient: lenient)
    }

    @Test func `every value knows its line, and members keep their order`() throws {
        let json = try parse("{\n \"b\": [1,\n  true],\n \"a\": null, \"c\": \"\\u00e9\\ud83d\\ude00\\n\"\n}")
        #expect(json.members?.map(\.key) == ["b", "a", "c"])
        #expect(json.members?.map(\.line) == [2, 4, 4])
        #expect(json["b"]?.elements?.map(\.line) == [2, 3])
        #expect(json["b"]?.elements?.last?.flag == true)
        #expect(json["a"] == nil, "null is read as nothing")
        #expect(json["c"]?.text == "é😀\n")
        #expect(json.setting("b", to: json)["b"]?.members?.count == 3)
        #expect(json.setting("d", to: json).members?.count == 4)
    }

    @Test(arguments: [
        ("{\n\"a\": 1,\n\"a\": 2}", 3, "repeats the key \"a\", which is there twice"),
        ("[1,\n2,\n]", 3, "has \"\" where a value should be"),
        ("{\n\"a\" 1}", 2, "needs a colon after the key \"a\""),
        ("[+1]", 1, "has \"+1\" where a value should be"),
        ("[.5]", 1, "has \".5\" where a value should be"),
        ("[1e999]", 1, "has \"1e999\" where a value should be"),
        ("\n[1", 2, "needs a comma or a closing bracket here"),
        ("[1] 2", 1, "has something after the end of the JSON value"),
        ("[\"a\nb\"]", 1, "has a raw line break or control character inside a string"),
        ("[\"\\q\"]", 1, "has an unknown escape inside a string"),
        ("[\"\\u12\"]", 1, "has a broken \\u escape"),
        ("", 1, "ends where a value should be"),
    ])
    func `a fault names its line and what is wrong`(text: String, line: Int, message: String) {
        #expect(throws: LocatedJSONParser.Fault(line: line, message: message)) { try parse(text) }
    }

    @Test func `depth and size are bounded`() throws {
        let deep = String(repeating: "[", count: 100_000)
        #expect(throws: LocatedJSONParser.Fault(line: 1, message: "is nested deeper than 24 levels")) {
            try parse(deep)
        }
        let large = "\"" + String(repeating: "a", count: LocatedJSONParser.maxBytes) + "\""
        #expect(throws: LocatedJSONParser.Fault.self) { try parse(large) }
        #expect(try LocatedJSONParser.parse(Array(large.utf8), maxBytes: 1 << 20).text?.count == large.count - 2)
    }

    @Test func `the lenient manner forgives what models get wrong, and a key given twice is its first`() throws {
        let json = try parse("{\"a\": \"one\ntwo \\q\", \"a\": 2, \"c\": [1,],}", lenient: true)
        #expect(json["a"]?.text == "one\ntwo \\q")
        #expect(json["c"]?.elements?.count == 1)
    }
}
