import Core
import Foundation
import Testing

@testable import Catalogue
@testable import Model

/// Stored results, which are English, read in another language.
@Suite(.timeLimit(.minutes(1)))
struct PhraseTests {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..").standardized

    private static let small = Phrases(
        """
        # A table.
        There were about {n} fillers per 100 words.
            Auf 100 Wörter kamen etwa {n} Füllwörter.
        Good start. {Advice}
            Guter Anfang. {Advice}
        Open with your answer.
            Beginnen Sie mit Ihrer Antwort.
        Looked for and not found: {Item}.
            Gesucht und nicht gefunden: {Item}.
        On {Criterion} you have {n} points.
            Bei {Criterion} haben Sie {n} Punkte.
        Your words at {time}: “{words}”.
            Ihre Worte bei {time}: „{words}“.
        {n} times
            {n}-mal
        Own part
            Eigener Anteil
        """,
        for: .german
    )

    @Test(
        arguments: [
            ("Open with your answer.", "Beginnen Sie mit Ihrer Antwort."),
            ("There were about 9.5 fillers per 100 words.", "Auf 100 Wörter kamen etwa 9,5 Füllwörter."),
            ("Good start. Open with your answer.", "Guter Anfang. Beginnen Sie mit Ihrer Antwort."),
            (
                "Looked for and not found: open with your answer.",
                "Gesucht und nicht gefunden: Beginnen Sie mit Ihrer Antwort."
            ),
            ("On “own part” you have 7 points.", "Bei „Eigener Anteil“ haben Sie 7 Punkte."),
            ("Your words at 0:12: “I did. Then it ended”.", "Ihre Worte bei 0:12: „I did. Then it ended“."),
            (
                "Open with your answer. A model wrote this. 3 times",
                "Beginnen Sie mit Ihrer Antwort. A model wrote this. 3-mal"
            ),
        ]
    )
    func `a sentence is read with its values, its phrases and its neighbours`(english: String, german: String) {
        #expect(Self.small.text(english) == german)
    }

    @Test(arguments: [
        "", "You said it many times", "open", "There were about many fillers per 100 words.", "{n} times",
    ])
    func `what has no phrase stays as it is`(text: String) {
        #expect(Self.small.text(text) == text)
    }

    @Test func `the table has each sentence once, both with the same places, and no English is left in it`() throws {
        let file = Self.root.appending(path: "Sources/Catalogue/Assets/phrases-de.txt")
        let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n").filter { !$0.hasPrefix("#") }
        #expect(lines.count % 2 == 0)
        let words: Set<Substring> = [
            "the", "and", "your", "you", "is", "are", "of", "with", "this", "from", "it", "not", "be",
        ]
        var seen: Set<Substring> = []
        for pair in stride(from: 0, to: lines.count - 1, by: 2) {
            let (english, german) = (lines[pair], lines[pair + 1])
            #expect(!english.hasPrefix(" ") && german.hasPrefix("    "), "\(english)")
            #expect(seen.insert(english).inserted, "\(english) stands twice")
            func places(_ text: Substring) -> [String] { text.matches(of: /\{\w+\}/).map { String($0.0) }.sorted() }
            #expect(places(english) == places(german), "\(english)")
            // Words to say in an interview stay English, in quotation marks.
            let said = german.replacing(/„[^“]*“/, with: "").replacing(/: [A-Za-z ,]+[.]?$/, with: "")
            #expect(said.split { !$0.isLetter }.allSatisfy { !words.contains($0) }, "\(german)")
            #expect(german.firstMatch(of: /\b([Dd]u|[Dd]ein(e|er|em|en)?|[Dd]ich|[Dd]ir)\b/) == nil, "\(german)")
        }
    }

    @Test func `every title, point, strength and advice of the rubrics has its German`() throws {
        let phrases = try #require(Phrases.of(.german))
        let folder = Self.root.appending(path: "config/rubrics")
        var count = 0
        for name in try FileManager.default.contentsOfDirectory(atPath: folder.path) where name.hasSuffix(".json") {
            let rubric = try JSONSerialization.jsonObject(with: Data(contentsOf: folder.appending(path: name)))
            func look(_ value: Any, in key: String) {
                if let list = value as? [Any] { list.forEach { look($0, in: key) } }
                if let fields = value as? [String: Any] { fields.forEach { look($0.value, in: $0.key) } }
                guard let text = value as? String, ["text", "strength", "improvement"].contains(key) else { return }
                count += 1
                #expect(phrases.find(text) != nil, "\(name): \(text)")
            }
            look(rubric, in: "")
            let criteria = (rubric as? [String: Any])?["criteria"] as? [[String: Any]] ?? []
            for criterion in criteria {
                let title = criterion["title"] as? String ?? ""
                #expect(phrases.find(title) != nil, "\(name): \(title)")
            }
        }
        #expect(count > 150)
    }

    @Test func `the measures of two takes are read in German, and in English nothing changes`() throws {
        var answer = Answer(
            id: try #require(AnswerID("ans_0190a0b0-1111-7222-8333-444455556666")),
            status: .done,
            stage: .report,
            question: Question(text: "Why us?"),
            createdAt: Date(timeIntervalSince1970: 0)
        )
        let comparison = TakeComparison(from: answer, to: answer)
        #expect(comparison.read == comparison)
        answer.notes = ["There are no words to judge."]
        #expect(answer.read == answer)
        Language.$current.withValue(.german) {
            for (before, after) in zip(comparison.rows, comparison.read.rows) {
                #expect(before.measure != after.measure)
            }
            #expect(answer.read.notes == ["Es gibt keine Wörter, die beurteilt werden könnten."])
            #expect(Texts.problem("request.invalid", "cursor wants a value.").hasSuffix("(„cursor wants a value.“)"))
            #expect(!Texts.problem("decode.empty", "The file is empty.").contains("empty"))
        }
    }
}
