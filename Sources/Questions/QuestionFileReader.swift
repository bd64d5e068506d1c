import Core
import FoundationEssentials

/// Reads one bank file: JSON with places in, checked questions out.
struct QuestionFileReader {
    /// What is wrong and where.
    typealias Fault = LocatedJSONParser.Fault

    /// Largest file read, in bytes.
    static let maxBytes = 2 * 1024 * 1024
    /// Most questions read from a file.
    static let maxQuestions = 2_000

    /// The family of the file, which is its name without `.json`.
    let family: String

    /// The questions of a file, in its order.
    func questions(_ bytes: [UInt8]) throws(Fault) -> [BankQuestion] {
        let json = try LocatedJSONParser.parse(bytes, maxBytes: Self.maxBytes)
        try check(json, "a question file", keys: ["family", "questions", "title", "version"])
        guard try text(json, "family", limit: 40) == family else {
            throw Fault(line: json.line, message: "has a family that is not the file's name")
        }
        let elements = try list(json, "questions", 1...Self.maxQuestions)
        var questions: [BankQuestion] = []
        questions.reserveCapacity(elements.count)
        for element in elements { questions.append(try question(element)) }
        return questions
    }

    private func question(_ json: LocatedJSON) throws(Fault) -> BankQuestion {
        try check(
            json,
            "a question",
            keys: [
                "competency", "difficulty", "exampleAnswer", "followUps", "id", "kind", "levels", "roles", "seconds",
                "skills", "talkingPoints", "text",
            ]
        )
        let points = try texts(json, "talkingPoints", 3...6, limit: 300)
        return BankQuestion(
            id: try slug(json, "id", limit: 80),
            family: family,
            kind: try choice(json, "kind"),
            competency: try text(json, "competency", limit: 60),
            skills: try texts(json, "skills", 0...12, limit: 60),
            roles: try texts(json, "roles", 0...20, limit: 60),
            levels: try levels(json),
            difficulty: try choice(json, "difficulty"),
            text: try text(json, "text", limit: 500),
            talkingPoints: points,
            exampleAnswer: try text(json, "exampleAnswer", limit: 1_200),
            followUps: try followUps(json, points: points.count),
            seconds: try seconds(json)
        )
    }

    private func levels(_ json: LocatedJSON) throws(Fault) -> [BankQuestion.Level] {
        var levels: [BankQuestion.Level] = []
        for element in try list(json, "levels", 1...4) {
            guard let level = element.text.flatMap(BankQuestion.Level.init(rawValue:)), !levels.contains(level) else {
                throw Fault(line: element.line, message: "has an unknown or repeated level")
            }
            levels.append(level)
        }
        return levels
    }

    private func followUps(_ json: LocatedJSON, points: Int) throws(Fault) -> [BankQuestion.FollowUp] {
        var followUps: [BankQuestion.FollowUp] = []
        for element in try list(json, "followUps", 2...4) {
            try check(element, "a follow-up", keys: ["probe", "text"])
            guard let probe = BankQuestion.Probe(try text(element, "probe", limit: 20)) else {
                throw Fault(line: element.line, message: "has a probe that is neither a STAR part nor point:N")
            }
            if case .point(let index) = probe, index >= points {
                throw Fault(line: element.line, message: "probes a talking point that the question does not have")
            }
            guard !followUps.contains(where: { $0.probe == probe }) else {
                throw Fault(line: element.line, message: "probes the same thing as another follow-up")
            }
            followUps.append(BankQuestion.FollowUp(probe: probe, text: try text(element, "text", limit: 300)))
        }
        return followUps
    }

    private func seconds(_ json: LocatedJSON) throws(Fault) -> Int {
        guard let value = json["seconds"]?.number, value == value.rounded(), (30...600).contains(value) else {
            throw Fault(line: json.line, message: "needs \"seconds\" from 30 to 600")
        }
        return Int(value)
    }
}

// MARK: - Fields

extension QuestionFileReader {
    private func check(_ json: LocatedJSON, _ what: String, keys: Set<String>) throws(Fault) {
        guard let members = json.members else { throw Fault(line: json.line, message: "should be \(what)") }
        var seen: Set<String> = []
        for member in members {
            guard keys.contains(member.key) else {
                throw Fault(line: member.line, message: "has the unknown key \"\(member.key.prefix(40))\"")
            }
            guard seen.insert(member.key).inserted else {
                throw Fault(line: member.line, message: "repeats the key \"\(member.key)\"")
            }
        }
        guard seen.count == keys.count else {
            let missing = keys.subtracting(seen).sorted().joined(separator: ", ")
            throw Fault(line: json.line, message: "lacks \(missing)")
        }
    }

    private func text(_ json: LocatedJSON, _ key: String, limit: Int) throws(Fault) -> String {
        guard let value = json[key] else { throw Fault(line: json.line, message: "lacks \"\(key)\"") }
        return try text(value, named: key, limit: limit)
    }

    private func text(_ value: LocatedJSON, named key: String, limit: Int) throws(Fault) -> String {
        guard let text = value.text, !text.isEmpty, text.utf8.count <= limit else {
            throw Fault(line: value.line, message: "needs a text of 1 to \(limit) bytes for \"\(key)\"")
        }
        guard text.first?.isWhitespace == false, text.last?.isWhitespace == false else {
            throw Fault(line: value.line, message: "has blanks around \"\(key)\"")
        }
        return text
    }

    private func list(_ json: LocatedJSON, _ key: String, _ count: ClosedRange<Int>) throws(Fault) -> [LocatedJSON] {
        guard let elements = json[key]?.elements, count.contains(elements.count) else {
            throw Fault(
                line: json[key]?.line ?? json.line,
                message: "needs a list of \(count.lowerBound) to \(count.upperBound) for \"\(key)\""
            )
        }
        return elements
    }

    private func texts(
        _ json: LocatedJSON,
        _ key: String,
        _ count: ClosedRange<Int>,
        limit: Int
    ) throws(Fault) -> [String] {
        var texts: [String] = []
        for element in try list(json, key, count) {
            let text = try text(element, named: key, limit: limit)
            guard !texts.contains(text) else {
                throw Fault(line: element.line, message: "repeats a text in \"\(key)\"")
            }
            texts.append(text)
        }
        return texts
    }

    private func slug(_ json: LocatedJSON, _ key: String, limit: Int) throws(Fault) -> String {
        let slug = try text(json, key, limit: limit)
        let allowed = slug.utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == 45 }
        guard allowed, !slug.hasPrefix("-"), !slug.hasSuffix("-"), !slug.contains("--") else {
            throw Fault(
                line: json[key]?.line ?? json.line,
                message: "needs lower-case words joined by hyphens for \"\(key)\""
            )
        }
        return slug
    }

    private func choice<Choice: RawRepresentable & CaseIterable>(
        _ json: LocatedJSON,
        _ key: String
    ) throws(Fault) -> Choice where Choice.RawValue == String {
        if let choice = json[key]?.text.flatMap(Choice.init(rawValue:)) { return choice }
        let known = Choice.allCases.map(\.rawValue).joined(separator: ", ")
        throw Fault(line: json[key]?.line ?? json.line, message: "needs one of \(known) for \"\(key)\"")
    }
}
