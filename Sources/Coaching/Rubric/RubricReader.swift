import Core
package import FoundationEssentials
import Model

extension Rubric {
    /// Reads and checks a rubric file. The message of the error names the file, the line and what is wrong there.
    package static func read(_ data: Data, named name: String) throws(CoachingError) -> Rubric {
        let file = String(name.prefix(80))
        do {
            let json = try LocatedJSONParser.parse(Array(data))
            var hash = StableHash()
            hash.combine(bytes: data)
            return try RubricReader(hash: hash.hex).rubric(json)
        } catch {
            throw CoachingError(
                .invalidRubric,
                "The rubric \(file) is broken: line \(error.line) \(error.message).",
                context: ["file": file, "line": String(error.line)]
            )
        }
    }
}

/// Turns located JSON into a rubric and says where it does not fit.
struct RubricReader {
    /// What is wrong and where.
    typealias Fault = LocatedJSONParser.Fault

    /// Version tag of the bytes read.
    let hash: String

    /// The rubric of a file.
    func rubric(_ json: LocatedJSON) throws(Fault) -> Rubric {
        let top = try RubricFields(
            json,
            of: "a rubric",
            known: ["id", "version", "title", "roles", "questions", "criteria", "about"]
        )
        let rubric = Rubric(
            id: try top.identifier("id"),
            version: Int(try top.number("version", 1...100_000)),
            title: try top.text("title", limit: 120),
            roles: try top.texts("roles", limit: 100).map { $0.lowercased() },
            questions: try top.texts("questions", limit: 100).map { $0.lowercased() },
            criteria: try criteria(try top.list("criteria", 1...12)),
            hash: hash
        )
        let leaves = rubric.leaves(for: Question(text: "?", idealAnswer: "?"))
        guard leaves.count <= 60 else { throw Fault(line: json.line, message: "has more than 60 single findings") }
        return rubric
    }

    private func criteria(_ elements: [LocatedJSON]) throws(Fault) -> [RubricCriterion] {
        var criteria: [RubricCriterion] = []
        for element in elements {
            let fields = try RubricFields(element, of: "a criterion", known: ["id", "title", "weight", "items"])
            let id = try fields.identifier("id")
            guard !criteria.contains(where: { $0.id == id }) else {
                throw Fault(line: element.line, message: "repeats the criterion \"\(id)\"")
            }
            criteria.append(
                RubricCriterion(
                    id: id,
                    title: try fields.text("title", limit: 120),
                    weight: try fields.number("weight", 0.01...100),
                    items: try items(try fields.list("items", 1...20))
                )
            )
        }
        return criteria
    }

    private func items(_ elements: [LocatedJSON]) throws(Fault) -> [RubricItem] {
        var items: [RubricItem] = []
        for element in elements {
            let item = try RubricItemReader().item(element)
            guard !items.contains(where: { $0.id == item.id }) else {
                throw Fault(line: element.line, message: "repeats the item \"\(item.id)\"")
            }
            items.append(item)
        }
        return items
    }
}

/// Reads one item of a rubric file.
struct RubricItemReader {
    /// What is wrong and where.
    typealias Fault = LocatedJSONParser.Fault

    private static let known: Set<String> = [
        "id", "kind", "text", "partly", "weight", "levels", "parts", "points", "fromKeywords", "rule", "cues",
        "needsNumber",
        "strength", "improvement", "drill",
    ]

    /// The item of a JSON object.
    func item(_ json: LocatedJSON) throws(Fault) -> RubricItem {
        let fields = try RubricFields(json, of: "an item", known: Self.known)
        let kind = try kind(fields, line: json.line)
        let drill = try fields.optionalText("drill", limit: 60)
        if let drill, DrillCatalogue.drill(drill) == nil {
            let names = DrillCatalogue.all.map(\.id).joined(separator: ", ")
            throw Fault(line: fields.line("drill"), message: "names the unknown drill \"\(drill)\"; there are \(names)")
        }
        return RubricItem(
            id: try fields.identifier("id"),
            text: try fields.text("text", limit: 300),
            partly: try fields.optionalText("partly", limit: 300),
            weight: fields.has("weight") ? try fields.number("weight", 0.01...100) : 1,
            kind: kind,
            rule: try rule(fields),
            needsNumber: try fields.flag("needsNumber"),
            strength: try fields.optionalText("strength", limit: 300),
            improvement: try fields.optionalText("improvement", limit: 300),
            drill: drill
        )
    }

