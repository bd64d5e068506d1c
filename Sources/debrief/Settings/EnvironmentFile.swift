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
