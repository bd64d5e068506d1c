import Core
import FoundationEssentials

/// The file `.env` in the working folder: `NAME=value` lines, with `export` before them or not. A value may stand in quotes; in double
/// ones `\n`, `\"` and `\\` mean what they do elsewhere. `#` begins a comment at the start of a line and behind a space.
enum EnvironmentFile {
    private static let maxBytes = 1 << 20

    /// Its variables by name; none when there is no such file.
    static func read(_ path: String) throws(SettingsError) -> [String: String] {
        guard FileManager.default.fileExists(atPath: path) else { return [:] }
        guard let data = FileManager.default.contents(atPath: path), data.count <= maxBytes else {
            throw SettingsError("\(path) cannot be read, or is larger than 1 MB.")
        }
        return try parse(String(decoding: data, as: UTF8.self), path)
    }

    private static func parse(_ text: String, _ path: String) throws(SettingsError) -> [String: String] {
        var variables: [String: String] = [:]
        let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        for (number, line) in lines.enumerated() {
            var line = line.trimmed[...]
            guard !line.isEmpty, line.first != "#" else { continue }
            if line.hasPrefix("export ") { line = line.dropFirst(7).trimmed[...] }
            guard let equals = line.firstIndex(of: "="), equals > line.startIndex else {
                throw SettingsError("\(path), line \(number + 1): NAME=value is wanted.")
            }
            variables[line[..<equals].trimmed] = value(line[line.index(after: equals)...].trimmed[...])
        }
        return variables
    }

    private static func value(_ text: Substring) -> String {
        if let quote = text.first, quote == "\"" || quote == "'" {
            var (result, isEscaped) = ("", false)
            for character in text.dropFirst() {
                if isEscaped {
                    result.append(character == "n" ? "\n" : character)
                    isEscaped = false
                } else if character == quote {
                    return result
                } else if character == "\\", quote == "\"" {
                    isEscaped = true
                } else {
                    result.append(character)
                }
            }
            // Quotes that do not end are part of the value.
            return String(text)
        }
        return text.firstRange(of: " #").map { text[..<$0.lowerBound].trimmed } ?? String(text)
    }
}

/// The JSON settings file: nested objects of plain values. Names that begin with `//` are comments; any other name that
/// ``SettingsTable`` does not have stops the start, so that a typing error is not lost in silence.
enum SettingsFile {
    private static let maxBytes = 1 << 20

    private enum Node: Decodable {
        case object([String: Node])
        case plain(String)

        init(from decoder: any Decoder) throws {
            if let object = try? decoder.container(keyedBy: Name.self) {
                var nodes: [String: Node] = [:]
                for key in object.allKeys where !key.stringValue.hasPrefix("//") {
                    nodes[key.stringValue] = try object.decode(Node.self, forKey: key)
                }
                self = .object(nodes)
                return
            }
            let value = try decoder.singleValueContainer()
            if let flag = try? value.decode(Bool.self) {
                self = .plain(String(flag))
            } else if let number = try? value.decode(Int.self) {
                self = .plain(String(number))
            } else {
                self = .plain(try value.decode(String.self))
            }
        }

        private struct Name: CodingKey {
            var stringValue: String
            var intValue: Int? { nil }
            init(stringValue: String) { self.stringValue = stringValue }
            init?(intValue: Int) { nil }
        }
    }

    /// Reads a file into values by dotted key.
    static func read(path: String, mayBeMissing: Bool) throws(SettingsError) -> [String: String] {
        guard FileManager.default.fileExists(atPath: path) else {
            if mayBeMissing { return [:] }
            throw SettingsError("The settings file \(path) does not exist.")
        }
        guard let data = FileManager.default.contents(atPath: path), data.count <= maxBytes else {
            throw SettingsError("The settings file \(path) cannot be read, or is larger than 1 MB.")
        }
        let root: Node
        do {
            root = try JSONDecoder().decode(Node.self, from: data)
        } catch {
            throw SettingsError(
                "The settings file \(path) is not JSON of nested objects with text, whole numbers and flags."
            )
        }
        var values: [String: String] = [:]
        flatten(root, prefix: "", into: &values)
        if let unknown = values.keys.sorted().first(where: { SettingsTable.key($0) == nil }) {
            throw SettingsError("The settings file \(path) has an unknown key: \(unknown).")
        }
        return values
    }

    private static func flatten(_ node: Node, prefix: String, into values: inout [String: String]) {
        switch node {
        case .plain(let text): values[prefix] = text
        case .object(let nodes):
            for (name, child) in nodes {
                flatten(child, prefix: prefix.isEmpty ? name : "\(prefix).\(name)", into: &values)
            }
        }
    }
}

/// A mounted folder with a file for each value, as container platforms give secrets: named like the environment variable or like the
/// key.
enum SecretFolder {
    /// Values by the names of environment variables.
    static func read(_ path: String) throws(SettingsError) -> [String: String] {
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: path) else {
            throw SettingsError("DEBRIEF_SECRETS: the folder \(path) cannot be read.")
        }
        var variables: [String: String] = [:]
        // Platforms keep what is theirs behind a dot.
        for name in names.sorted() where !name.hasPrefix(".") {
            let variable = SettingsTable.key(name)?.environmentName ?? name
            guard SettingsNames.known.contains(variable) else {
                throw SettingsError("The folder \(path) has a file for an unknown key: \(name).")
            }
            variables[variable] = try SettingsNames.content(of: "\(path)/\(name)", for: name)
        }
        return variables
    }
}

/// Where `fillers/` and `rubrics/` are.
enum ConfigFolder {
    /// The configured folder, or the first of the usual places that has both: `config` in the working folder, beside the
    /// program, above it (a build folder inside a checkout), or in `share/debrief` of its prefix.
    static func find(_ configured: String?) throws(SettingsError) -> URL {
        if let configured {
            let url = URL(filePath: configured, directoryHint: .isDirectory)
            guard isComplete(url) else {
                throw SettingsError("config.folder: \(configured) has no fillers and rubrics in it.")
            }
            return url
        }
        let program =
            (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? CommandLine.arguments[0]
        var places = [URL(filePath: "config", directoryHint: .isDirectory)]
        var folder = URL(filePath: program).deletingLastPathComponent()
        for _ in 0..<5 {
            places.append(folder.appending(path: "config"))
            places.append(folder.appending(path: "share/debrief/config"))
            folder = folder.deletingLastPathComponent()
        }
        guard let found = places.first(where: isComplete) else {
            throw SettingsError("config.folder: no folder with fillers and rubrics was found; name one.")
        }
        return found
    }

    private static func isComplete(_ url: URL) -> Bool {
        ["fillers", "rubrics"].allSatisfy { FileManager.default.fileExists(atPath: url.appending(path: $0).path) }
    }
}
