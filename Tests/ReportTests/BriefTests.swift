import Catalogue
import Foundation
import Model
import Testing

@testable import Core
@testable import Report

/// The report of two pages.
@Suite(.timeLimit(.minutes(2)))
struct BriefTests {
    private let renderer = ReportRenderer(fontFolders: [PDFTests.fonts])
    private let headline = "A good answer with gaps, but about 8 fillers a minute."

    @Test(arguments: SampleContent.Kind.allCases)
    func `every kind of content is a valid PDF, its fonts embedded, nothing outside the page`(
        kind: SampleContent.Kind
    ) throws {
        let content = try #require(SampleContent.content(kind))
        let pdf = try renderer.brief(content, headline: headline)
        #expect(try renderer.brief(content, headline: headline) == pdf)
        let check = try Tool.run("qpdf", ["--check", "PDF"], on: pdf)
        #expect(check.code == 0 && !check.output.contains("WARNING"), "\(check.output)")
        #expect(try Tool.outside(pdf).isEmpty)
        #expect(try Tool.text(pdf).contains(content.answer.id.rawValue))
    }

    @Test func `an answer of a minute is two pages of at most 80 kB, without a font of the reader's machine`() throws {
        let pdf = try renderer.brief(try #require(SampleContent.full()), headline: headline)
        #expect(try Tool.pages(pdf) == 2)
        #expect(pdf.count <= 80_000, "\(pdf.count) bytes")
        let fonts = try Tool.run("pdffonts", ["PDF"], on: pdf).output
        #expect(fonts.contains("DebriefSans") || fonts.contains("Debrief"))
        #expect(!fonts.contains("Helvetica"), "\(fonts)")
    }

    @Test func `page one says how it went and what to practise; page two has the words and the criteria`() throws {
        let content = try #require(SampleContent.full())
        let pdf = try renderer.brief(content, headline: headline)
        func page(_ number: String) throws -> String {
            Tool.words(try Tool.run("pdftotext", ["-f", number, "-l", number, "PDF", "-"], on: pdf).output)
                .joined(separator: " ")
        }
        let (first, second) = (try page("1"), try page("2"))
        for part in ["A good answer with gaps", "72 of 100", "Result first", "Keep", "Change", "Longest pause"] {
            #expect(first.contains(part), "\(part)")
        }
        for part in ["What was said", "Point by point", "How reliable is this?", "Heard by", "Structure"] {
            #expect(second.contains(part), "\(part)")
        }
    }

    @Test func `in German the two pages have German words, numbers and dates, and stay two`() throws {
        let content = try #require(SampleContent.full())
        let pdf = try Language.$current.withValue(.german) { try renderer.brief(content, headline: headline) }
        #expect(try Tool.pages(pdf) == 2 && pdf.count <= 80_000)
        let check = try Tool.run("qpdf", ["--check", "PDF"], on: pdf)
        #expect(check.code == 0 && !check.output.contains("WARNING"), "\(check.output)")
        let text = Tool.words(try Tool.text(pdf)).joined(separator: " ")
        for part in [
            "Als Nächstes üben", "Längste Pause", "Beibehalten", "Ändern", "Was gesagt wurde", "Punkt für Punkt",
            "Wie verlässlich ist das?", "Seite 1 von 2", "Wörter in der Minute",
        ] {
            #expect(text.contains(part), "\(part)")
        }
        for part in ["Practise next", "Longest pause", "What was said", "Page 1 of", "of 100 for"] {
            #expect(!text.contains(part), "\(part)")
        }
        let english = Tool.words(try Tool.text(try renderer.brief(content, headline: headline))).joined(separator: " ")
        let months =
            /\d{1,2} (January|February|March|April|May|June|July|August|September|October|November|December) \d{4}/
        #expect(english.firstMatch(of: months) != nil && text.firstMatch(of: months) == nil)
    }

    @Test func `without a score the reason stands below the sentence`() throws {
        let pdf = try renderer.brief(try #require(SampleContent.abstained()), headline: headline)
        let text = Tool.words(try Tool.text(pdf)).joined(separator: " ")
        #expect(text.contains("Only 38 % of the words are certain") && text.contains("Rough words"))
    }
}
