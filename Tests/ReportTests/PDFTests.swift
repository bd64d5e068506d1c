import Foundation
import Model
import Testing

@testable import Core
@testable import Report

@Suite(.timeLimit(.minutes(2)))
struct PDFTests {
    static let fonts = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "config/fonts")
    let renderer = ReportRenderer(fontFolders: [fonts])

    @Test(arguments: SampleContent.Kind.allCases)
    func `every kind of content is a valid PDF that says whose it is`(kind: SampleContent.Kind) throws {
        let content = try #require(SampleContent.content(kind))
        let pdf = try renderer.render(content)
        let check = try Tool.run("qpdf", ["--check", "PDF"], on: pdf)
        #expect(check.code == 0, "\(check.output)")
        #expect(!check.output.contains("WARNING"))
        let text = try Tool.text(pdf)
        #expect(text.contains(content.answer.id.rawValue))
        #expect(text.contains("Debrief \(content.version)"))
        let pages = try Tool.pages(pdf)
        #expect(pages > 0 && text.contains("Page \(pages) of \(pages)"))
    }

    @Test(arguments: SampleContent.Kind.allCases)
    func `the same content gives the same bytes, from any renderer`(kind: SampleContent.Kind) throws {
        let content = try #require(SampleContent.content(kind))
        let first = try renderer.render(content)
        #expect(try renderer.render(content) == first)
        #expect(try ReportRenderer(fontFolders: [Self.fonts]).render(content) == first)
    }

    @Test func `title, date and outline describe the report`() throws {
        let pdf = try renderer.render(try #require(SampleContent.full()))
        let info = try Tool.run("pdfinfo", ["-isodates", "PDF"], on: pdf).output
        #expect(info.contains("Interview debrief: Ada Lindqvist"))
        #expect(info.contains("CreationDate:    2026-11-21T"))
        #expect(info.contains("A4"))
        let json = try Tool.run("qpdf", ["--json", "--json-key=outlines", "PDF"], on: pdf).output
        for title in ["Summary", "Timeline", "Delivery in numbers", "Fillers", "Transcript", "Rubric", "Audio check"] {
            #expect(json.contains("\"\(title)\""), "\(title)")
        }
    }

    @Test func `every page has its number and the running header`() throws {
        let pdf = try renderer.render(try #require(SampleContent.full()))
        let pages = try Tool.pages(pdf)
        #expect(pages >= 3)
        for page in 1...pages {
            let text = try Tool.run("pdftotext", ["-f", "\(page)", "-l", "\(page)", "PDF", "-"], on: pdf).output
            #expect(text.contains("Page \(page) of \(pages)"))
            if page > 1 { #expect(text.contains("Interview debrief: Ada Lindqvist")) }
        }
    }

    @Test func `page one answers how it went, what to practise, what to keep and what to change`() throws {
        let pdf = try renderer.render(try #require(SampleContent.full()))
        let text = try Tool.run("pdftotext", ["-l", "1", "PDF", "-"], on: pdf).output.filter { !$0.isNewline }
        for part in [
            "72", "68–76", "Result first", "Keep", "Change", "Words a minute", "Senior Backend engineer", "Northwind",
            "R. Osei",
        ] {
            #expect(text.contains(part), "\(part)")
        }
    }

    @Test func `the judge's findings are all there with quotes, comments and times`() throws {
        let content = try #require(SampleContent.full())
        let text = Tool.words(try Tool.text(try renderer.render(content))).joined(separator: " ")
        let evaluation = try #require(content.answer.evaluation)
        for criterion in evaluation.criteria {
            #expect(text.contains(criterion.title))
            for item in criterion.items {
                let found = Tool.words(item.text).allSatisfy(text.contains)
                #expect(found, "\(item.text)")
                #expect(item.comment.isEmpty || text.contains(item.comment), "\(item.comment)")
            }
        }
        for term in evaluation.missedKeywords { #expect(text.contains(term)) }
        #expect(text.contains("An example to learn from"))
        #expect(text.contains("2 remarks dropped"))
        #expect(text.contains("Practice estimate: 74 %") && text.contains("not a hiring decision"))
        #expect(text.contains("Against the ideal answer: 1 of 2 points"))
        #expect(text.contains("It took too long.") && text.contains("rubric 0123456789abcdef"))
    }

    @Test func `an answer without a score gives the reason in its place`() throws {
        let content = try #require(SampleContent.abstained())
        let text = Tool.words(try Tool.text(try renderer.render(content))).joined(separator: " ")
        #expect(text.contains("No score"))
        #expect(text.contains("Only 38 % of the words are certain"))
        #expect(text.contains("Rough transcript"))
        #expect(text.contains("transcribe.engine"))
        #expect(text.contains("about \(content.answer.delivery?.fillers.total ?? 0)"))
    }

    @Test func `emotion appears only when there is one, apart and with its limits`() throws {
        var content = try #require(SampleContent.full())
        #expect(!(try Tool.text(try renderer.render(content)).contains("emotion")))
        content.answer.emotion = Emotion(
            engine: "voice-endpoint",
            primary: "calm",
            score: 71,
            rating: "High",
            probabilities: ["calm": 0.71, "happy": 0.29],
            note: "The endpoint is not validated."
        )
        let text = try Tool.text(try renderer.render(content))
        #expect(text.contains("Private appendix: voice emotion"))
        #expect(text.contains("Not validated"))
        #expect(text.contains("71 %"))
    }
}
