import Core
import FoundationEssentials
import Model
import Testing

@testable import Coaching

@Suite(.timeLimit(.minutes(5)))
struct RubricTests {
    @Test func `every family has a rubric that can be read`() throws {
        let library = try Samples.library()
        let families = ["behavioural", "case", "coding", "general", "sales", "sql", "system-design", "technical"]
        #expect(library.rubrics.keys.sorted() == families)
        for rubric in library.rubrics.values {
            #expect(rubric.criteria.allSatisfy { $0.weight > 0 })
            for item in rubric.criteria.flatMap(\.items) where item.id != "correct" {
                #expect(item.improvement != nil, "\(rubric.id) \(item.id)")
            }
            #expect(rubric.leaves(for: Question(text: "?")).count >= 8)
        }
    }

    @Test(
        arguments: [
            ("Tell me about a time you failed.", "Backend engineer", "behavioural"),
            ("", "Senior Backend Engineer", "technical"),
            ("", "Sales Engineer", "sales"), ("", "Database administrator", "sql"),
            ("", "Software architect", "system-design"),
            ("Design a parking system.", nil, "system-design"), ("", "Notary", "general"),
            ("Why do you want to join us?", nil, "general"),
            ("Explain how a B-tree works.", nil, "technical"), ("", "Management consultant", "case"),
            ("", nil, "general"),
            ("Implement a stack with two queues.", "iOS developer", "coding"), ("", "Node developer", "technical"),
        ] as [(String, String?, String)]
    )
    func `question and role choose the rubric`(text: String, role: String?, expected: String) throws {
        let library = try Samples.library()
        #expect(try library.rubric(named: nil, for: Question(text: text, role: role)).id == expected)
        if text.isEmpty { #expect(try library.rubric(named: nil, role: role).id == expected) }
    }

    @Test func `a name decides, and an unknown one is an error that lists the others`() throws {
        let library = try Samples.library()
        #expect(try library.rubric(named: "sales", role: "Backend engineer").id == "sales")
        do {
            _ = try library.rubric(named: "poetry", role: nil)
            Issue.record("an unknown name was accepted")
        } catch {
            #expect(error == CoachingError(.invalidRubric, ""))
            #expect(error.message.contains("behavioural, case"))
        }
    }

    private static let small = """
        {
          "id": "mini",
          "version": 1,
          "title": "Mini",
          "criteria": [
            {
              "id": "c",
              "title": "C",
              "weight": 10,
              "items": [
                { "id": "i", "kind": "yesPartlyNo", "text": "T", "rule": "concise" }
              ]
            }
          ]
        }
        """

    @Test(arguments: [
        ("\"weight\": 10", "\"weight\": 0", 9, "weight"), ("\"weight\": 10", "\"weight\": \"ten\"", 9, "number"),
        ("\"version\": 1", "\"version\": 1, \"vision\": 2", 3, "vision"),
        ("\"rule\": \"concise\"", "\"rule\": \"short\"", 11, "short"),
        ("\"kind\": \"yesPartlyNo\"", "\"kind\": \"graded\"", 11, "levels"),
        ("\"kind\": \"yesPartlyNo\"", "\"kind\": \"stars\"", 11, "stars"),
        ("\"text\": \"T\"", "\"text\": \"\"", 11, "text"), ("\"text\": \"T\", ", "", 11, "text"),
        ("\"id\": \"c\"", "\"id\": \"C c\"", 7, "C c"),
        ("\"title\": \"Mini\"", "\"title\": \"Mini\", \"title\": \"Mini\"", 4, "repeats"),
        ("\"weight\": 10,", "\"weight\": 10", 10, "comma"),
        ("\"rule\": \"concise\"", "\"drill\": \"yoga\"", 11, "yoga"),
        ("\"rule\": \"concise\"", "\"points\": [\"x\"]", 11, "talkingPoints"),
        ("\"rule\": \"concise\"", "\"cues\": {\"any\": []}", 11, "any"),
    ])
    func `a broken rubric is refused with its line`(from: String, to: String, line: Int, word: String) throws {
        #expect(throws: Never.self) { try Rubric.read(Data(Self.small.utf8), named: "mini.json") }
        let broken = Self.small.replacing(from, with: to)
        #expect(broken != Self.small)
        do {
            _ = try Rubric.read(Data(broken.utf8), named: "mini.json")
            Issue.record("a broken rubric was accepted")
        } catch {
            #expect(error.code == "evaluate.invalid_rubric")
            #expect(error.message.contains("mini.json is broken: line \(line) "), "\(error.message)")
            #expect(error.message.contains(word), "\(error.message)")
        }
    }

    @Test func `hostile rubric files are refused and never crash`() {
        let files = [
            Data(), Data("null".utf8), Data(repeating: 0x5b, count: 100_000), Data(repeating: 0, count: 100),
            Data([0xff, 0xfe, 0x7b]),
            Data(repeating: 0x20, count: 600_000), Data("{\"id\":\"\\ud800\"}".utf8), Data("{\"version\":1e400}".utf8),
            Data("{\"a\":\"\\u12".utf8),
        ]
        for file in files { #expect(throws: CoachingError.self) { try Rubric.read(file, named: "x.json") } }
        for cut in 0..<Self.small.utf8.count - 1 {
            #expect(throws: CoachingError.self) { try Rubric.read(Data(Self.small.utf8.prefix(cut)), named: "x.json") }
        }
    }

    @Test func `graded, compound and talking point items become single findings`() throws {
        let file = """
            {"id":"kinds","version":2,"title":"Kinds","criteria":[{"id":"c","title":"C","weight":1,"items":[
            {"id":"g","kind":"graded","text":"G","levels":["none","some","all"]},
            {"id":"k","kind":"compound","text":"K","weight":2,"parts":[{"id":"a","text":"A"},{"id":"b","text":"B"}]},
            {"id":"p","kind":"talkingPoints","text":"P","points":["price"],"fromKeywords":true}]}]}
            """
        let rubric = try Rubric.read(Data(file.utf8), named: "kinds.json")
        let leaves = rubric.leaves(for: Question(text: "?", keywords: ["budget", "date"]))
        #expect(leaves.map(\.id) == ["c.g", "c.k.a", "c.k.b", "c.p.1", "c.p.2", "c.p.3"])
        let arithmetic = RubricArithmetic(rubric: rubric, leaves: leaves)
        #expect(abs(leaves.reduce(0) { $0 + arithmetic.share(of: $1) } - 1) < 1e-9)
        let findings = ["c.g": 0.5, "c.k.a": 1, "c.k.b": 0, "c.p.1": 1, "c.p.2": 1, "c.p.3": 1].map { id, value in
            (id, Finding(leaf: id, value: value, evidence: [], comment: ""))
        }
        #expect(arithmetic.total(Dictionary(uniqueKeysWithValues: findings)) == 62.5)
        #expect(rubric.label == "kinds v2 (\(rubric.hash))")
    }

    @Test func `the hash follows the bytes`() throws {
        let one = try Rubric.read(Data(Self.small.utf8), named: "a.json")
        let two = try Rubric.read(Data((Self.small + "\n").utf8), named: "a.json")
        #expect(one.hash != two.hash)
        #expect(one.hash.count == 16)
        // Published test vectors of 64-bit FNV-1a.
        #expect(StableHash().hex == "cbf29ce484222325")
        var a = StableHash()
        a.combine(bytes: "a".utf8)
        #expect(a.hex == "af63dc4c8601ec8c")
        var foobar = StableHash()
        foobar.combine(bytes: "foobar".utf8)
        #expect(foobar.hex == "85944171f73967e8")
    }
}
