import Core

/// Reads a reply that is no JSON but names the items line by line, as small models do: `**structure.result:** partly`, with quotations
/// in double quotes on the same or the following lines.
enum LabelledReply {
    /// The items found, each id once.
    static func items(in text: String, known: [String: RubricLeaf]) -> [String: JudgeReply.Item] {
        var items: [String: JudgeReply.Item] = [:]
        var current: String?
        for line in text.prefix(ReplyJSON.maxBytes).split(separator: "\n").prefix(2_000) {
            if let (id, rest) = label(line, known: known) {
                current = nil
                guard items[id] == nil, let leaf = known[id], let met = verdict(rest, leaf: leaf) else { continue }
                items[id] = JudgeReply.Item(id: id, met: met, quotes: [], comment: "")
                current = id
            }
            guard let id = current else { continue }
            let room = JudgeReply.maxQuotes - (items[id]?.quotes.count ?? 0)
            items[id]?.quotes.append(contentsOf: quoted(line).prefix(room))
        }
        return items
    }

    private static func label(_ line: Substring, known: [String: RubricLeaf]) -> (String, String)? {
        let start = line.drop { !$0.isLetter }
        let id = String(start.prefix { $0.isLetter || $0.isNumber || "._-".contains($0) }).trimmingMarks
        guard known[id] != nil else { return nil }
        let rest = start.dropFirst(id.count).drop { !$0.isLetter && !$0.isNumber }
        return (id, String(rest))
    }

    private static func verdict(_ text: String, leaf: RubricLeaf) -> ReplyValue.Met? {
        if !leaf.levels.isEmpty {
            let level = LocatedJSON(content: .string(text), line: 1)
            if let share = ReplyValue.level(level, of: leaf.levels.count) { return .share(share) }
        }
        return ReplyValue.met(text)
    }

    private static func quoted(_ line: Substring) -> [String] {
        let parts = line.split(omittingEmptySubsequences: false) { "\"“”".contains($0) }
        return parts.indices.filter { $0 % 2 == 1 && $0 + 1 < parts.count }.map { String(parts[$0]) }.filter {
            !$0.isEmpty
        }
    }
}
