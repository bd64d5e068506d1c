import Core

/// What a model wrote, read into the shape of the schema and nothing believed yet.
struct JudgeReply: Sendable, Hashable {
    /// One item as the model judged it.
    struct Item: Sendable, Hashable {
        /// The item's id.
        var id: String
        /// Its verdict.
        var met: ReplyValue.Met
        /// The words it claims were said.
        var quotes: [String]
        /// Its sentence.
        var comment: String
    }

    /// A strength or an improvement as the model wrote it.
    struct Remark: Sendable, Hashable {
        /// What it says.
        var text: String
        /// The words it claims were said.
        var quotes: [String]
    }

    /// Why a reply cannot be used.
    struct Unreadable: Error, Hashable {
        /// In words, without the reply's text.
        var reason: String
    }

    /// Judged items, each id once.
    var items: [String: Item]
    /// Strengths, at most ``maxRemarks``.
    var strengths: [Remark]
    /// Improvements, at most ``maxRemarks``.
    var improvements: [Remark]
    /// The example answer.
    var exampleAnswer: String
    /// The model's own guess at a hiring percentage, 0–100.
    var hiringPercent: Int?
    /// How many items were unknown, repeated or without a verdict.
    var dropped: Int

    /// Most remarks taken from each list.
    static let maxRemarks = 5
    /// Most quotes taken from one list.
    static let maxQuotes = 4

    /// Reads a reply. `complete` asks for every item; otherwise four fifths are enough.
    init(_ text: String, leaves: [RubricLeaf], complete: Bool) throws(Unreadable) {
        let known = Dictionary(leaves.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        items = [:]
        strengths = []
        improvements = []
        exampleAnswer = ""
        dropped = 0
        if let json = ReplyJSON.object(in: text), let list = ReplyJSON.value("items", of: json) {
            readItems(list, known: known)
            strengths = Self.remarks(ReplyJSON.value("strengths", of: json))
            improvements = Self.remarks(ReplyJSON.value("improvements", of: json))
            exampleAnswer = ReplyJSON.value("exampleAnswer", of: json)?.text ?? ""
            hiringPercent = ReplyValue.percent(
                ReplyJSON.value("hiringPercent", of: json) ?? ReplyJSON.value("hiringPercentage", of: json)
            )
        } else {
            items = LabelledReply.items(in: text, known: known)
        }
        guard !items.isEmpty else { throw Unreadable(reason: "no item of the rubric was answered") }
        let needed = complete ? leaves.count : (leaves.count * 4 + 4) / 5
        guard items.count >= needed else {
            throw Unreadable(reason: "\(items.count) of \(leaves.count) items were answered")
        }
    }

    /// Items come as a list of objects with an id, or as an object keyed by id.
    private mutating func readItems(_ list: LocatedJSON, known: [String: RubricLeaf]) {
        let elements = list.elements?.map { (id: ReplyJSON.value("id", of: $0)?.text, body: $0) }
        let members = list.members?.map { (id: Optional($0.key), body: $0.value) }
        for (id, body) in (elements ?? members ?? []).prefix(400) {
            let id = (id ?? "").trimmingMarks
            guard let leaf = known[id], items[id] == nil, let met = Self.met(body, leaf: leaf) else {
                dropped += 1
                continue
            }
            items[id] = Item(
                id: id,
                met: met,
                quotes: Self.quotes(ReplyJSON.value("quotes", of: body) ?? ReplyJSON.value("quote", of: body)),
                comment: ReplyJSON.value("comment", of: body)?.text ?? ""
            )
        }
    }

    private static func met(_ body: LocatedJSON, leaf: RubricLeaf) -> ReplyValue.Met? {
        let verdict = ReplyValue.met(ReplyJSON.value("met", of: body) ?? body)
        if verdict == .unknown { return .unknown }
        if !leaf.levels.isEmpty, let level = ReplyJSON.value("level", of: body) {
            if let share = ReplyValue.level(level, of: leaf.levels.count) { return .share(share) }
        }
        return verdict
    }

    private static func quotes(_ value: LocatedJSON?) -> [String] {
        guard let value else { return [] }
        if let text = value.text { return text.isEmpty ? [] : [text] }
        return (value.elements ?? []).prefix(maxQuotes).compactMap { element in
            element.text ?? ReplyJSON.value("quote", of: element)?.text ?? ReplyJSON.value("text", of: element)?.text
        }.filter { !$0.isEmpty }
    }

    private static func remarks(_ value: LocatedJSON?) -> [Remark] {
        (value?.elements ?? []).prefix(maxRemarks).compactMap { element in
            if let text = element.text { return Remark(text: text, quotes: []) }
            guard let text = ReplyJSON.value("text", of: element)?.text else { return nil }
            return Remark(text: text, quotes: quotes(ReplyJSON.value("quotes", of: element)))
        }
    }
}

extension String {
    /// The text without spaces, markdown marks and quotation marks around it.
    var trimmingMarks: String {
        let marks: Set<Character> = [" ", "*", "`", "\"", "_", "#", ":", "\t"]
        let start = drop { marks.contains($0) }
        return String(start.reversed().drop { marks.contains($0) }.reversed())
    }
}
