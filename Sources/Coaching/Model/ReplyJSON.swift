import Core

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
