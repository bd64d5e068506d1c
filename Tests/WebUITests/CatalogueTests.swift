import Foundation
import Testing

@testable import Catalogue

/// The catalogues hold the same texts in every language, all of them are used, and nothing that is used is missing.
@Suite(.timeLimit(.minutes(1)))
struct CatalogueTests {
    /// Texts that are the same word in both languages, a name, or meant to be English.
    private static let same: Set<String> = [
        "date.month4", "date.month8", "date.month9", "date.month11", "home.firstQuestion", "home.senior",
        "interviews.coach", "interviews.sqlKubernetes", "js.take.pause", "kind.motivation", "kind.sql", "level.senior",
        "recorder.pause", "report.mono", "report.stereo", "report.summand", "resumeMatch.docx", "timeline.aPause",
    ]
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..").standardized

    private let english = Texts.of(.english)
    private let german = Texts.of(.german)

    private func placeholders(_ text: String) -> [String] {
        text.matches(of: /\{\{?\w+\}?\}/).map { String($0.0) }.sorted()
    }

    /// The texts of every file with this ending under Sources.
    private func sources(_ ending: String) throws -> [(name: String, text: String)] {
        let folder = Self.root.appending(path: "Sources")
        return try FileManager.default.subpathsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(ending) }.map {
            ($0, try String(contentsOf: folder.appending(path: $0), encoding: .utf8))
        }
    }

    @Test func `both catalogues have the same keys, and errors stand in German alone`() {
        #expect(english.keys.count > 800)
        #expect(english.keys.filter { $0.hasPrefix("error.") }.isEmpty, "English says what the service says")
        let keys = german.keys.filter { !$0.hasPrefix("error.") }
        #expect(english.keys.subtracting(keys).sorted() == [] && keys.subtracting(english.keys).sorted() == [])
        #expect(german.find("error.other") != nil)
    }

    @Test func `a file names each key once, and each line is a text or a remark`() throws {
        for language in Language.allCases {
            let file = Self.root.appending(path: "Sources/Catalogue/Assets/\(language.code).txt")
            let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n").filter {
                !$0.hasPrefix("#")
            }
            let keys = lines.compactMap { $0.wholeMatch(of: /([\w.-]+) = (\S.*\S|\S)/)?.1 }
            #expect(keys.count == lines.count && Set(keys).count == keys.count, "\(language)")
        }
    }

    @Test func `a text has the same values in both languages`() {
        for key in english.keys { #expect(placeholders(english[key]) == placeholders(german[key]), "\(key)") }
        for key in german.keys where key.hasPrefix("error.") && !["error.other", "error.because"].contains(key) {
            #expect(placeholders(german[key]).isEmpty, "\(key)")
        }
    }

    @Test func `a text that counts has both forms, and they differ`() {
        for key in english.keys.union(german.keys) {
            for (ending, other) in [(".one", ".other"), (".other", ".one")] where key.hasSuffix(ending) {
                // Words that end like a form of a number and are none.
                guard
                    ![
                        "error.other", "part.other", "report.part.other", "report.meaning.other", "js.sniff.other",
                        "interviews.one",
                    ].contains(key)
                else { continue }
                let pair = key.dropLast(ending.count) + other
                #expect(english.find(String(pair)) != nil && german.find(String(pair)) != nil, "\(key)")
                #expect(german[key] != german[String(pair)] && english[key] != english[String(pair)], "\(key)")
            }
        }
    }

    @Test func `no English is left in German`() {
        let words: Set<Substring> = [
            "the", "and", "your", "you", "is", "are", "of", "with", "this", "that", "from", "it", "not", "be", "to",
        ]
        for key in english.keys {
            guard !Self.same.contains(key) else {
                #expect(english[key] == german[key], "\(key) is translated: take it off the list")
                continue
            }
            #expect(english[key] != german[key], "\(key)")
            // Words to say in an interview stay, in quotation marks.
            let own = german[key].replacing(/„[^“]*“/, with: "")
            let found = own.split { !$0.isLetter }.filter { words.contains($0) }
            #expect(found.isEmpty, "\(key): \(found)")
        }
    }

    @Test func `German addresses its reader as Sie and uses its own quotation marks`() {
        for key in german.keys where key != "home.firstQuestion" {
            #expect(german[key].firstMatch(of: /\b([Dd]u|[Dd]ein(e|er|em|en)?|[Dd]ich|[Dd]ir)\b/) == nil, "\(key)")
            #expect(!german[key].contains("”") && !german[key].contains("\""), "\(key)")
        }
    }

    @Test func `every key that is used is there, and every key is used`() throws {
        var used: Set<String> = [], starts: Set<String> = [], quoted: Set<Substring> = []
        for (_, text) in try sources(".swift") where text.contains("Texts") {
            quoted.formUnion(text.split(separator: "\""))
            for match in text.matches(of: /Texts\[\s*"([\w.-]+)"/) { used.insert(String(match.1)) }
            for match in text.matches(of: /Texts\.count\(\s*"([\w.-]+)"/) { used.insert("\(match.1).one") }
            for match in text.matches(of: /"([\w-]+\.[\w.-]*)\\\(/) { starts.insert(String(match.1)) }
        }
        for (_, text) in try sources(".html") {
            for match in text.matches(of: /\{\{@([\w.-]+)\}\}/) { used.insert(String(match.1)) }
        }
        for (_, text) in try sources(".js") {
            for part in text.split(separator: "\"") where !part.contains(" ") { quoted.insert("js.\(part)") }
            for match in text.matches(of: /[^\w.$]t\("([\w.-]+)"[,)]/) {
                let key = "js.\(match.1)"
                used.insert(english.find(key + ".one") == nil ? key : key + ".one")
            }
            for match in text.matches(of: /"([\w-]+\.)" \+/) { starts.insert("js.\(match.1)") }
        }
        for key in used { #expect(english.find(key) != nil, "\(key) is used and not there") }
        for key in english.keys where !used.contains(key) {
            let plain = ["one", "other"].reduce(key) { $0.hasSuffix(".\($1)") ? String($0.dropLast($1.count + 1)) : $0 }
            let isUsed =
                quoted.contains(Substring(key)) || quoted.contains(Substring(plain))
                || starts.contains { key.hasPrefix($0) }
            #expect(isUsed, "nothing uses \(key)")
        }
    }

    @Test(
        arguments: [
            ("de", Language.german), ("de-AT,de;q=0.9,en;q=0.8", .german), ("en-GB,en;q=0.9,de;q=0.8", .english),
            ("fr,de;q=0.7,en;q=0.3", .german), ("de;q=0,en;q=0.1", .english), ("EN", .english),
        ]
    )
    func `the best accepted language is chosen`(header: String, language: Language) {
        #expect(Language(accepting: header) == language)
    }

    @Test(arguments: ["", "fr", "*", "de;q=0", "de;q=x", ";;,,=", "deutsch"])
    func `a header that accepts none of ours chooses none`(header: String) {
        #expect(Language(accepting: header) == nil)
    }

    @Test func `values are filled in once, and a brace that is none stays`() {
        Language.$current.withValue(.german) {
            #expect(Texts.count("count.filler", 1) == "1 Füllwort" && Texts.count("count.filler", 0) == "0 Füllwörter")
            #expect(Texts["desk.none"] == "desk.none")
            #expect(Texts["answers.about", ["query": "{query}"]] == "Antworten zu „{query}“")
            #expect(Texts.problem("decode.empty", "x") == "In der Datei ist kein Ton.")
            #expect(Texts.problem("blob.auth", "x").contains("blob.auth"))
        }
        #expect(Texts.problem("decode.empty", "The file is empty.") == "The file is empty.")
    }
}
