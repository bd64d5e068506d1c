import Core

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
