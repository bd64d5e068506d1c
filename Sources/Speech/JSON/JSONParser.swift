/// Reads JSON (RFC 8259) in one pass and knows the line of every value. Nesting is bounded; a name given twice is refused.
struct JSONParser {
    /// What is wrong, and where.
    struct Failure: Error {
        /// The line, from 1.
        var line: Int
        /// What is wrong, without the line.
        var reason: String
    }

    private static let deepest = 64
    private let bytes: [UInt8]
    private var at = 0
    private var line = 1

    private init(_ text: String) { bytes = Array(text.utf8) }

    /// The value a text holds.
    static func parse(_ text: String) throws(Failure) -> JSONValue {
        var parser = JSONParser(text)
        let value = try parser.value(depth: 0)
        parser.skipSpace()
        guard parser.at == parser.bytes.count else { throw parser.failure("there is more text after the JSON value") }
        return value
    }

    private func failure(_ reason: String) -> Failure { Failure(line: line, reason: reason) }

    private var next: UInt8? { at < bytes.count ? bytes[at] : nil }

    private mutating func skipSpace() {
        while let byte = next, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 {
            if byte == 0x0A { line += 1 }
            at += 1
        }
    }

    private mutating func value(depth: Int) throws(Failure) -> JSONValue {
        guard depth < Self.deepest else { throw failure("it is nested more than \(Self.deepest) deep") }
        skipSpace()
        let start = line
        guard let byte = next else { throw failure("the JSON ends too early") }
        let kind: JSONValue.Kind
        switch byte {
        case UInt8(ascii: "{"): kind = .object(try members(depth: depth))
        case UInt8(ascii: "["): kind = .array(try elements(depth: depth))
        case UInt8(ascii: "\""): kind = .string(try string())
        case UInt8(ascii: "t"): kind = try word("true", .bool(true))
        case UInt8(ascii: "f"): kind = try word("false", .bool(false))
        case UInt8(ascii: "n"): kind = try word("null", .null)
        default: kind = .number(try number())
        }
        return JSONValue(kind: kind, line: start)
    }

    private mutating func word(_ text: StaticString, _ kind: JSONValue.Kind) throws(Failure) -> JSONValue.Kind {
        let expected = Array("\(text)".utf8)
        guard bytes[at...].starts(with: expected) else { throw failure("a value is expected here") }
        at += expected.count
        return kind
    }

    private mutating func members(depth: Int) throws(Failure) -> [String: JSONValue] {
        var members: [String: JSONValue] = [:]
        at += 1
        skipSpace()
        if next == UInt8(ascii: "}") {
            at += 1
            return members
        }
        while true {
            skipSpace()
            guard next == UInt8(ascii: "\"") else { throw failure("a name in quotes is expected here") }
            let name = try string()
            skipSpace()
            guard next == UInt8(ascii: ":") else { throw failure("a colon is missing after \"\(name.prefix(40))\"") }
            at += 1
            let member = try value(depth: depth + 1)
            guard members.updateValue(member, forKey: name) == nil else {
                throw failure("\"\(name.prefix(40))\" is given twice")
            }
            if try ends(with: UInt8(ascii: "}")) { return members }
        }
    }

    private mutating func elements(depth: Int) throws(Failure) -> [JSONValue] {
        var elements: [JSONValue] = []
        at += 1
        skipSpace()
        if next == UInt8(ascii: "]") {
            at += 1
            return elements
        }
        while true {
            elements.append(try value(depth: depth + 1))
            if try ends(with: UInt8(ascii: "]")) { return elements }
        }
    }

    private mutating func ends(with closing: UInt8) throws(Failure) -> Bool {
        skipSpace()
        guard let byte = next, byte == closing || byte == UInt8(ascii: ",") else {
            throw failure("a comma or a closing bracket is missing")
        }
        at += 1
        return byte == closing
    }

    private mutating func number() throws(Failure) -> Double {
        let start = at
        while let byte = next, (0x30...0x39).contains(byte) || [0x2B, 0x2D, 0x2E, 0x45, 0x65].contains(byte) { at += 1 }
        let text = String(decoding: bytes[start..<at], as: UTF8.self)
        guard at > start, bytes[start] != 0x2B, bytes[start] != 0x2E, let number = Double(text), number.isFinite else {
            throw failure("a value is expected here")
        }
        return number
    }

    private mutating func string() throws(Failure) -> String {
        at += 1
        var content: [UInt8] = []
        while let byte = next {
            at += 1
            switch byte {
            case UInt8(ascii: "\""): return String(decoding: content, as: UTF8.self)
            case UInt8(ascii: "\\"): try escape(into: &content)
            case 0..<0x20: throw failure("a string holds a control character or does not end on its line")
            default: content.append(byte)
            }
        }
        throw failure("a string does not end")
    }

    private mutating func escape(into content: inout [UInt8]) throws(Failure) {
        guard let byte = next else { throw failure("a string does not end") }
        at += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): content.append(byte)
        case UInt8(ascii: "b"): content.append(0x08)
        case UInt8(ascii: "f"): content.append(0x0C)
        case UInt8(ascii: "n"): content.append(0x0A)
        case UInt8(ascii: "r"): content.append(0x0D)
        case UInt8(ascii: "t"): content.append(0x09)
        case UInt8(ascii: "u"):
            var units = [try unit()]
            if (0xD800...0xDBFF).contains(units[0]), at + 1 < bytes.count, bytes[at] == UInt8(ascii: "\\"),
                bytes[at + 1] == UInt8(ascii: "u")
            {
                at += 2
                units.append(try unit())
            }
            // A surrogate without its partner becomes the replacement character.
            content.append(contentsOf: String(decoding: units, as: UTF16.self).utf8)
        default: throw failure("a string has an unknown escape")
        }
    }

    private mutating func unit() throws(Failure) -> UInt16 {
        guard at + 4 <= bytes.count,
            let unit = UInt16(String(decoding: bytes[at..<at + 4], as: UTF8.self), radix: 16)
        else { throw failure("a \\u escape needs four hexadecimal digits") }
        at += 4
        return unit
    }
}
