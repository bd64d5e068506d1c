import Core

/// Reads XML piece by piece, without a document type: a declaration of entities or of anything outside is refused where it stands.
struct XMLReader {
    /// What comes next.
    enum Event: Equatable {
        /// A tag opens; a tag that closes itself opens and closes.
        case open(String, [String: String])
        /// A tag closes.
        case close(String)
        /// Text between tags.
        case text(String)
    }

    /// Tags within tags.
    static let maxDepth = 400

    private let bytes: [UInt8]
    private var at: Int
    private var open: [String] = []
    private var closing: String?

    /// A reader at the beginning.
    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        at = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    }

    /// The next piece; nil at the end.
    ///
    /// - Throws: `document.broken`; `document.hostile` for a document type or too deep a nesting.
    mutating func next() throws(DocumentError) -> Event? {
        if let name = closing {
            closing = nil
            return .close(name)
        }
        while at < bytes.count {
            guard bytes[at] == UInt8(ascii: "<") else { return .text(text()) }
            if starts("<!--") {
                at = try after("-->")
            } else if starts("<![CDATA[") {
                let start = at + 9
                at = try after("]]>")
                return .text(String(decoding: bytes[start..<at - 3], as: UTF8.self))
            } else if starts("<?") {
                at = try after("?>")
            } else if starts("<!") {
                throw DocumentError(.hostile, "The document declares entities or a document type; it is not read.")
            } else if starts("</") {
                let start = at + 2
                at = try after(">")
                let name = Self.name(bytes[start..<at - 1])
                guard open.popLast() == name else { throw Self.broken }
                return .close(name)
            } else {
                return try tag()
            }
        }
        guard open.isEmpty else { throw Self.broken }
        return nil
    }

    private mutating func text() -> String {
        let start = at
        while at < bytes.count, bytes[at] != UInt8(ascii: "<") { at += 1 }
        return Self.unescaped(bytes[start..<at])
    }

    private mutating func tag() throws(DocumentError) -> Event {
        at += 1
        let start = at
        while at < bytes.count, !Self.endsName(bytes[at]) { at += 1 }
        let name = Self.name(bytes[start..<at])
        guard !name.isEmpty else { throw Self.broken }
        var attributes: [String: String] = [:]
        while true {
            skipSpace()
            guard at < bytes.count else { throw Self.broken }
            if bytes[at] == UInt8(ascii: ">") {
                at += 1
                guard open.count < Self.maxDepth else {
                    throw DocumentError(.hostile, "The document nests deeper than an honest one.")
                }
                open.append(name)
                return .open(name, attributes)
            }
            if bytes[at] == UInt8(ascii: "/") {
                at += 1
                guard at < bytes.count, bytes[at] == UInt8(ascii: ">") else { throw Self.broken }
                at += 1
                closing = name
                return .open(name, attributes)
            }
            guard attributes.count < 256 else { throw Self.broken }
            let (key, value) = try attribute()
            attributes[key] = value
        }
    }

    private mutating func attribute() throws(DocumentError) -> (String, String) {
        let start = at
        while at < bytes.count, bytes[at] != UInt8(ascii: "="), !Self.endsName(bytes[at]) { at += 1 }
        let key = Self.name(bytes[start..<at])
        skipSpace()
        guard !key.isEmpty, at < bytes.count, bytes[at] == UInt8(ascii: "=") else { throw Self.broken }
        at += 1
        skipSpace()
        guard at < bytes.count, bytes[at] == UInt8(ascii: "\"") || bytes[at] == UInt8(ascii: "'") else {
            throw Self.broken
        }
        let quote = bytes[at]
        at += 1
        let first = at
        while at < bytes.count, bytes[at] != quote { at += 1 }
        guard at < bytes.count else { throw Self.broken }
        at += 1
        return (key, Self.unescaped(bytes[first..<at - 1]))
    }

    private mutating func skipSpace() {
        while at < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[at]) { at += 1 }
    }

    private func starts(_ text: StaticString) -> Bool {
        let wanted = text.utf8CodeUnitCount
        return at + wanted <= bytes.count && bytes[at..<at + wanted].elementsEqual(text.description.utf8)
    }

    private func after(_ end: StaticString) throws(DocumentError) -> Int {
        let wanted = Array(end.description.utf8)
        var place = at
        while place + wanted.count <= bytes.count {
            if bytes[place] == wanted[0], bytes[place..<place + wanted.count].elementsEqual(wanted) {
                return place + wanted.count
            }
            place += 1
        }
        throw Self.broken
    }

    private static func endsName(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D || byte == UInt8(ascii: ">")
            || byte == UInt8(ascii: "/") || byte == UInt8(ascii: "<")
    }

    private static func name(_ bytes: ArraySlice<UInt8>) -> String {
        var slice = bytes
        while let last = slice.last, [0x20, 0x09, 0x0A, 0x0D].contains(last) { slice.removeLast() }
        return String(decoding: slice, as: UTF8.self)
    }

    private static let broken = DocumentError(.broken, "The document's structure is broken; save it again and send it.")

    private static let entities = ["amp": "&", "lt": "<", "gt": ">", "quot": "\"", "apos": "'", "nbsp": " "]

    /// A text with its references written out. References to entities that only a document type could declare stay as they are.
    static func unescaped(_ bytes: ArraySlice<UInt8>) -> String {
        guard bytes.contains(UInt8(ascii: "&")) else { return String(decoding: bytes, as: UTF8.self) }
        var out = ""
        var rest = Substring(String(decoding: bytes, as: UTF8.self))
        while let mark = rest.firstIndex(of: "&") {
            out += rest[..<mark]
            rest = rest[mark...].dropFirst()
            guard let end = rest.prefix(12).firstIndex(of: ";") else {
                out += "&"
                continue
            }
            let name = rest[..<end]
            if let known = entities[String(name)] {
                out += known
            } else if name.hasPrefix("#"), let scalar = scalar(name.dropFirst()) {
                out.unicodeScalars.append(scalar)
            } else {
                out += "&\(name);"
            }
            rest = rest[end...].dropFirst()
        }
        return out + rest
    }

    private static func scalar(_ digits: Substring) -> Unicode.Scalar? {
        let isHex = digits.hasPrefix("x") || digits.hasPrefix("X")
        return UInt32(isHex ? digits.dropFirst() : digits, radix: isHex ? 16 : 10).flatMap(Unicode.Scalar.init)
    }
}
