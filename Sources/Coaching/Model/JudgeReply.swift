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

/// Finds the JSON object in what a model wrote: bare, in a code fence, or between chatter. What stands inside strings is never
/// touched.
enum ReplyJSON {
    /// Longest reply looked at, in bytes.
    static let maxBytes = 256 * 1024

    /// The first object that has a member called `items`, else the first object; nil when there is none.
    static func object(in reply: String) -> LocatedJSON? {
        let bytes = Array(reply.utf8)
        guard bytes.count <= maxBytes else { return nil }
        var first: LocatedJSON?
        var at = 0
        var tries = 0
        while let start = bytes[at...].firstIndex(of: UInt8(ascii: "{")), tries < 24 {
            tries += 1
            guard let end = balanced(bytes, from: start) else {
                at = start + 1
                continue
            }
            if let json = try? LocatedJSONParser.parse(Array(bytes[start..<end]), lenient: true) {
                if value("items", of: json) != nil { return json }
                if first == nil { first = json }
                at = end
            } else {
                at = start + 1
            }
        }
        return first
    }

    /// The value of a key, whatever its case, underscores or bold marks.
    static func value(_ key: String, of json: LocatedJSON) -> LocatedJSON? {
        json[key] ?? json.members?.first { plain($0.key) == plain(key) }?.value
    }

    private static func plain(_ key: String) -> String { key.lowercased().filter { $0.isLetter || $0.isNumber } }

    /// The end of the object that starts at `start`, braces inside strings not counted.
    private static func balanced(_ bytes: [UInt8], from start: Int) -> Int? {
        var depth = 0
        var inString = false
        var escaped = false
        for at in start..<bytes.count {
            let byte = bytes[at]
            if inString {
                if escaped {
                    escaped = false
                } else if byte == UInt8(ascii: "\\") {
                    escaped = true
                } else if byte == UInt8(ascii: "\"") {
                    inString = false
                }
            } else if byte == UInt8(ascii: "\"") {
                inString = true
            } else if byte == UInt8(ascii: "{") {
                depth += 1
            } else if byte == UInt8(ascii: "}") {
                depth -= 1
                if depth == 0 { return at + 1 }
            }
        }
        return nil
    }
}

/// Reads single values the way models write them: `**Yes**`, `yes – because …`, `true`, `"4/5"`, `4.5/5`, `75 %`, `75-80%`.
enum ReplyValue {
    /// How far an item is met.
    enum Met: Sendable, Hashable {
        /// A share from 0 to 1.
        case share(Double)
        /// The model says it cannot tell.
        case unknown
    }

    /// The verdict a value stands for; nil when it is none.
    static func met(_ value: LocatedJSON) -> Met? {
        switch value.content {
        case .bool(let flag): return .share(flag ? 1 : 0)
        case .string(let text): return met(text)
        default: return nil
        }
    }

    /// The verdict a text opens with; nil when it opens with none.
    static func met(_ text: String) -> Met? {
        let words = Folding.words(text.prefix(200))
        guard let first = words.first else { return nil }
        switch first {
        case "yes", "fully", "met", "true", "hit", "full": return .share(1)
        case "partly", "partial", "partially", "somewhat", "half": return .share(0.5)
        case "no", "none", "false", "missed", "absent": return .share(0)
        case "not": return words.dropFirst().first == "applicable" ? .unknown : .share(0)
        case "unknown", "unclear", "na", "null": return .unknown
        case "n": return words.dropFirst().first == "a" ? .unknown : .share(0)
        case "y": return .share(1)
        default: return nil
        }
    }

    /// A level from 1 to `count` as a share from 0 to 1: a plain number, or a fraction of another scale; nil when it is neither or lies outside.
    static func level(_ value: LocatedJSON, of count: Int) -> Double? {
        guard count > 1 else { return nil }
        let steps = Double(count - 1)
        switch value.content {
        case .number(let number): return (1...Double(count)).contains(number) ? (number - 1) / steps : nil
        case .string(let text):
            if let share = fraction(text) {
                let level = share.of == Double(count) ? share.value : share.value / share.of * Double(count)
                return (1...Double(count)).contains(level) ? (level - 1) / steps : nil
            }
            guard let number = numbers(text).first, (1...Double(count)).contains(number) else { return nil }
            return (number - 1) / steps
        default: return nil
        }
    }

    /// `4.5/5`, `4 out of 5`, `75 %`, `75-80%` (its middle); nil for anything else or a value above its scale.
    static func fraction(_ text: String) -> (value: Double, of: Double)? {
        let found = numbers(text)
        let fraction: (value: Double, of: Double)? =
            if text.contains("%"), let first = found.first {
                (found.count >= 2 && text.contains(where: { "-–—".contains($0) }) ? (first + found[1]) / 2 : first, 100)
            } else if found.count >= 2, text.contains("/") || text.lowercased().contains("out of") {
                (found[0], found[1])
            } else {
                nil
            }
        guard let fraction, fraction.of > 0, (0...fraction.of).contains(fraction.value) else { return nil }
        return fraction
    }

    /// A percentage from 0 to 100: a whole number, or a text such as `75 %` or `75-80%`; nil for anything else.
    static func percent(_ value: LocatedJSON?) -> Int? {
        switch value?.content {
        case .number(let number): return (0...100).contains(number) ? Int(number.rounded()) : nil
        case .string(let text):
            if text.drop(while: \.isWhitespace).first == "-" { return nil }
            if let share = fraction(text) { return Int((100 * share.value / share.of).rounded()) }
            let found = numbers(text)
            return found.count == 1 && (0...100).contains(found[0]) ? Int(found[0].rounded()) : nil
        default: return nil
        }
    }

    private static func numbers(_ text: String) -> [Double] {
        var found: [Double] = []
        var digits = ""
        for character in text.prefix(200) + " " {
            if character.isASCII, character.isNumber || (character == "." && !digits.isEmpty) {
                digits.append(character)
            } else if !digits.isEmpty {
                while digits.last == "." { digits.removeLast() }
                if let number = Double(digits), number.isFinite { found.append(number) }
                digits = ""
            }
        }
        return found
    }
}

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
