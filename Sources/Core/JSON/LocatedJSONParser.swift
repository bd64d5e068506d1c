/// Reads JSON (RFC 8259) in one pass, with line numbers and bounds on size and depth; a key given twice is a fault. The lenient manner
/// forgives what language models
/// get wrong (trailing commas, raw line breaks and unknown escapes inside strings) and nothing else; what it forgives it keeps
/// letter by letter, so that code inside a string survives.
package struct LocatedJSONParser {
    /// What is wrong and where.
    package struct Fault: Error, Hashable {
        /// The line, from 1.
        package var line: Int
        /// What is wrong, as a sentence without its subject: "needs a comma here".
        package var message: String

        /// A fault on a line.
        package init(line: Int, message: String) {
            self.line = line
            self.message = message
        }
    }

    /// Deepest nesting read.
    package static let maxDepth = 24
    /// Longest text read unless the caller says otherwise, in bytes.
    package static let maxBytes = 512 * 1024

    private let bytes: [UInt8]
    private let lenient: Bool
    private var at = 0
    private var line = 1

    private init(_ bytes: [UInt8], lenient: Bool) {
        self.bytes = bytes
        self.lenient = lenient
    }

    /// The one value a text consists of.
    package static func parse(
        _ bytes: [UInt8],
        lenient: Bool = false,
        maxBytes: Int = maxBytes
    ) throws(Fault) -> LocatedJSON {
        guard bytes.count <= maxBytes else { throw Fault(line: 1, message: "is larger than \(maxBytes) bytes") }
        var parser = LocatedJSONParser(bytes, lenient: lenient)
        parser.skipSpace()
        let value = try parser.value(depth: 0)
        parser.skipSpace()
        guard parser.at == bytes.count else { throw parser.fault("has something after the end of the JSON value") }
        return value
    }

    private func fault(_ message: String) -> Fault { Fault(line: line, message: message) }

    private var next: UInt8? { at < bytes.count ? bytes[at] : nil }

    private mutating func skipSpace() {
        while let byte = next, byte == 0x20 || byte == 0x09 || byte == 0x0a || byte == 0x0d {
            if byte == 0x0a { line += 1 }
            at += 1
        }
    }

    private mutating func value(depth: Int) throws(Fault) -> LocatedJSON {
        guard depth < Self.maxDepth else { throw fault("is nested deeper than \(Self.maxDepth) levels") }
        guard let byte = next else { throw fault("ends where a value should be") }
        let start = line
        switch byte {
        case UInt8(ascii: "{"): return LocatedJSON(content: .object(try object(depth: depth)), line: start)
        case UInt8(ascii: "["): return LocatedJSON(content: .array(try array(depth: depth)), line: start)
        case UInt8(ascii: "\""): return LocatedJSON(content: .string(try string()), line: start)
        default: return LocatedJSON(content: try scalar(), line: start)
        }
    }

    private mutating func object(depth: Int) throws(Fault) -> [LocatedJSON.Member] {
        var members: [LocatedJSON.Member] = []
        var keys: Set<String> = []
        at += 1
        skipSpace()
        if take("}") { return members }
        while true {
            guard next == UInt8(ascii: "\"") else { throw fault("needs a key in double quotes here") }
            let keyLine = line
            let key = try string()
            // Of a key given twice, what a model meant cannot be told from what it slipped in: readers take the first.
            guard keys.insert(key).inserted || lenient else {
                throw fault("repeats the key \"\(key.prefix(40))\", which is there twice")
            }
            skipSpace()
            guard take(":") else { throw fault("needs a colon after the key \"\(key.prefix(40))\"") }
            skipSpace()
            members.append(.init(key: key, line: keyLine, value: try value(depth: depth + 1)))
            skipSpace()
            if take("}") { return members }
            guard take(",") else { throw fault("needs a comma or a closing brace here") }
            skipSpace()
            if lenient, take("}") { return members }
        }
    }

    private mutating func array(depth: Int) throws(Fault) -> [LocatedJSON] {
        var elements: [LocatedJSON] = []
        at += 1
        skipSpace()
        if take("]") { return elements }
        while true {
            elements.append(try value(depth: depth + 1))
            skipSpace()
            if take("]") { return elements }
            guard take(",") else { throw fault("needs a comma or a closing bracket here") }
            skipSpace()
            if lenient, take("]") { return elements }
        }
    }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard next == UInt8(ascii: character) else { return false }
        at += 1
        return true
    }

    private mutating func scalar() throws(Fault) -> LocatedJSON.Content {
        let start = at
        while let byte = next, byte > 0x20, ![UInt8(ascii: ","), UInt8(ascii: "}"), UInt8(ascii: "]")].contains(byte) {
            at += 1
        }
        let word = String(decoding: bytes[start..<at], as: UTF8.self)
        switch word {
        case "true": return .bool(true)
        case "false": return .bool(false)
        case "null": return .null
        default:
            let plain = word.utf8.allSatisfy { (0x30...0x39).contains($0) || "+-.eE".utf8.contains($0) }
            guard plain, lenient || !word.hasPrefix("+") && !word.hasPrefix("."), let number = Double(word),
                number.isFinite
            else {
                throw fault("has \"\(word.prefix(40))\" where a value should be")
            }
            return .number(number)
        }
    }

    private mutating func string() throws(Fault) -> String {
        at += 1
        var text: [UInt8] = []
        while let byte = next {
            at += 1
            switch byte {
            case UInt8(ascii: "\""): return String(decoding: text, as: UTF8.self)
            case UInt8(ascii: "\\"): try escape(into: &text)
            case 0..<0x20:
                guard lenient else { throw fault("has a raw line break or control character inside a string") }
                if byte == 0x0a { line += 1 }
                text.append(byte)
            default: text.append(byte)
            }
        }
        throw fault("ends inside a string")
    }

    private mutating func escape(into text: inout [UInt8]) throws(Fault) {
        guard let byte = next else { throw fault("ends inside a string") }
        at += 1
        switch byte {
        case UInt8(ascii: "n"): text.append(0x0a)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "r"): text.append(0x0d)
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0c)
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
        case UInt8(ascii: "u"): try unicode(into: &text)
        default:
            guard lenient else { throw fault("has an unknown escape inside a string") }
            text.append(UInt8(ascii: "\\"))
            text.append(byte)
        }
    }

    private mutating func unicode(into text: inout [UInt8]) throws(Fault) {
        var code = try hex()
        if (0xd800..<0xdc00).contains(code), bytes[at...].starts(with: "\\u".utf8) {
            let back = at
            at += 2
            let low = try hex()
            if (0xdc00..<0xe000).contains(low) {
                code = 0x10000 + (code - 0xd800) << 10 + (low - 0xdc00)
            } else {
                at = back
            }
        }
        let scalar = Unicode.Scalar(code) ?? "\u{fffd}"
        text.append(contentsOf: Array(String(Character(scalar)).utf8))
    }

    private mutating func hex() throws(Fault) -> UInt32 {
        guard at + 4 <= bytes.count, let code = UInt32(String(decoding: bytes[at..<at + 4], as: UTF8.self), radix: 16)
        else {
            throw fault("has a broken \\u escape")
        }
        at += 4
        return code
    }
}