    private func kind(_ fields: RubricFields, line: Int) throws(Fault) -> RubricItem.Kind {
        let name = try fields.text("kind", limit: 40)
        let belongs = ["graded": ["levels"], "compound": ["parts"], "talkingPoints": ["points", "fromKeywords"]]
        for (kind, keys) in belongs where kind != name {
            for key in keys where fields.has(key) {
                throw Fault(line: fields.line(key), message: "has \"\(key)\", which belongs to items of kind \(kind)")
            }
        }
        switch name {
        case "yesPartlyNo": return .yesPartlyNo
        case "graded":
            let levels = try fields.texts("levels", limit: 7)
            guard levels.count >= 2 else {
                throw Fault(line: fields.line("levels"), message: "needs at least two levels, worst first")
            }
            return .graded(levels: levels)
        case "compound": return .compound(parts: try parts(try fields.list("parts", 2...8)))
        case "talkingPoints":
            let points = try fields.texts("points", limit: 20)
            let fromKeywords = try fields.flag("fromKeywords")
            guard fromKeywords || !points.isEmpty else {
                throw Fault(line: line, message: "needs \"points\" or \"fromKeywords\": true")
            }
            return .talkingPoints(points: points, fromKeywords: fromKeywords)
        default:
            throw Fault(
                line: fields.line("kind"),
                message: "has the unknown kind \"\(name)\"; there are yesPartlyNo, graded, compound and talkingPoints"
            )
        }
    }

    private func parts(_ elements: [LocatedJSON]) throws(Fault) -> [RubricItem.Part] {
        var parts: [RubricItem.Part] = []
        for element in elements {
            let fields = try RubricFields(element, of: "a part", known: ["id", "text", "rule", "cues"])
            let id = try fields.identifier("id")
            guard !parts.contains(where: { $0.id == id }) else {
                throw Fault(line: element.line, message: "repeats the part \"\(id)\"")
            }
            parts.append(.init(id: id, text: try fields.text("text", limit: 300), rule: try rule(fields)))
        }
        return parts
    }

    private func rule(_ fields: RubricFields) throws(Fault) -> RubricRule? {
        if let name = try fields.optionalText("rule", limit: 40) {
            guard !fields.has("cues") else {
                throw Fault(line: fields.line("cues"), message: "has \"cues\" beside \"rule\"; one of them is enough")
            }
            guard let measure = RuleMeasure(rawValue: name) else {
                let names = RuleMeasure.allCases.map(\.rawValue).joined(separator: ", ")
                throw Fault(
                    line: fields.line("rule"),
                    message: "names the unknown rule \"\(name)\"; there are \(names)"
                )
            }
            return .measure(measure)
        }
        guard let value = fields.value("cues") else { return nil }
        let cues = try RubricFields(value, of: "cues", known: ["any", "yes", "partly"])
        let phrases = try cues.texts("any", limit: 80)
        guard !phrases.isEmpty else { throw Fault(line: value.line, message: "needs at least one phrase in \"any\"") }
        let yes = cues.has("yes") ? Int(try cues.number("yes", 1...10)) : 1
        return .cues(phrases, yes: yes, partly: cues.has("partly") ? Int(try cues.number("partly", 1...10)) : 1)
    }
}

/// The members of one JSON object, read with bounds and with messages that name the line.
struct RubricFields {
    /// What is wrong and where.
    typealias Fault = LocatedJSONParser.Fault

    private let members: [LocatedJSON.Member]
    private let line: Int
    private let what: String

