import Foundation

/// A strict reader of the HTML we write: tags with their attributes, the words between them, and everything that is wrong.
struct Markup {
    /// A start tag.
    struct Tag {
        var name: String
        var attributes: [String: String]
    }

    private(set) var tags: [Tag] = []
    private(set) var words: [String] = []
    private(set) var problems: [String] = []

    init(_ page: String) {
        let blocks: Set<Substring> = [
            "p", "li", "td", "th", "dt", "dd", "h1", "h2", "h3", "caption", "title", "meter", "time", "text", "desc",
        ]
        var open: [String] = []
        var text = ""
        var before = ""
        var rest = page[...]
        while let start = rest.firstIndex(of: "<") {
            text += rest[..<start]
            guard let end = rest[start...].firstIndex(of: ">") else { problems.append("unclosed <"); break }
            let inside = rest[rest.index(after: start)..<end]
            rest = rest[rest.index(after: end)...]
            if inside.hasPrefix("!") { continue }
            if inside.hasPrefix("/") {
                if open.popLast() != String(inside.dropFirst()) {
                    problems.append("</\(inside.dropFirst())> closes nothing")
                }
                text += blocks.contains(inside.dropFirst()) ? " " : ""
                if inside == "/style" { text = before }
                continue
            }
            let tag = Self.tag(inside)
            if tag.name == "br" { text += " " }
            if tag.name == "style" { before = text }
            if !tag.name.allSatisfy({ $0.isLetter || $0.isNumber }) { problems.append("odd tag <\(inside)>") }
            if inside.last != "/", !["br", "meta"].contains(tag.name) { open.append(tag.name) }
            tags.append(tag)
        }
        text += rest
        if !open.isEmpty { problems.append("open at the end: \(open)") }
        let known = ["&amp;": "&", "&lt;": "<", "&gt;": ">", "&quot;": "\"", "&#39;": "'"]
        for piece in text.split(separator: "&", omittingEmptySubsequences: false).dropFirst() {
            let reference = "&" + piece.prefix { $0 != ";" } + ";"
            if known[reference] == nil { problems.append("unknown reference \(reference.prefix(20))") }
        }
        var plain = text
        for (reference, character) in known where reference != "&amp;" {
            plain = plain.replacing(reference, with: character)
        }
        words = Tool.words(plain.replacing("&amp;", with: "&"))
    }

    private static func tag(_ inside: Substring) -> Tag {
        let name = inside.prefix { !$0.isWhitespace && $0 != "/" }
        var attributes: [String: String] = [:]
        for match in inside.matches(of: /\s([a-zA-Z-]+)="([^"]*)"/) {
            attributes[String(match.output.1)] = String(match.output.2)
        }
        return Tag(name: String(name), attributes: attributes)
    }
}
