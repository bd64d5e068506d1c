/// Writes HTML with every tag closed and every text escaped.
struct HTMLWriter {
    /// What was written.
    private(set) var text = ""

    /// An element with what `inside` writes.
    mutating func element(
        _ name: String,
        _ attributes: KeyValuePairs<String, String> = [:],
        _ inside: (inout HTMLWriter) -> Void
    ) {
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
        for (key, value) in attributes { text += " \(key)=\"\(Self.escaped(value))\"" }
        text += end
    }

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
        "head", "body", "main", "header", "footer", "nav", "section", "figure", "svg", "table", "thead", "tbody", "tr",
        "p", "ul",
        "ol", "li", "dl", "div", "h1", "h2", "h3", "title", "style", "caption", "figcaption", "blockquote", "html",
    ]
}
