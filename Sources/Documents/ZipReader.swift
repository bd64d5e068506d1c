import Core

/// The files in a ZIP archive (APPNOTE 6.3), read from memory with bounds. Nothing is ever written to a disk.
struct ZipReader {
    /// Most files an archive may list.
    static let maxEntries = 4_000
    /// Most bytes one file may unpack to.
    static let maxFile = 32 << 20
    /// How many times larger than packed a file of more than a megabyte may be.
    static let maxRatio = 250

    private struct Entry {
        var method: Int
        var packed: Int
        var size: Int
        var offset: Int
        var isEncrypted: Bool
    }

    private let bytes: [UInt8]
    private let entries: [String: Entry]

    /// Names of the files.
    var names: [String] { entries.keys.sorted() }

    /// Reads an archive's list of files.
    ///
    /// - Throws: `document.broken`, `document.hostile`.
    init(_ bytes: [UInt8]) throws(DocumentError) {
        self.bytes = bytes
        func number(_ at: Int, _ count: Int) throws(DocumentError) -> Int {
            guard at >= 0, at + count <= bytes.count else { throw Self.broken }
            return (0..<count).reduce(0) { $0 | Int(bytes[at + $1]) << (8 * $1) }
        }
        guard bytes.count >= 22 else { throw Self.broken }
        let lowest = max(0, bytes.count - 22 - 65_535)
        guard
            let end = (lowest...bytes.count - 22).reversed().first(where: {
                bytes[$0] == 0x50 && bytes[$0 + 1] == 0x4B && bytes[$0 + 2] == 5 && bytes[$0 + 3] == 6
            })
        else { throw Self.broken }
        let count = try number(end + 10, 2)
        var at = try number(end + 16, 4)
        guard count <= Self.maxEntries else { throw Self.hostile("lists \(count) files") }
        var found: [String: Entry] = [:]
        var stretches: [Range<Int>] = []
        for _ in 0..<count {
            guard try number(at, 4) == 0x0201_4B50 else { throw Self.broken }
            let (nameLength, extra, comment) = (try number(at + 28, 2), try number(at + 30, 2), try number(at + 32, 2))
            let entry = Entry(
                method: try number(at + 10, 2),
                packed: try number(at + 20, 4),
                size: try number(at + 24, 4),
                offset: try number(at + 42, 4),
                isEncrypted: try number(at + 8, 2) & 1 == 1
            )
            guard at + 46 + nameLength <= bytes.count else { throw Self.broken }
            let name = String(decoding: bytes[at + 46..<at + 46 + nameLength], as: UTF8.self)
            let parts = name.split(whereSeparator: { $0 == "/" || $0 == "\\" })
            guard !parts.contains(".."), !name.hasPrefix("/"), !name.contains("\0"), !name.contains(":") else {
                throw Self.hostile("has a file that points outside")
            }
            guard found[name] == nil else { throw Self.hostile("lists a file twice") }
            guard entry.offset + 30 + entry.packed <= bytes.count else { throw Self.broken }
            if entry.packed > 0 { stretches.append(entry.offset..<entry.offset + 30 + entry.packed) }
            found[name] = entry
            at += 46 + nameLength + extra + comment
        }
        stretches.sort { $0.lowerBound < $1.lowerBound }
        for (first, second) in zip(stretches, stretches.dropFirst()) where first.upperBound > second.lowerBound {
            throw Self.hostile("uses the same bytes for several files")
        }
        entries = found
    }

    /// The bytes of a file; nil when there is none with this name.
    ///
    /// - Throws: `document.broken`, `document.hostile`, `document.encrypted`.
    func file(_ name: String) throws(DocumentError) -> [UInt8]? {
        guard let entry = entries[name] else { return nil }
        guard !entry.isEncrypted else {
            throw DocumentError(.encrypted, "The document is encrypted; save it without a password and send it again.")
        }
        guard entry.size <= Self.maxFile, entry.size < 1 << 20 || entry.size / max(1, entry.packed) <= Self.maxRatio
        else {
            throw Self.hostile("claims \(entry.size) bytes for one file")
        }
        let header = entry.offset
        guard bytes[header..<header + 4].elementsEqual([0x50, 0x4B, 3, 4]) else { throw Self.broken }
        let nameLength = Int(bytes[header + 26]) | Int(bytes[header + 27]) << 8
        let start = header + 30 + nameLength + (Int(bytes[header + 28]) | Int(bytes[header + 29]) << 8)
        guard start + entry.packed <= bytes.count else { throw Self.broken }
        let packed = bytes[start..<start + entry.packed]
        switch entry.method {
        case 0: return Array(packed)
        case 8:
            let limit = min(Self.maxFile, max(1 << 20, packed.count * Self.maxRatio))
            return try Inflate.bytes(of: packed, limit: limit)
        default: throw DocumentError(.unsupported, "The document is packed in a way that is not read here.")
        }
    }

    private static let broken = DocumentError(.broken, "The document's archive is broken; save it again and send it.")

    private static func hostile(_ what: String) -> DocumentError {
        DocumentError(.hostile, "The document's archive \(what); save it again as PDF and send that.")
    }
}
