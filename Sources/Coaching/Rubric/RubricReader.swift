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
