import Core
import FoundationEssentials
import Testing

@testable import Questions

@Suite("The bank that ships", .timeLimit(.minutes(5)))
struct ShippedBankTests {
    @Test func `holds at least 600 questions in 22 families with ten or so each`() throws {
        let bank = try Places.bank.get()
        #expect(bank.questions.count >= 600)
        #expect(bank.families.count == 22)
        let sizes = Dictionary(grouping: bank.questions, by: \.family).mapValues(\.count)
        #expect(sizes.values.allSatisfy { $0 >= 9 }, "\(sizes)")
        #expect(sizes["behavioural", default: 0] >= 100)
    }

    @Test func `has every kind, level and difficulty`() throws {
        let bank = try Places.bank.get()
        #expect(Set(bank.questions.map(\.kind)) == Set(BankQuestion.Kind.allCases))
        #expect(Set(bank.questions.flatMap(\.levels)) == Set(BankQuestion.Level.allCases))
        for difficulty in BankQuestion.Difficulty.allCases {
            #expect(bank.questions.filter { $0.difficulty == difficulty }.count >= 100)
        }
    }

    @Test func `asks nothing twice, whatever the case, punctuation and inflection`() throws {
        let bank = try Places.bank.get()
        let texts = bank.questions.map { SearchText.tokens($0.text, keepingCommon: true).joined(separator: " ") }
        let repeated = Dictionary(grouping: texts, by: { $0 }).filter { $0.value.count > 1 }.keys
        #expect(repeated.isEmpty, "\(repeated)")
    }

    @Test func `shares no four of five words between two questions`() throws {
        let sets = try Places.bank.get().questions.map { ($0.id, Set(SearchText.tokens($0.text))) }
        for (place, first) in sets.enumerated() where first.1.count >= 3 {
            for second in sets[(place + 1)...] where second.1.count >= 3 {
                let shared = Double(first.1.intersection(second.1).count) / Double(first.1.union(second.1).count)
                #expect(shared < 0.8, "\(first.0) and \(second.0)")
            }
        }
    }

    @Test func `opens its questions in many ways`() throws {
        let bank = try Places.bank.get()
        let openings = bank.questions.map {
            $0.text.lowercased().split(separator: " ").prefix(3).joined(separator: " ")
        }
        let counts = Dictionary(grouping: openings, by: { $0 }).mapValues(\.count)
        #expect(counts.values.max() ?? 0 <= bank.questions.count / 8)
        #expect(counts.count >= 250)
    }

    @Test func `is fit to be spoken: no code, no markup, no list, no address, at most 45 words a question`() throws {
        for question in try Places.bank.get().questions {
            for text in [question.text] + question.followUps.map(\.text) {
                #expect(
                    !text.contains { "`*_{}<>[]|\\\n/".contains($0) } || text.contains("A/B"),
                    "\(question.id): \(text)"
                )
                #expect(text.split(separator: " ").count <= 45, "\(question.id)")
                #expect(text.last == "?" || text.last == "." || text.last == "!", "\(question.id): \(text)")
            }
        }
    }

    @Test func `gives each question talking points and an outline with substance`() throws {
        for question in try Places.bank.get().questions {
            #expect((3...6).contains(question.talkingPoints.count))
            #expect((2...4).contains(question.followUps.count))
            let words = question.exampleAnswer.split(separator: " ").count
            #expect((15...100).contains(words), "\(question.id): \(words)")
            #expect(!question.skills.isEmpty, "\(question.id)")
            let share = question.talkingPoints.filter { $0.split(separator: " ").count < 2 }
            #expect(share.isEmpty, "\(question.id): \(share)")
        }
    }

    @Test func `probes STAR parts where an experience is told`() throws {
        let told = try Places.bank.get().questions.filter { $0.kind == .behavioural }
        let probing = told.filter { question in
            question.followUps.contains { if case .part = $0.probe { true } else { false } }
        }
        #expect(Double(probing.count) >= 0.9 * Double(told.count), "\(probing.count) of \(told.count)")
    }

    @Test func `spells the British way`() throws {
        let american = [
            "behavior", "prioritiz", "organiz", "optimiz", "color", "center ", "analyz", "customiz", "labor ",
        ]
        for question in try Places.bank.get().questions {
            let all = [question.text, question.exampleAnswer] + question.talkingPoints + question.followUps.map(\.text)
            let text = all.joined(separator: " ").replacing("ANALYZE", with: "").lowercased()
            for word in american { #expect(!text.contains(word), "\(question.id): \(word)") }
        }
    }

    @Test func `encodes and decodes each question unchanged`() throws {
        let questions = try Places.bank.get().questions
        let data = try JSONEncoder().encode(questions)
        #expect(try JSONDecoder().decode([BankQuestion].self, from: data) == questions)
    }
}

