import Core
import WebUI

/// The document as one page: headings, tables and lists that need no script.
package struct DocsPage: Sendable {
    private let document: APIDocument

    /// A page of a document.
    package init(_ document: APIDocument) { self.document = document }

    /// The page.
    ///
    /// - Parameter version: the version of the build.
    package func text(version: String) -> String {
        let chapters = Chapter.allCases.map { chapter in
            let operations = document.operations.filter { $0.chapter == chapter }
            return """
                <section aria-labelledby="\(Self.anchor(chapter.rawValue))">
                <h2 id="\(Self.anchor(chapter.rawValue))">\(chapter.rawValue.escapedMarkup)</h2><p class="soft">\(Self.marked(chapter.meaning))</p>
                \(operations.map(Self.text(of:)).joined(separator: "\n"))
                </section>
                """
        }
        let schemas = document.schemas.map { DocsSchema.section($0.name, $0.schema.node) }
        let body = """
            \(chapters.joined(separator: "\n"))
            <section aria-labelledby="schemas"><h2 id="schemas">Schemas</h2>
            <p class="soft">A name in bold is always there. Later versions add names; none goes away.</p>
            \(schemas.joined(separator: "\n"))
            </section>
            """
        do {
            return try DocsFrame.html(version: version, contents: HTML(markup: contents), chapters: HTML(markup: body))
        } catch {
            preconditionFailure("\(error)")
        }
    }

    private var contents: String {
        let chapters = Chapter.allCases.map { chapter in
            let operations = document.operations.filter { $0.chapter == chapter }.map { operation in
                "<li><a href=\"#\(operation.name)\">\(operation.summary.escapedMarkup)</a></li>"
            }
            return "<li><a href=\"#\(Self.anchor(chapter.rawValue))\">\(chapter.rawValue.escapedMarkup)</a>"
                + "<ul>\(operations.joined())</ul></li>"
        }
        return chapters.joined() + "<li><a href=\"#schemas\">Schemas</a></li>"
    }

    private static func text(of operation: Operation) -> String {
        var parts = [
            "<h3 id=\"\(operation.name)\">\(operation.summary.escapedMarkup)</h3>",
            "<p class=\"address\"><strong>\(operation.method.rawValue.uppercased())</strong> <code>\(operation.path.escapedMarkup)</code></p>",
        ]
        if !operation.more.isEmpty { parts.append("<p>\(marked(operation.more))</p>") }
        if !operation.parameters.isEmpty { parts.append(table(operation.parameters)) }
        if !operation.body.isEmpty {
            let word = operation.isBodyOptional ? "Body, if any" : "Body"
            parts.append("<h4>\(word)</h4><ul>\(operation.body.map(item(of:)).joined())</ul>")
        }
        parts.append("<h4>Replies</h4><dl class=\"replies\">")
        for reply in operation.replies {
            parts.append("<dt>\(reply.status)</dt><dd>\(marked(reply.meaning))\(headers(reply.headers))")
            if !reply.contents.isEmpty { parts.append("<ul>\(reply.contents.map(item(of:)).joined())</ul>") }
            parts.append("</dd>")
        }
        let rows = operation.errorRows
        for status in Set(rows.map(\.status)).sorted() {
            let codes = rows.filter { $0.status == status }.map { row in
                "<a href=\"/docs/errors#\(row.code)\"><code>\(row.code)</code></a>"
            }
            parts.append("<dt>\(status)</dt><dd>\(codes.joined(separator: ", "))</dd>")
        }
        parts.append("</dl>")
        return
            "<article class=\"card\" aria-labelledby=\"\(operation.name)\">\(parts.joined(separator: "\n"))</article>"
    }

    private static func table(_ parameters: [Operation.Parameter]) -> String {
        let rows = parameters.map { parameter in
            let name = "<code>\(parameter.name.escapedMarkup)</code>"
            return "<tr><th scope=\"row\">\(parameter.isNeeded ? "<strong>\(name)</strong>" : name)</th>"
                + "<td>\(parameter.place.rawValue)</td><td>\(DocsSchema.type(parameter.schema.node))</td>"
                + "<td>\(marked(parameter.meaning))</td></tr>"
        }
        return "<table><caption>Parameters; those in bold are needed</caption><thead><tr><th scope=\"col\">Name</th>"
            + "<th scope=\"col\">In</th><th scope=\"col\">Type</th><th scope=\"col\">Meaning</th></tr></thead>"
            + "<tbody>\(rows.joined())</tbody></table>"
    }

    private static func item(of content: Operation.Content) -> String {
        let type = DocsSchema.type(content.schema.node)
        let examples = content.examples.map { example in
            "<details><summary>Example: \(example.name.escapedMarkup)</summary>"
                + "<pre tabindex=\"0\"><code>\(example.value.json.escapedMarkup)</code></pre></details>"
        }
        return
            "<li><code>\(content.type.escapedMarkup)</code>\(type.isEmpty ? "" : ", \(type)")\(examples.joined())</li>"
    }

    private static func headers(_ names: [String]) -> String {
        guard !names.isEmpty else { return "" }
        return
            " <span class=\"soft\">Headers: \(names.map { "<code>\($0.escapedMarkup)</code>" }.joined(separator: ", "))</span>"
    }

    /// Text with what stands between backquotes as code.
    static func marked(_ text: String) -> String {
        text.escapedMarkup.split(separator: "`", omittingEmptySubsequences: false).enumerated()
            .map { $0.offset.isMultiple(of: 2) ? String($0.element) : "<code>\($0.element)</code>" }.joined()
    }

    static func anchor(_ title: String) -> String {
        String(title.lowercased().map { $0.isLetter ? $0 : "-" })
    }
}

