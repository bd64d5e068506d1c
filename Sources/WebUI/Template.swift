import Core

/// Text that is markup already. Only code makes one; text of people becomes one through ``init(escaping:)``.
package struct HTML: Sendable, Hashable {
    /// The markup.
    package let text: String

    /// Markup as it stands. Give it literals and what this type made, never text of people.
    package init(markup: String) { text = markup }

    /// Text as markup that shows exactly this text, between tags and within double quotes.
    ///
    /// Escaping goes by Unicode scalars: a quotation mark with a combining accent is one `Character`, and a browser still reads the mark.
    package init(escaping plain: String) {
        text = plain.escapedMarkup
    }

    /// One after the other.
    package static func + (left: HTML, right: HTML) -> HTML { HTML(markup: left.text + right.text) }
}

/// What a name in a template stands for. The type decides about escaping, so that a template cannot forget it.
package enum TemplateValue: Sendable, ExpressibleByStringLiteral, ExpressibleByBooleanLiteral {
    /// Text of people or of the program; escaped where it is put in.
    case text(String)
    /// Markup; put in as it is.
    case html(HTML)
    /// Whether a section is shown.
    case flag(Bool)
    /// A section is shown once for each.
    case list([[String: TemplateValue]])

    package init(stringLiteral value: String) { self = .text(value) }
    package init(booleanLiteral value: Bool) { self = .flag(value) }

    /// Text that may be missing: a section over it is then not shown.
    package static func optional(_ text: String?) -> TemplateValue { text.map { .text($0) } ?? .flag(false) }
}

/// Why a template could not be filled in: a fault of the program, found by the tests of the pages.
package struct TemplateError: Error, CustomStringConvertible {
    package let description: String
}

/// A page with places to fill in, a part of the Mustache language: `{{name}}`, `{{#name}}…{{/name}}` for a list, a flag or a text that is
/// there, `{{^name}}…{{/name}}` for one that is not. A name that has no value is an error and not an empty text.
///
/// The `swift-mustache` package was tried first. It escapes by `Character`, which leaves `"` with a combining accent as it is and so lets a
/// text end the attribute it stands in; and it shows nothing where a name is misspelt.
package struct Template: Sendable {
    private indirect enum Part {
        case text(String)
        case value(String)
        case section(String, isInverted: Bool, [Part])
    }

    private let parts: [Part]

    /// Reads a template.
    package init(_ source: String) throws(TemplateError) {
        var rest = source[...]
        parts = try Self.parse(&rest, until: nil)
    }

    /// Fills it in.
    package func render(_ values: [String: TemplateValue]) throws(TemplateError) -> HTML {
        var out = ""
        try Self.render(parts, [values], into: &out)
        return HTML(markup: out)
    }

    private static func parse(_ rest: inout Substring, until end: String?) throws(TemplateError) -> [Part] {
        var parts: [Part] = []
        while let open = rest.firstRange(of: "{{") {
            parts.append(.text(String(rest[..<open.lowerBound])))
            rest = rest[open.upperBound...]
            guard let close = rest.firstRange(of: "}}") else { throw TemplateError(description: "a {{ has no }}") }
            let tag = rest[..<close.lowerBound]
            rest = rest[close.upperBound...]
            let name = String(tag.drop { "#^/".contains($0) })
            switch tag.first {
            case "#", "^":
                parts.append(.section(name, isInverted: tag.first == "^", try parse(&rest, until: name)))
            case "/":
                guard name == end else { throw TemplateError(description: "{{/\(name)}} ends no section") }
                return parts
            default: parts.append(.value(name))
            }
        }
        guard end == nil else { throw TemplateError(description: "{{#\(end ?? "")}} has no end") }
        parts.append(.text(String(rest)))
        rest = ""
        return parts
    }

    private static func render(_ parts: [Part], _ scopes: [[String: TemplateValue]], into out: inout String)
        throws(TemplateError)
    {
        func value(_ name: String) throws(TemplateError) -> TemplateValue {
            for scope in scopes.reversed() {
                if let value = scope[name] { return value }
            }
            throw TemplateError(description: "nothing is called \(name)")
        }
        for part in parts {
            switch part {
            case .text(let text): out += text
            case .value(let name):
                switch try value(name) {
                case .text(let text): out += HTML(escaping: text).text
                case .html(let html): out += html.text
                case .flag(false): break
                case .flag(true), .list: throw TemplateError(description: "\(name) is no text")
                }
            case .section(let name, let isInverted, let inner):
                var items: [[String: TemplateValue]] =
                    switch try value(name) {
                    case .text(let text): text.isEmpty ? [] : [[:]]
                    case .html(let html): html.text.isEmpty ? [] : [[:]]
                    case .flag(let isShown): isShown ? [[:]] : []
                    case .list(let list): list
                    }
                if isInverted { items = items.isEmpty ? [[:]] : [] }
                for item in items { try render(inner, scopes + [item], into: &out) }
            }
        }
    }
}
