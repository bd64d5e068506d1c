/// Writes HTML with every tag closed and every text escaped.
struct HTMLWriter {
    /// What was written.
    private(set) var text = ""
    /// What stands before every id and every reference to one, so that one page can hold many answers.
    private var scope = ""
    /// How many levels headings are moved down.
    private var depth = 0

    /// Whether what is written is one answer of several.
    var isNested: Bool { depth > 0 }

    /// Writes an answer inside a page of several: ids get a prefix and headings move down a level.
    mutating func nested(_ prefix: String, _ inside: (inout HTMLWriter) -> Void) {
        (scope, depth) = (prefix, 1)
        inside(&self)
        (scope, depth) = ("", 0)
    }

    /// An element with what `inside` writes.
    mutating func element(
        _ name: String,
        _ attributes: KeyValuePairs<String, String> = [:],
        _ inside: (inout HTMLWriter) -> Void
    ) {
        let name = depth > 0 ? Self.lowered[name] ?? name : name
        tag(name, attributes)
        inside(&self)
        text += "</\(name)>"
        if Self.blocks.contains(name) { text += "\n" }
    }

    /// An element with text.
    mutating func element(_ name: String, _ attributes: KeyValuePairs<String, String> = [:], text: String) {
        element(name, attributes) { $0.write(text) }
    }

    /// An element that has no end tag.
    mutating func empty(_ name: String, _ attributes: KeyValuePairs<String, String> = [:]) {
        tag(name, attributes)
    }

    /// An element of SVG without content.
    mutating func shape(_ name: String, _ attributes: KeyValuePairs<String, String>) {
        tag(name, attributes, end: "/>")
    }

    /// Text; nothing in it is markup.
    mutating func write(_ text: String) { self.text += Self.escaped(text) }

    /// Words of this module that are markup already.
    mutating func markup(_ text: StaticString) { self.text += text.description }

    private mutating func tag(_ name: String, _ attributes: KeyValuePairs<String, String>, end: String = ">") {
        text += "<\(name)"
        for (key, value) in attributes { text += " \(key)=\"\(Self.escaped(scoped(key, value)))\"" }
        text += end
    }

    private func scoped(_ key: String, _ value: String) -> String {
        switch key {
        case _ where scope.isEmpty: value
        case "id": scope + value
        case "aria-labelledby": value.split(separator: " ").map { scope + $0 }.joined(separator: " ")
        case "href" where value.first == "#": "#" + scope + value.dropFirst()
        default: value
        }
    }

    private static let lowered = ["h1": "h2", "h2": "h3", "h3": "h4"]

    /// Text as HTML has it: markup characters as references, characters HTML forbids as U+FFFD.
    static func escaped(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0x26: result.append(contentsOf: "&amp;".unicodeScalars)
            case 0x3C: result.append(contentsOf: "&lt;".unicodeScalars)
            case 0x3E: result.append(contentsOf: "&gt;".unicodeScalars)
            case 0x22: result.append(contentsOf: "&quot;".unicodeScalars)
            case 0x27: result.append(contentsOf: "&#39;".unicodeScalars)
            case 0x09, 0x0A: result.append(scalar)
            case 0x0D: result.append("\n")
            case 0..<0x20, 0x7F..<0xA0, 0xFDD0...0xFDEF: result.append("\u{FFFD}")
            case _ where scalar.value & 0xFFFE == 0xFFFE: result.append("\u{FFFD}")
            default: result.append(scalar)
            }
        }
        return String(result)
    }

    private static let blocks: Set<String> = [
        "head", "body", "main", "article", "header", "footer", "nav", "section", "figure", "svg", "table", "thead",
        "tbody", "tr",
        "p", "ul",
        "ol", "li", "dl", "div", "h1", "h2", "h3", "h4", "title", "style", "caption", "figcaption", "blockquote",
        "html",
    ]
}
