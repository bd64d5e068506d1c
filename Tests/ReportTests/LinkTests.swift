import Foundation
import Testing

@testable import Model
@testable import Report

@Suite(.timeLimit(.minutes(1)))
struct LinkTests {
    let renderer = ReportRenderer(fontFolders: [PDFTests.fonts])

    @Test func `the answer's id leads to its page`() throws {
        var content = try #require(SampleContent.full())
        content.answerURL = "https://debrief.example/answers/1?x=(1)&y=2"
        let pdf = try renderer.render(content)
        let json = try Tool.run("qpdf", ["--json", "--json-key=qpdf", "PDF"], on: pdf).output
        #expect(json.contains("https://debrief.example/answers/1?x=(1)&y=2"))
        #expect(try Tool.run("qpdf", ["--check", "PDF"], on: pdf).code == 0)
        let page = HTMLReport.text(for: content)
        #expect(page.contains("<a href=\"https://debrief.example/answers/1?x=(1)&amp;y=2\""))
    }

    @Test(arguments: [
        "javascript:alert(1)", "file:///etc/passwd", "https://", "http:", "data:text/html,x", " https://a.example", "",
        "https://a.example/" + String(repeating: "x", count: 3000), "https://a.example/\n/Launch",
    ])
    func `other addresses are no links`(address: String) throws {
        var content = try #require(SampleContent.failed())
        content.answerURL = address
        let json = try Tool.run("qpdf", ["--json", "--json-key=qpdf", "PDF"], on: try renderer.render(content)).output
        #expect(!json.contains("/URI"))
        #expect(!HTMLReport.text(for: content).contains("href=\"\(address.prefix(4))h"))
        #expect(Link(address) == nil)
    }

    @Test func `appendices keep their text, whatever it is`() throws {
        var content = try #require(SampleContent.full())
        let resume = "std::vector<int>, a<b & c\n\n\\(x) %s {{y}} Żółć Ναι تجربة\n" + String(repeating: "W", count: 400)
        content.appendices = [
            .init(title: "Résumé", text: resume), .init(title: "Job description", text: "<b>Senior</b>"),
            .init(title: "Empty", text: " \n"),
        ]
        let text = try Tool.text(try renderer.render(content))
        for part in [
            "Appendix: Résumé", "std::vector<int>, a<b & c", "Żółć Ναι", "Appendix: Job description", "<b>Senior</b>",
        ] {
            #expect(text.contains(part), "\(part)")
        }
        #expect(text.count { $0 == "W" } >= 400)
        #expect(!text.contains("Appendix: Empty"))
    }
}
