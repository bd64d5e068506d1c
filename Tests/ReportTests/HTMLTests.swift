import Foundation
import Testing

@testable import Core
@testable import Model
@testable import Report

@Suite(.timeLimit(.minutes(1)))
struct HTMLTests {
    private func page(_ kind: SampleContent.Kind) throws -> String {
        HTMLReport.text(for: try #require(SampleContent.content(kind)))
    }

    @Test(arguments: SampleContent.Kind.allCases)
    func `every tag is closed in order and every reference is known`(kind: SampleContent.Kind) throws {
        #expect(try Markup(page(kind)).problems == [])
    }

    @Test(arguments: SampleContent.Kind.allCases)
    func `the same content gives the same page`(kind: SampleContent.Kind) throws {
        #expect(try page(kind) == page(kind))
    }

    @Test(arguments: SampleContent.Kind.allCases)
    func `headings descend by one, ids are unique and links lead somewhere`(kind: SampleContent.Kind) throws {
        check(try Markup(page(kind)))
    }

    @Test func `a page of several answers keeps its headings and ids apart`() throws {
        let series = try #require(SampleContent.series(4))
        let page = HTMLReport.text(for: series)
        let markup = Markup(page)
        #expect(markup.problems == [])
        #expect(markup.tags.count { $0.name == "article" } == 4)
        for content in series.answers { #expect(page.contains(content.answer.id.rawValue)) }
        let parts = markup.tags.compactMap { $0.name == "section" ? $0.attributes["aria-labelledby"] : nil }
        let nested = parts.filter { $0.hasPrefix("answer") }
        #expect(nested.count > 8 && nested.allSatisfy { $0.contains("-top answer") })
        check(markup)
    }

    private func check(_ markup: Markup) {
        let levels = markup.tags.compactMap { tag in
            tag.name.count == 2 && tag.name.first == "h" ? tag.name.last?.wholeNumberValue : nil
        }
        #expect(levels.first == 1 && levels.count { $0 == 1 } == 1)
        for (before, after) in zip(levels, levels.dropFirst()) { #expect(after <= before + 1) }
        let ids = markup.tags.compactMap { $0.attributes["id"] }
        #expect(Set(ids).count == ids.count)
        for tag in markup.tags {
            for key in ["aria-labelledby"] {
                for id in tag.attributes[key]?.split(separator: " ") ?? [] { #expect(ids.contains(String(id))) }
            }
            if let href = tag.attributes["href"], href.first == "#" { #expect(ids.contains(String(href.dropFirst()))) }
        }
    }

    @Test func `tables have captions and scoped headers, drawings a title and a description`() throws {
        let markup = try Markup(page(.full))
        let count = { (name: String) in markup.tags.count { $0.name == name } }
        #expect(count("table") > 6 && count("table") == count("caption"))
        let headers = markup.tags.filter { $0.name == "th" }
        #expect(headers.allSatisfy { ["col", "row"].contains($0.attributes["scope"]) })
        #expect(count("svg") >= 5 && count("svg") == count("desc") && count("svg") == count("figcaption"))
        #expect(markup.tags.filter { $0.name == "svg" }.allSatisfy { $0.attributes["role"] == "img" })
    }

    @Test func `the page runs no script and loads nothing`() throws {
        let markup = try Markup(page(.full))
        let banned: Set<String> = ["script", "link", "img", "iframe", "object", "embed", "base", "form"]
        #expect(markup.tags.allSatisfy { !banned.contains($0.name) })
        #expect(markup.tags.allSatisfy { tag in tag.attributes.keys.allSatisfy { $0 != "src" && !$0.hasPrefix("on") } })
    }

    @Test func `what was said carries its language and hostile tags carry none`() throws {
        var content = try #require(SampleContent.full())
        content.answer.transcript?.language = "pt-BR"
        #expect(HTMLReport.text(for: content).contains("<p lang=\"pt-BR\" dir=\"auto\">"))
        content.answer.transcript?.language = "\"><script>"
        let page = HTMLReport.text(for: content)
        #expect(page.contains("lang=\"und\"") && !page.contains("<script"))
    }

    @Test func `any text is text`() throws {
        let evil = "</p></td><script>alert('x')</script> std::vector<int>, a<b & c \"q\" \u{0}\u{202E}"
        var content = try #require(SampleContent.full(candidate: evil, text: evil, question: evil))
        content.company = evil
        content.interviewer = evil
        content.answer.notes = [evil]
        content.answer.evaluation = SampleContent.evaluation(SampleContent.transcript())
        content.answer.evaluation?.exampleAnswer = evil
        content.answer.evaluation?.criteria[0].title = evil
        content.answer.evaluation?.criteria[0].items[0].comment = evil
        content.answer.evaluation?.strengths[0].text = evil
        content.answer.evaluation?.missedKeywords = [evil]
        content.answer.evaluation?.economy?.cuts[0].text = evil
        content.answer.delivery?.fillers.byWord = [evil: 3]
        content.answer.quality?.issues[0].detail = evil
        content.appendices = [.init(title: evil, text: evil), .init(title: evil, text: "second")]
        content.answerURL = "javascript:alert(1)"
        content.version = evil
        let page = HTMLReport.text(for: content)
        let markup = Markup(page)
        #expect(markup.problems == [])
        #expect(!page.contains("<script") && !page.contains("javascript:") && !page.contains("\u{0}"))
        #expect(page.contains("std::vector&lt;int&gt;, a&lt;b &amp; c"))
        let ids = markup.tags.compactMap { $0.attributes["id"] }
        #expect(Set(ids).count == ids.count)
    }

    @Test func `the page says what the PDF says`() throws {
        let content = try #require(SampleContent.full())
        let pdf = try ReportRenderer(fontFolders: [PDFTests.fonts]).render(content)
        let plain = { (words: [String]) in
            Set(words.map { $0.lowercased().filter { $0.isLetter || $0.isNumber } }.filter { $0.count > 3 })
        }
        let missing = plain(Tool.words(try Tool.text(pdf))).subtracting(
            plain(Markup(HTMLReport.text(for: content)).words)
        )
        // The label above the question, the page numbers and the short id at the foot are for paper.
        #expect(missing.subtracting(["question", "page", "marks", "000001"]) == [])
    }
}
