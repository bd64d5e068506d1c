import Foundation

/// The files of one folder, their references to one another made immutable addresses.
///
/// Scripts are served without their comments. A reference is a quoted string in a text file: `"./name"` and `"../name"` from where the file is, or `"/assets/name"`. It becomes
/// `"/assets/HASH/name"`, HASH being the hash of the file it names with *its* references replaced, so that an address changes whenever
/// anything behind it does. References in a circle are an error, because such hashes do not exist.
struct AssetFolder {
    /// One file as it is served.
    struct File {
        /// Its path under the folder, such as `js/home.js`.
        var name: String
        /// Its bytes, references replaced.
        var bytes: [UInt8]
        /// 16 hexadecimal digits.
        var hash: String
        /// Whether the bytes are UTF-8 text.
        var isText: Bool
    }

    private static let textKinds: Set<String> = ["css", "html", "js", "svg", "txt", "webmanifest"]
    private static let kindsWithReferences: Set<String> = ["css", "html", "js", "webmanifest"]

    private var raw: [String: [UInt8]] = [:]
    private var done: [String: File] = [:]
    private var underWay: [String] = []

    /// Reads every file of a folder.
    init(at folder: URL) throws {
        for name in try FileManager.default.subpathsOfDirectory(atPath: folder.path) {
            let file = folder.appending(path: name)
            guard try file.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile == true else { continue }
            raw[name] = Array(try Data(contentsOf: file))
        }
    }

    /// All files by name.
    mutating func files() throws -> [File] { try raw.keys.sorted().map { try file($0) } }

    private mutating func file(_ name: String) throws -> File {
        if let file = done[name] { return file }
        guard !underWay.contains(name) else {
            throw AssetError("\(underWay + [name]) refer to one another in a circle")
        }
        underWay.append(name)
        defer { underWay.removeLast() }
        var bytes = raw[name] ?? []
        let kind = String(name.split(separator: ".").last ?? "")
        if Self.textKinds.contains(kind) {
            guard var text = String(validating: bytes, as: UTF8.self) else { throw AssetError("\(name) is not UTF-8") }
            guard !text.utf8.contains(0x0D) else { throw AssetError("\(name) has carriage returns") }
            if kind == "js" { text = Self.withoutComments(text) }
            if Self.kindsWithReferences.contains(kind) { text = try replacing(in: text, of: name) }
            bytes = Array(text.utf8)
        }
        let file = File(name: name, bytes: bytes, hash: Self.hash(bytes), isText: Self.textKinds.contains(kind))
        done[name] = file
        return file
    }

    private mutating func replacing(in text: String, of name: String) throws -> String {
        var (result, rest) = ("", text[...])
        while let match = rest.firstMatch(of: /"((?:\.\.?\/|\/assets\/)[\w.\/-]+\.\w+)"/) {
            let target = Self.target(of: match.1, from: name)
            guard raw[target] != nil else { throw AssetError("\(name) refers to \(match.1), which is not there") }
            result += rest[..<match.range.lowerBound] + "\"/assets/\(try file(target).hash)/\(target)\""
            rest = rest[match.range.upperBound...]
        }
        return result + rest
    }

    /// A script without the lines that are comments as a whole, without indentation and empty lines. Lines stay lines, so that an error
    /// in a browser still names a statement. Scripts have no text over several lines; their check holds that.
    static func withoutComments(_ script: String) -> String {
        var (kept, isInComment) = ("", false)
        for line in script.split(separator: "\n") {
            let code = line.drop { $0 == " " }
            if isInComment {
                isInComment = !code.hasSuffix("*/")
            } else if code.hasPrefix("/*") {
                isInComment = !code.hasSuffix("*/")
            } else if !code.isEmpty, !code.hasPrefix("//") {
                kept += code + "\n"
            }
        }
        return kept
    }

    /// The file that a reference names.
    private static func target(of reference: Substring, from name: String) -> String {
        if reference.hasPrefix("/assets/") { return String(reference.dropFirst("/assets/".count)) }
        var path = Array(name.split(separator: "/").dropLast())
        for part in reference.split(separator: "/") where part != "." {
            if part == "..", !path.isEmpty { path.removeLast() } else { path.append(part) }
        }
        return path.joined(separator: "/")
    }

    /// FNV-1a, 64 bits: tells versions of a file apart; it keeps nothing secret.
    private static func hash(_ bytes: [UInt8]) -> String {
        var value: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in bytes { value = (value ^ UInt64(byte)) &* 0x100_0000_01B3 }
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}

/// What is wrong with the assets, for the build log.
struct AssetError: Error, CustomStringConvertible {
    var description: String

    init(_ description: String) { self.description = description }
}
