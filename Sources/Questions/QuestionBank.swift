import Core
package import FoundationEssentials

/// A set of questions that can be searched and picked from: the bank that ships, or a user's own questions added to it.
package struct QuestionBank: Sendable {
    /// Most files read from a folder.
    static let maxFiles = 100
    /// Most questions in a bank.
    package static let maxQuestions = 20_000

    /// All questions, in the order of the files and within them.
    package let questions: [BankQuestion]
    /// The text index over them.
    let index: QuestionIndex
    private let places: [String: Int]

    /// A bank of given questions. Throws ``QuestionsError/Code/invalidBank`` when two share an id, or when there are more than
    /// ``maxQuestions``.
    package init(_ questions: [BankQuestion]) throws(QuestionsError) {
        guard questions.count <= Self.maxQuestions else {
            throw QuestionsError(.invalidBank, "A bank takes at most \(Self.maxQuestions) questions.")
        }
        var places: [String: Int] = [:]
        for (place, question) in questions.enumerated() {
            guard places.updateValue(place, forKey: question.id) == nil else {
                throw QuestionsError(
                    .invalidBank,
                    "Two questions are called \(question.id.prefix(80)).",
                    context: ["family": question.family]
                )
            }
        }
        self.questions = questions
        self.places = places
        index = QuestionIndex(questions)
    }

    /// Reads every `*.json` file of a folder but `*.schema.json`, in the order of their names. The error names the file, the
    /// line and what is wrong there.
    package static func load(folder: URL) throws(QuestionsError) -> QuestionBank {
        let names: [String]
        do {
            names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
                .filter { $0.hasSuffix(".json") && !$0.hasSuffix(".schema.json") }.sorted()
        } catch {
            throw QuestionsError(
                .invalidBank,
                "The folder of questions cannot be read.",
                context: ["folder": folder.path]
            )
        }
        guard !names.isEmpty, names.count <= maxFiles else {
            throw QuestionsError(.invalidBank, "The folder of questions needs 1 to \(maxFiles) files.")
        }
        var questions: [BankQuestion] = []
        for name in names {
            guard let data = try? Data(contentsOf: folder.appending(path: name)) else {
                throw QuestionsError(.invalidBank, "The question file \(name) cannot be read.", context: ["file": name])
            }
            questions += try read(data, named: name)
        }
        return try QuestionBank(questions)
    }

    /// The questions of one file's bytes; the name without `.json` is the family.
    package static func read(_ data: Data, named name: String) throws(QuestionsError) -> [BankQuestion] {
        let file = String(name.prefix(80))
        let family = file.hasSuffix(".json") ? String(file.dropLast(5)) : file
        do {
            return try QuestionFileReader(family: family).questions(Array(data))
        } catch {
            throw QuestionsError(
                .invalidBank,
                "The question file \(file) is broken: line \(error.line) \(error.message).",
                context: ["file": file, "line": String(error.line)]
            )
        }
    }

    /// The question of an id.
    package subscript(id: String) -> BankQuestion? {
        places[id].map { questions[$0] }
    }

    /// This bank with more questions, e.g. a user's own.
    package func adding(_ more: [BankQuestion]) throws(QuestionsError) -> QuestionBank {
        try QuestionBank(questions + more)
    }

    /// All families, sorted.
    package var families: [String] { Set(questions.map(\.family)).sorted() }

    /// Questions that are the same but for case, punctuation and inflection as a text; the test for "asked before" (C7).
    package func same(as text: String) -> [BankQuestion] {
        let wanted = SearchText.tokens(text, keepingCommon: true)
        return questions.filter { SearchText.tokens($0.text, keepingCommon: true) == wanted }
    }
}

/// Which questions come into consideration. An empty set asks for nothing in particular.
package struct QuestionFilter: Sendable, Hashable, Codable {
    /// Kinds wanted.
    package var kinds: Set<BankQuestion.Kind> = []
    /// The level wanted; `any` takes all.
    package var level: BankQuestion.Level = .any
    /// Difficulties wanted.
    package var difficulties: Set<BankQuestion.Difficulty> = []
    /// Families wanted.
    package var families: Set<String> = []
    /// Skills of which a question must have at least one; inflection and case do not matter.
    package var skills: [String] = []
    /// A role or industry the question must be meant for; questions for every role are kept.
    package var role: String?

    /// A filter; without arguments, everything.
    package init(
        kinds: Set<BankQuestion.Kind> = [],
        level: BankQuestion.Level = .any,
        difficulties: Set<BankQuestion.Difficulty> = [],
        families: Set<String> = [],
        skills: [String] = [],
        role: String? = nil
    ) {
        self.kinds = kinds
        self.level = level
        self.difficulties = difficulties
        self.families = families
        self.skills = skills
        self.role = role
    }

    /// Whether a question passes.
    package func accepts(_ question: BankQuestion) -> Bool {
        (kinds.isEmpty || kinds.contains(question.kind))
            && question.suits(level)
            && (difficulties.isEmpty || difficulties.contains(question.difficulty))
            && (families.isEmpty || families.contains(question.family))
            && (skills.isEmpty || skills.contains { has(skill: $0, question) })
            && (role.map { fits(role: $0, question) } ?? true)
    }

    private func has(skill: String, _ question: BankQuestion) -> Bool {
        let wanted = SearchText.tokens(skill)
        guard !wanted.isEmpty else { return false }
        return (question.skills + [question.competency]).contains { SearchText.contains(SearchText.tokens($0), wanted) }
    }

    private func fits(role: String, _ question: BankQuestion) -> Bool {
        guard !question.roles.isEmpty else { return true }
        let wanted = SearchText.tokens(role)
        return question.roles.contains { SearchText.contains(wanted, SearchText.tokens($0)) }
    }
}
