import Foundation
import Testing

@testable import WebUI

/// The files fit together. What they do is tried in Tests/BrowserTests.
@Suite(.timeLimit(.minutes(1)))
struct AssetTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../Sources/WebUI/Assets").standardized

    private func text(_ asset: Asset) -> String { String(decoding: asset.bytes, as: UTF8.self) }
    private var modules: [(name: String, text: String)] {
        Asset.all.values.filter { $0.name.hasSuffix(".js") }.map { ($0.name, text($0)) }
    }

    @Test func `every file under Assets is compiled in`() throws {
        let files = try FileManager.default.subpathsOfDirectory(atPath: Self.folder.path).filter { $0.contains(".") }
        #expect(files.count == EmbeddedAssets.all.count)
        for name in files where !name.hasSuffix(".html") {
            let asset = try #require(Asset.named(name), "\(name)")
            let bytes = try Data(contentsOf: Self.folder.appending(path: name))
            // References become longer, and scripts lose their comments.
            if !name.hasSuffix(".js") { #expect(asset.bytes.count >= bytes.count, "\(name)") }
            if name.hasSuffix(".woff2") || name.hasSuffix(".png") { #expect(Data(asset.bytes) == bytes, "\(name)") }
        }
    }

    @Test func `an asset is found by its immutable address, by an old one, and by its name`() throws {
        let asset = try #require(Asset.named("css/debrief.css"))
        let exact = try #require(Asset.find(asset.address))
        #expect(exact.isImmutable && exact.asset.contentType == "text/css; charset=utf-8")
        let old = try #require(Asset.find("/assets/0123456789abcdef/css/debrief.css"))
        #expect(!old.isImmutable && old.asset.hash == asset.hash)
        #expect(Asset.find("css/debrief.css")?.isImmutable == false)
        for wrong in ["/assets/x/nothing.js", "/assets/", "", "/assets/../Package.swift", "templates/home.html"] {
            #expect(Asset.find(wrong) == nil, "\(wrong)")
        }
    }

    @Test func `every reference in a file is the immutable address of another`() {
        for asset in Asset.all.values where asset.contentType.contains("charset") || asset.name.hasSuffix("manifest") {
            for match in text(asset).matches(of: /"(\/assets\/[^"]+)"/) {
                #expect(Asset.find(String(match.1))?.isImmutable == true, "\(asset.name): \(match.1)")
            }
            #expect(text(asset).firstMatch(of: /from "\.|url\("\./) == nil, "\(asset.name)")
        }
    }

    @Test func `every import is an export of the module it names`() throws {
        for (name, text) in modules {
            for match in text.matches(of: /import \{([^}]+)\} from "([^"]+)"/) {
                let from = self.text(try #require(Asset.find(String(match.2))?.asset))
                for word in match.1.split(separator: ",") {
                    let wanted = word.trimmingCharacters(in: .whitespaces)
                    let isThere = ["function \(wanted)(", "const \(wanted) =", "class \(wanted) "].contains {
                        from.contains("export \($0)") || from.contains("export async \($0)")
                    }
                    #expect(isThere, "\(name) wants \(wanted) of \(match.2)")
                }
            }
        }
    }

    @Test func `nothing is inline, from elsewhere, or read as markup`() {
        for (name, text) in modules {
            #expect(
                !text.contains("innerHTML") && !text.contains("insertAdjacentHTML") && !text.contains("eval("),
                "\(name)"
            )
            #expect(text.firstMatch(of: /https?:\/\//) == nil, "\(name)")
        }
        for template in EmbeddedAssets.all where template.name.hasSuffix(".html") {
            let source = template.text.description
            #expect(
                source.firstMatch(of: /<script(?! type="module" src=)|<style|\son\w+=|\sstyle=|https?:\/\//) == nil,
                "\(template.name)"
            )
        }
    }

    @Test func `a first visit stays small`() throws {
        let scripts = try loaded(by: "home").values.reduce(0, +)
        let words = try #require(Asset.named("js/words-en.js")).bytes.count
        let fonts = Asset.all.values.filter { $0.name.hasSuffix(".woff2") }.reduce(0) { $0 + $1.bytes.count }
        let style = try #require(Asset.named("css/debrief.css")).bytes.count
        let page = try HomePage().html().utf8.count
        #expect(
            scripts + words + fonts + style + page < 175_000,
            "\(scripts) + \(words) + \(fonts) + \(style) + \(page) bytes before compression"
        )
    }

    @Test(
        arguments: [
            "home", "interview", "answer-page", "answers-page", "compare-page", "interviews", "questions", "docs",
        ]
    )
    func `no page loads more than 60 kB of modules, and only those that record load the recorder`(page: String) throws {
        let loaded = try loaded(by: page)
        let bytes = loaded.values.reduce(0, +)
        #expect(bytes <= 60_000, "\(page): \(bytes) bytes")
        #expect((loaded["js/recorder.js"] != nil) == ["home", "interview"].contains(page), "\(page)")
    }

    /// The bytes of the modules that a page loads before anything is pressed, by name.
    private func loaded(by page: String) throws -> [String: Int] {
        var (wanted, loaded): ([String], [String: Int]) = (["js/\(page).js"], [:])
        while let name = wanted.popLast() {
            let module = try #require(Asset.named(name), "\(name)")
            guard loaded.updateValue(module.bytes.count, forKey: name) == nil else { continue }
            for match in text(module).matches(of: /(?:from|import) "([^"]+)"/) {
                wanted.append(try #require(Asset.find(String(match.1))?.asset.name))
            }
        }
        return loaded
    }
}
