import Core
package import FoundationEssentials
package import Model

/// The rubrics of a folder, and the choice among them.
package struct RubricLibrary: Sendable, Hashable {
    /// The rubric for questions no other one fits; every library has it.
    package static let fallback = "general"
    /// Most rubrics read from a folder.
    static let limit = 200

    /// All rubrics by name.
    package let rubrics: [String: Rubric]

    /// A library of given rubrics; throws when two share a name or none is called `general`.
    package init(_ rubrics: [Rubric]) throws(CoachingError) {
        var named: [String: Rubric] = [:]
        for rubric in rubrics {
            guard named.updateValue(rubric, forKey: rubric.id) == nil else {
                throw CoachingError(.invalidRubric, "Two rubrics are called \(rubric.id).")
            }
        }
        guard named[Self.fallback] != nil else {
            throw CoachingError(
                .invalidRubric,
                "There is no rubric called \(Self.fallback), the one for every other question."
            )
        }
        self.rubrics = named
    }

    /// Reads every `*.json` file of a folder, in the order of their names.
    package static func load(folder: URL) throws(CoachingError) -> RubricLibrary {
        let names: [String]
        do {
            names = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".json") }
                .sorted()
        } catch {
            throw CoachingError(
                .invalidRubric,
                "The folder of rubrics cannot be read.",
                context: ["folder": folder.path]
            )
        }
        var rubrics: [Rubric] = []
        for name in names.prefix(limit) {
            guard let data = try? Data(contentsOf: folder.appending(path: name)) else {
                throw CoachingError(.invalidRubric, "The rubric \(name) cannot be read.", context: ["file": name])
            }
            rubrics.append(try Rubric.read(data, named: name))
        }
        return try RubricLibrary(rubrics)
    }

    /// The rubric of that name, else the one whose role words occur in the role, else `general`. Throws for an unknown name.
    package func rubric(named name: String?, role: String?) throws(CoachingError) -> Rubric {
        try rubric(named: name, for: Question(text: "", role: role))
    }

    /// The rubric of that name, else the one the question asks for ("tell me about a time" is behavioural whatever the role, and so is
    /// whatever else asks for a told experience), else the one of the role, else `technical` for a question about knowledge, else
    /// `general`. Throws for an unknown name.
    package func rubric(named name: String?, for question: Question) throws(CoachingError) -> Rubric {
        if let name {
            if let rubric = rubrics[name.lowercased()] { return rubric }
            let known = rubrics.keys.sorted().joined(separator: ", ")
            throw CoachingError(.invalidRubric, "There is no rubric called \(name.prefix(60)); there are \(known).")
        }
        if let rubric = best(question.text, by: \.questions) { return rubric }
        let kind = question.text.contains(where: \.isLetter) ? QuestionKind(question.text) : nil
        if kind == .story, let told = rubrics["behavioural"] { return told }
        if let role = question.role, let rubric = best(role, by: \.roles) { return rubric }
        if kind == .technical, let known = rubrics["technical"] { return known }
        guard let general = rubrics[Self.fallback] else {
            throw CoachingError(.invalidRubric, "There is no rubric called \(Self.fallback).")
        }
        return general
    }

    /// The rubric whose longest phrase occurs in the text as whole words; ties go to the name that sorts first.
    private func best(_ text: String, by phrases: KeyPath<Rubric, [String]>) -> Rubric? {
        let words = " " + Folding.words(text.prefix(2_000)).joined(separator: " ") + " "
        var winner: (rubric: Rubric, length: Int)?
        for rubric in rubrics.values.sorted(by: { $0.id < $1.id }) {
            for phrase in rubric[keyPath: phrases] {
                let folded = Folding.words(phrase).joined(separator: " ")
                guard !folded.isEmpty, words.contains(" \(folded) "), folded.count > winner?.length ?? 0 else {
                    continue
                }
                winner = (rubric, folded.count)
            }
        }
        return winner?.rubric
    }
}