@Suite("Reading bank files", .timeLimit(.minutes(5)))
struct QuestionFileTests {
    private func file(_ change: (String) -> String = { $0 }) -> Data {
        let text = """
            {"family": "f", "title": "F", "version": 1, "questions": [
            {"competency": "c", "difficulty": "easy", "exampleAnswer": "An answer.", "id": "f-one",
            "followUps": [{"probe": "point:1", "text": "Why?"}, {"probe": "result", "text": "And then?"}],
            "kind": "technical", "levels": ["any"], "roles": [], "seconds": 90, "skills": [],
            "talkingPoints": ["one", "two", "three"],
            "text": "What is a test?"}
            ]}
            """
        return Data(change(text).utf8)
    }

    @Test func `reads a file and its probes`() throws {
        let questions = try QuestionBank.read(file(), named: "f.json")
        #expect(questions.map(\.id) == ["f-one"])
        #expect(questions.first?.followUps.map(\.probe) == [.point(0), .part(.result)])
    }

    @Test(arguments: [
        ("\"point:1\"", "\"point:4\"", "line 3"), ("\"easy\"", "\"soft\"", "line 2"),
        ("\"f-one\"", "\"F One\"", "line 2"),
        ("90", "5", "line 2"), ("\"three\"", "\"two\"", "line 5"), ("\"roles\": [],", "", "line 2"),
        ("\"roles\"", "\"rolls\"", "line 4"), ("\"any\"", "\"any\", \"any\"", "line 4"),
        ("\"family\": \"f\"", "\"family\": \"g\"", "line 1"),
        ("\"result\"", "\"point:1\"", "line 3"), ("What is a test?", "", "line 6"), ("What", " What", "line 6"),
    ])
    func `names the file and the line of a fault`(from: String, to: String, place: String) throws {
        let error = try #require(throws: QuestionsError.self) {
            _ = try QuestionBank.read(file { $0.replacing(from, with: to) }, named: "f.json")
        }
        #expect(error.code == "questions.invalid_bank")
        #expect(error.message.contains("f.json") && error.message.contains(place), "\(error.message)")
    }

    @Test func `refuses a file that is too large, and one that nests too deeply`() {
        #expect(throws: QuestionsError.self) {
            _ = try QuestionBank.read(Data(repeating: 32, count: 3 * 1024 * 1024), named: "f.json")
        }
        #expect(throws: QuestionsError.self) {
            _ = try QuestionBank.read(Data(String(repeating: "[", count: 5_000).utf8), named: "f.json")
        }
    }

    @Test func `refuses two questions with one id, and a folder that is not there`() throws {
        let question = Places.question("a")
        #expect(throws: QuestionsError.self) { _ = try QuestionBank([question, question]) }
        #expect(throws: QuestionsError.self) { _ = try QuestionBank([question]).adding([question]) }
        #expect(throws: QuestionsError.self) {
            _ = try QuestionBank.load(folder: URL(filePath: "/nonexistent/questions"))
        }
    }
}