/// A schema as tables and short words for the page.
enum DocsSchema {
    /// One schema with its name.
    static func section(_ name: String, _ node: JSONNode) -> String {
        let meaning = node["description"]?.text.map { "<p>\(DocsPage.marked($0))</p>" } ?? ""
        return
            "<article class=\"card\" aria-labelledby=\"schema-\(name)\"><h3 id=\"schema-\(name)\">\(name)</h3>\(meaning)"
            + "\(table(node) ?? "<p>\(type(node))</p>")</article>"
    }

    /// What kind of value it is, in a few words.
    static func type(_ node: JSONNode) -> String {
        if let reference = node["$ref"]?.text, let name = reference.split(separator: "/").last {
            return "<a href=\"#schema-\(name)\">\(name)</a>"
        }
        switch node["type"]?.text {
        case "array": return "list of " + (type(node["items"] ?? .object([:])))
        case "object":
            if let values = node["additionalProperties"], values["type"] != nil || values["$ref"] != nil {
                return "names with " + type(values)
            }
            return "object"
        case "string":
            let words = node["enum"]?.elements.compactMap(\.text) ?? []
            if !words.isEmpty, words.count <= 12 {
                return words.map { "<code>\($0.escapedMarkup)</code>" }.joined(separator: ", ")
            }
            return node["format"]?.text == "date-time" ? "time" : "text\(bounds(node, "Length"))"
        case "integer": return "whole number\(bounds(node, "imum"))"
        case "number": return "number\(bounds(node, "imum"))"
        case "boolean": return "true or false"
        default: return ""
        }
    }

    private static func bounds(_ node: JSONNode, _ suffix: String) -> String {
        func value(_ side: String) -> String? {
            guard case .integer(let value)? = node[side + suffix] else { return nil }
            return String(value)
        }
        return switch (value("min"), value("max")) {
        case (let least?, let most?): ", \(least)–\(most)"
        case (let least?, nil): least == "0" ? "" : ", at least \(least)"
        case (nil, let most?): ", at most \(most)"
        case (nil, nil): ""
        }
    }

    private static func table(_ node: JSONNode) -> String? {
        guard let properties = node["properties"]?.members else { return nil }
        let needed = node["required"]?.elements.compactMap(\.text) ?? []
        let rows = properties.map { property in
            let name = "<code>\(property.name)</code>"
            let meaning = property.value["description"]?.text.map { DocsPage.marked($0) } ?? ""
            // What is written out in place is shown in place.
            let inner = table(property.value) ?? property.value["items"].flatMap { table($0) } ?? ""
            return "<tr><th scope=\"row\">\(needed.contains(property.name) ? "<strong>\(name)</strong>" : name)</th>"
                + "<td>\(type(property.value))</td><td>\(meaning)\(inner)</td></tr>"
        }
        return "<table><thead><tr><th scope=\"col\">Name</th><th scope=\"col\">Type</th>"
            + "<th scope=\"col\">Meaning</th></tr></thead><tbody>\(rows.joined())</tbody></table>"
    }
}
