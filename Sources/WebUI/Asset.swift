import Catalogue
import FoundationEssentials

/// One file as the build plugin wrote it down.
struct EmbeddedAsset: Sendable {
    var name: String
    var hash: String
    var isBase64: Bool
    var text: StaticString
}

/// A file that pages load: style, script, font, picture. It was a file under `Assets` when the program was built.
package struct Asset: Sendable {
    /// Its path under `Assets`, such as `js/home.js`.
    package let name: String
    /// 16 hexadecimal digits that change whenever a byte of it, or of a file that it names, does.
    package let hash: String
    /// The media type, with its character set for text.
    package let contentType: String
    /// The bytes to send.
    package let bytes: [UInt8]

    /// Where it is found for ever: another version has another address, so that a browser never asks for it again.
    package var address: String { "/assets/\(hash)/\(name)" }

    /// A strong entity tag, quotes included.
    package var entityTag: String { "\"\(hash)\"" }

    /// What `Cache-Control` says of ``address``.
    package static let immutable = "public, max-age=31536000, immutable"

    /// Finds what an address asks for: `/assets/HASH/js/home.js`, or a path under `Assets` alone.
    ///
    /// - Returns: the asset, and whether the address is the immutable one. An address with the hash of another version gives today's file,
    ///   which must then not be kept; nil when there is no such file.
    package static func find(_ path: String) -> (asset: Asset, isImmutable: Bool)? {
        var parts = path.split(separator: "/")
        if parts.first == "assets" { parts.removeFirst() }
        if let asset = all[parts.joined(separator: "/")] { return (asset, false) }
        guard let hash = parts.first, let asset = all[parts.dropFirst().joined(separator: "/")] else { return nil }
        return (asset, asset.hash == hash)
    }

    /// The asset with this name; nil when there is none.
    package static func named(_ name: String) -> Asset? { all[name] }

    /// Every asset by its name. Templates are none: they are filled in before they leave.
    package static let all: [String: Asset] = {
        let assets =
            EmbeddedAssets.all.filter { !$0.name.hasSuffix(".html") }.map(Asset.init)
            + Language.allCases.map(Asset.init)
        return Dictionary(assets.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    }()

    private init(_ embedded: EmbeddedAsset) {
        name = embedded.name
        hash = embedded.hash
        contentType =
            Self.types[embedded.name.split(separator: ".").last.map(String.init) ?? ""] ?? "application/octet-stream"
        let text = embedded.text.description
        bytes = embedded.isBase64 ? Array(Data(base64Encoded: text) ?? Data()) : Array(text.utf8)
    }

    /// The texts of the scripts in a language: the module that every page loads first.
    private init(_ language: Language) {
        let texts = Texts.of(language)
        var words: [String: String] = [:]
        for key in texts.keys where key.hasPrefix("js.") { words[String(key.dropFirst(3))] = texts[key] }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let json = (try? encoder.encode(words)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
        name = "js/words-\(language.code).js"
        bytes = Array("globalThis.debriefWords = \(json);\n".utf8)
        contentType = Self.types["js"] ?? "text/javascript"
        // FNV-1a, 64 bits, as for the files.
        let value = bytes.reduce(UInt64(0xCBF2_9CE4_8422_2325)) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
        let digits = String(value, radix: 16)
        hash = String(repeating: "0", count: 16 - digits.count) + digits
    }

    private static let types = [
        "css": "text/css; charset=utf-8",
        "js": "text/javascript; charset=utf-8",
        "svg": "image/svg+xml",
        "png": "image/png",
        "txt": "text/plain; charset=utf-8",
        "webmanifest": "application/manifest+json",
        "woff2": "font/woff2",
    ]
}
