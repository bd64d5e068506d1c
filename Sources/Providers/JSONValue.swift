import FoundationEssentials

/// JSON read leniently: other people's services add fields, leave some out, and write numbers as text. Missing and mistyped
/// things are nil, never an error.
enum JSONValue: Sendable, Hashable, Decodable {
    case null
    case bool(Bool)
    case number(Double)
    case string(String)
    case array([JSONValue])
    case object([String: JSONValue])

    /// Parses a document; nil when it is none. Depth is bounded by Foundation's parser.
    static func parse(_ bytes: [UInt8]) -> JSONValue? {
        try? JSONDecoder().decode(JSONValue.self, from: Data(bytes))
    }

    init(from decoder: any Decoder) throws {
        // Order matters: each wrong guess costs a thrown error, and objects and strings are the most common.
        if let container = try? decoder.container(keyedBy: Key.self) {
            var members: [String: JSONValue] = [:]
            for key in container.allKeys {
                members[key.stringValue] = try container.decode(JSONValue.self, forKey: key)
            }
            self = .object(members)
            return
        }
        if var container = try? decoder.unkeyedContainer() {
            var items: [JSONValue] = []
            while !container.isAtEnd { items.append(try container.decode(JSONValue.self)) }
            self = .array(items)
            return
        }
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let text = try? container.decode(String.self) {
            self = .string(text)
        } else if let number = try? container.decode(Double.self) {
            self = .number(number)
        } else {
            self = .bool(try container.decode(Bool.self))
        }
    }

    private struct Key: CodingKey {
        var stringValue: String
        var intValue: Int? { nil }
        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    /// A member of an object. Google's services write names in camelCase and accept snake_case; both are found.
    subscript(name: String) -> JSONValue? {
        guard case .object(let members) = self else { return nil }
        return members[name] ?? members[Self.snakeCase(name)]
    }

    /// An item of an array.
    subscript(index: Int) -> JSONValue? {
        guard case .array(let items) = self, items.indices.contains(index) else { return nil }
        return items[index]
    }

    /// Its items; empty for anything but an array.
    var items: [JSONValue] {
        if case .array(let items) = self { items } else { [] }
    }

    /// Its text.
    var text: String? {
        if case .string(let text) = self { text } else { nil }
    }

    /// Its number, also one written as text.
    var number: Double? {
        switch self {
        case .number(let number): number
        case .string(let text): Double(text).flatMap { $0.isFinite ? $0 : nil }
        default: nil
        }
    }

    /// Its truth value.
    var bool: Bool? {
        if case .bool(let bool) = self { bool } else { nil }
    }

    private static func snakeCase(_ name: String) -> String {
        name.reduce(into: "") { $0 += $1.isUppercase ? "_" + $1.lowercased() : String($1) }
    }
}

/// Pieces of JSON to write.
enum JSONText {
    /// The document with the bare words `NaN`, `Infinity` and `-Infinity` outside strings turned into `null`: some servers
    /// write numbers that JSON does not have.
    static func withoutBareNumbers(_ bytes: [UInt8]) -> [UInt8] {
        var out: [UInt8] = []
        out.reserveCapacity(bytes.count)
        var index = 0
        var isInString = false
        while index < bytes.count {
            let byte = bytes[index]
            if isInString {
                out.append(byte)
                if byte == UInt8(ascii: "\\"), index + 1 < bytes.count {
                    index += 1
                    out.append(bytes[index])
                } else if byte == UInt8(ascii: "\"") {
                    isInString = false
                }
                index += 1
                continue
            }
            if let word = bareWords.first(where: { bytes[index...].starts(with: $0) }) {
                out += Array("null".utf8)
                index += word.count
                continue
            }
            isInString = byte == UInt8(ascii: "\"")
            out.append(byte)
            index += 1
        }
        return out
    }

    private static let bareWords = ["-Infinity", "Infinity", "NaN", "-NaN"].map { Array($0.utf8) }
}
