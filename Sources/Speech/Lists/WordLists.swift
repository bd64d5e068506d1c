import Core
package import FoundationEssentials

/// The filler lists of every configured language.
package struct WordLists: Sendable, Hashable, Codable {
    /// The lists by primary language tag.
    package var languages: [String: LanguageList]
    /// The common words by which a text's language is told; nil when none are configured.
    package var profiles: LanguageProfiles?

    private static let mostFiles = 100
    private static let mostBytes = 512 * 1024

    /// Lists of these languages; of two for one language the last counts.
    package init(_ lists: [LanguageList]) {
        languages = Dictionary(lists.map { ($0.language, $0) }, uniquingKeysWith: { $1 })
    }

    /// The list for a BCP 47 tag: `en-GB` and `en_US` take that of `en`; nil when the language has none.
    package func list(for tag: String) -> LanguageList? {
        let primary = tag.prefix { $0 != "-" && $0 != "_" }.lowercased()
        return languages[primary]
    }

    /// Reads `<language>.json` files from a folder, and the common words of languages from `../languages/common-words.json` where there is
    /// such a file.
    /// - Throws: `analyze.invalid_list`, naming file, line and place, when one breaks the schema or there is none.
    package static func load(folder: URL) throws(SpeechError) -> WordLists {
        let names: [String]
        do {
            names = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".json") }
                .sorted()
        } catch {
            throw SpeechError(.invalidList, "The folder of filler lists \(folder.path) cannot be read.")
        }
        guard !names.isEmpty, names.count <= mostFiles else {
            throw SpeechError(
                .invalidList,
                "The folder \(folder.path) holds \(names.count) filler lists; 1 to \(mostFiles) files <language>.json are expected."
            )
        }
        var lists: [LanguageList] = []
        for name in names {
            let list = try read(folder.appendingPathComponent(name), name: name)
            guard list.language == String(name.dropLast(5)) else {
                throw SpeechError(
                    .invalidList,
                    "\(name): language is \"\(list.language)\", but the file's name says \"\(name.dropLast(5))\".",
                    context: ["file": name]
                )
            }
            lists.append(list)
        }
        var all = WordLists(lists)
        let profiles = folder.deletingLastPathComponent().appendingPathComponent("languages/common-words.json")
        if let data = try? Data(contentsOf: profiles), data.count <= mostBytes {
            all.profiles = try LanguageProfiles.parse(String(decoding: data, as: UTF8.self), name: "common-words.json")
        }
        return all
    }

    private static func read(_ file: URL, name: String) throws(SpeechError) -> LanguageList {
        guard let data = try? Data(contentsOf: file), data.count <= mostBytes else {
            throw SpeechError(
                .invalidList,
                "\(name) cannot be read, or is larger than \(mostBytes / 1024) KB.",
                context: ["file": name]
            )
        }
        return try parse(String(decoding: data, as: UTF8.self), name: name)
    }

    /// Reads the text of one list.
    /// - Throws: `analyze.invalid_list`, naming line and place.
    package static func parse(_ text: String, name: String) throws(SpeechError) -> LanguageList {
        let value: LocatedJSON
        do {
            value = try LocatedJSONParser.parse(Array(text.utf8))
        } catch {
            throw SpeechError(
                .invalidList,
                "\(name), line \(error.line): the JSON \(error.message).",
                context: ["file": name, "line": "\(error.line)"]
            )
        }
        return try ListSchema(file: name).list(value)
    }
}
