import Testing

@testable import WebUI

@Suite(.timeLimit(.minutes(1)))
struct TemplateTests {
    @Test func `text is escaped and markup is not`() throws {
        let template = try Template("<p title=\"{{title}}\">{{body}}</p>")
        let html = try template.render(["title": "\"><script>", "body": .html(HTML(markup: "<b>x</b>"))])
        #expect(html.text == "<p title=\"&quot;&gt;&lt;script&gt;\"><b>x</b></p>")
    }

    @Test(arguments: ["\"\u{301} onfocus=x", "<\u{301}script>", "&\u{20E3}", "'\u{FE0F}"])
    func `a mark with a combining accent does not end an attribute`(text: String) {
        let escaped = HTML(escaping: text).text.unicodeScalars
        #expect(!escaped.contains { "\"<'".unicodeScalars.contains($0) })
    }

    @Test func `sections go over lists, flags and texts that are there`() throws {
        let template = try Template(
            "{{#all}}[{{name}}{{outer}}]{{/all}}{{^all}}none{{/all}}{{#is}}yes{{/is}}{{#note}}({{note}}){{/note}}"
        )
        let filled = try template.render([
            "all": .list([["name": "a"], ["name": "b"]]), "outer": "!", "is": true, "note": "n",
        ])
        #expect(filled.text == "[a!][b!]yes(n)")
        #expect(
            try template.render(["all": .list([]), "outer": "", "is": false, "note": .optional(nil)]).text == "none"
        )
    }

    @Test(arguments: ["{{a}}{{missing}}", "{{#a}}x", "{{/a}}", "{{a", "{{#a}}{{/b}}"])
    func `a template that is wrong is an error`(source: String) {
        #expect(throws: TemplateError.self) { try Template(source).render(["a": "x"]) }
    }
}
