import Core

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
