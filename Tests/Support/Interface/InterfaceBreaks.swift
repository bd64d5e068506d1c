import Foundation

/// What a new document takes from clients of an old one.
package struct InterfaceBreaks {
    private let old: InterfaceDocument
    private let new: InterfaceDocument

    /// Two documents.
    package init(from old: InterfaceDocument, to new: InterfaceDocument) {
        self.old = old
        self.new = new
    }

    /// Every break, one sentence each; none when the new document only adds.
    package var found: [String] {
        let now = new.operations
        return old.operations.sorted { $0.key < $1.key }.flatMap { name, before in
            guard let after = now[name] else { return ["\(name) is gone"] }
            return parameters(name, before, after) + bodies(name, before, after) + responses(name, before, after)
        }
    }

    private func parameters(_ name: String, _ before: [String: Any], _ after: [String: Any]) -> [String] {
        func table(_ operation: [String: Any]) -> [String: [String: Any]] {
            let list = operation["parameters"] as? [[String: Any]] ?? []
            let named = list.map { ("\($0["in"] ?? "") \($0["name"] ?? "")", $0) }
            return Dictionary(named, uniquingKeysWith: { first, _ in first })
        }
        let (old, new) = (table(before), table(after))
        var breaks = old.keys.filter { new[$0] == nil }.sorted().map { "\(name) no longer takes \($0)" }
        for (key, parameter) in new.sorted(by: { $0.key < $1.key }) {
            if parameter["required"] as? Bool == true, old[key]?["required"] as? Bool != true {
                breaks.append("\(name) needs \(key) now")
            }
            if let earlier = old[key] {
                breaks += taken(earlier["schema"], parameter["schema"], "\(name) \(key)", [])
            }
        }
        return breaks
    }

    private func bodies(_ name: String, _ before: [String: Any], _ after: [String: Any]) -> [String] {
        let (old, new) = (before["requestBody"] as? [String: Any], after["requestBody"] as? [String: Any])
        var breaks: [String] = []
        if new?["required"] as? Bool == true, old?["required"] as? Bool != true {
            breaks.append("\(name) needs a body now")
        }
        let now = new?["content"] as? [String: Any] ?? [:]
        for (type, content) in (old?["content"] as? [String: Any] ?? [:]).sorted(by: { $0.key < $1.key }) {
            guard let later = now[type] else {
                breaks.append("\(name) no longer takes \(type)")
                continue
            }
            breaks += taken(schema(content), schema(later), "\(name) \(type)", [])
        }
        return breaks
    }

    private func responses(_ name: String, _ before: [String: Any], _ after: [String: Any]) -> [String] {
        let now = after["responses"] as? [String: Any] ?? [:]
        var breaks: [String] = []
        for (status, response) in (before["responses"] as? [String: Any] ?? [:]).sorted(by: { $0.key < $1.key }) {
            guard let later = now[status] as? [String: Any], let earlier = response as? [String: Any] else {
                // A refusal that no longer happens harms nobody.
                if status < "400" { breaks.append("\(name) no longer answers \(status)") }
                continue
            }
            let headers = later["headers"] as? [String: Any] ?? [:]
            for header in (earlier["headers"] as? [String: Any] ?? [:]).keys.sorted() where headers[header] == nil {
                breaks.append("\(name) \(status) lost the header \(header)")
            }
            let contents = later["content"] as? [String: Any] ?? [:]
            for (type, content) in (earlier["content"] as? [String: Any] ?? [:]).sorted(by: { $0.key < $1.key }) {
                guard let then = contents[type] else {
                    breaks.append("\(name) \(status) is no longer \(type)")
                    continue
                }
                breaks += given(schema(content), schema(then), "\(name) \(status)", [])
            }
        }
        return breaks
    }

    private func schema(_ content: Any) -> Any? { (content as? [String: Any])?["schema"] }

    /// Breaks in something clients send: it may ask for less, and take more.
    private func taken(_ before: Any?, _ after: Any?, _ place: String, _ seen: Set<String>) -> [String] {
        guard let pair = open(before, after, seen) else { return [] }
        var breaks = kind(pair, place)
        let (old, new) = (properties(pair.old), properties(pair.new))
        let needed = Set(pair.old["required"] as? [String] ?? [])
        for name in (pair.new["required"] as? [String] ?? []) where !needed.contains(name) {
            breaks.append("\(place) needs \(name) now")
        }
        for name in old.keys.sorted() where new[name] == nil { breaks.append("\(place) no longer takes \(name)") }
        let words = Set(pair.new["enum"] as? [String] ?? [])
        if pair.new["enum"] != nil {
            let lost = Set(pair.old["enum"] as? [String] ?? ["anything"]).subtracting(words)
            breaks += lost.sorted().map { "\(place) no longer takes the value \($0)" }
        }
        for (name, inner) in old.sorted(by: { $0.key < $1.key }) {
            breaks += taken(inner, new[name], "\(place).\(name)", pair.seen)
        }
        return breaks + taken(pair.old["items"], pair.new["items"], "\(place)[]", pair.seen)
    }

    /// Breaks in something clients get: it may say more, and never less.
    private func given(_ before: Any?, _ after: Any?, _ place: String, _ seen: Set<String>) -> [String] {
        guard let pair = open(before, after, seen) else { return [] }
        var breaks = kind(pair, place)
        let (old, new) = (properties(pair.old), properties(pair.new))
        let promised = Set(pair.new["required"] as? [String] ?? [])
        for name in (pair.old["required"] as? [String] ?? []) where !promised.contains(name) && new[name] != nil {
            breaks.append("\(place) may lack \(name) now")
        }
        for name in old.keys.sorted() where new[name] == nil { breaks.append("\(place) lost \(name)") }
        for (name, inner) in old.sorted(by: { $0.key < $1.key }) {
            breaks += given(inner, new[name], "\(place).\(name)", pair.seen)
        }
        return breaks + given(pair.old["items"], pair.new["items"], "\(place)[]", pair.seen)
            + given(pair.old["additionalProperties"], pair.new["additionalProperties"], "\(place).*", pair.seen)
    }

    private struct Pair {
        var old: [String: Any]
        var new: [String: Any]
        var seen: Set<String>
    }

    private func open(_ before: Any?, _ after: Any?, _ seen: Set<String>) -> Pair? {
        guard let before = before as? [String: Any], let after = after as? [String: Any] else { return nil }
        var seen = seen
        if let name = before["$ref"] as? String {
            guard seen.insert(name).inserted else { return nil }
        }
        return Pair(old: old.resolved(before), new: new.resolved(after), seen: seen)
    }

    private func kind(_ pair: Pair, _ place: String) -> [String] {
        let (old, new) = (pair.old["type"] as? String, pair.new["type"] as? String)
        // Bytes had no type before they were said to be binary.
        if old == nil, new == "string" || new == "object" { return [] }
        return old == new ? [] : ["\(place) was \(old ?? "anything") and is \(new ?? "anything")"]
    }

    private func properties(_ schema: [String: Any]) -> [String: Any] { schema["properties"] as? [String: Any] ?? [:] }
}