    /// The members of `json`; unknown keys are faults, so that a misspelled one is not ignored in silence.
    init(_ json: LocatedJSON, of what: String, known: Set<String>) throws(Fault) {
        guard let members = json.members else {
            throw Fault(line: json.line, message: "should be an object for \(what)")
        }
        for member in members {
            guard known.contains(member.key) else {
                let names = known.sorted().joined(separator: ", ")
                throw Fault(
                    line: member.line,
                    message: "has the unknown key \"\(member.key.prefix(40))\" in \(what); there are \(names)"
                )
            }
        }
        self.members = members
        self.line = json.line
        self.what = what
    }

    /// Whether a key is present.
    func has(_ key: String) -> Bool { value(key) != nil }

    /// The value of a key.
    func value(_ key: String) -> LocatedJSON? { members.first { $0.key == key }?.value }

    /// The line of a key, or of the object when it is absent.
    func line(_ key: String) -> Int { members.first { $0.key == key }?.line ?? line }

    /// A text that is not empty.
    func text(_ key: String, limit: Int) throws(Fault) -> String {
        guard let text = try optionalText(key, limit: limit) else {
            throw Fault(line: line, message: "needs \"\(key)\" in \(what)")
        }
        return text
    }

    /// A text that may be absent but not empty.
    func optionalText(_ key: String, limit: Int) throws(Fault) -> String? {
        guard let value = value(key) else { return nil }
        guard let text = value.text else { throw Fault(line: value.line, message: "needs a text for \"\(key)\"") }
        guard text.contains(where: { !$0.isWhitespace }) else {
            throw Fault(line: value.line, message: "has an empty \"\(key)\"")
        }
        guard text.count <= limit else {
            throw Fault(line: value.line, message: "has a \"\(key)\" of more than \(limit) characters")
        }
        return text
    }

    /// An identifier: lower-case letters, digits, `-` and `_`.
    func identifier(_ key: String) throws(Fault) -> String {
        let text = try text(key, limit: 40)
        let fits = text.utf8.allSatisfy {
            (0x61...0x7a).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2d || $0 == 0x5f
        }
        guard fits else {
            throw Fault(line: line(key), message: "has the \(key) \"\(text)\"; use lower-case letters, digits, - and _")
        }
        return text
    }

    /// A number within a range.
    func number(_ key: String, _ range: ClosedRange<Double>) throws(Fault) -> Double {
        guard let value = value(key) else { throw Fault(line: line, message: "needs \"\(key)\" in \(what)") }
        guard let number = value.number, range.contains(number) else {
            throw Fault(
                line: value.line,
                message:
                    "needs a number from \(NumberWords.spelling(range.lowerBound)) to \(NumberWords.spelling(range.upperBound)) for \"\(key)\""
            )
        }
        return number
    }

    /// True or false; false when absent.
    func flag(_ key: String) throws(Fault) -> Bool {
        guard let value = value(key) else { return false }
        guard case .bool(let flag) = value.content else {
            throw Fault(line: value.line, message: "needs true or false for \"\(key)\"")
        }
        return flag
    }

    /// A list of a bounded length.
    func list(_ key: String, _ range: ClosedRange<Int>) throws(Fault) -> [LocatedJSON] {
        guard let value = value(key) else { throw Fault(line: line, message: "needs \"\(key)\" in \(what)") }
        guard let elements = value.elements, range.contains(elements.count) else {
            throw Fault(
                line: value.line,
                message: "needs a list of \(range.lowerBound) to \(range.upperBound) for \"\(key)\""
            )
        }
        return elements
    }

    /// A list of texts; empty when absent.
    func texts(_ key: String, limit: Int) throws(Fault) -> [String] {
        guard let value = value(key) else { return [] }
        guard let elements = value.elements, elements.count <= limit else {
            throw Fault(line: value.line, message: "needs a list of at most \(limit) texts for \"\(key)\"")
        }
        var texts: [String] = []
        for element in elements {
            guard let text = element.text, text.count <= 300, text.contains(where: { !$0.isWhitespace }) else {
                throw Fault(line: element.line, message: "needs texts of 1 to 300 characters in \"\(key)\"")
            }
            texts.append(text)
        }
        return texts
    }
}
