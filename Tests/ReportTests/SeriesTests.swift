import Foundation
import Model
import Testing

@testable import Core
@testable import Report

@Suite(.timeLimit(.minutes(3)))
struct SeriesTests {
    let renderer = ReportRenderer(fontFolders: [PDFTests.fonts])

    @Test func `a series has an overview and a chapter for each answer, with its sections below`() throws {
        let series = try #require(SampleContent.series(6))
        let pdf = try renderer.render(series)
        let check = try Tool.run("qpdf", ["--check", "PDF"], on: pdf)
        #expect(check.code == 0, "\(check.output)")
        let json = try Tool.run("qpdf", ["--json", "--json-key=outlines", "PDF"], on: pdf).output
        let root = try #require(try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
        let chapters = try #require(root["outlines"] as? [[String: Any]])
        #expect(chapters.map { $0["title"] as? String }.prefix(2) == ["Overview", "1. Question 1: what did you do?"])
        #expect(chapters.count == 7)
        for chapter in chapters.dropFirst() {
            let kids = try #require(chapter["kids"] as? [[String: Any]])
            let titles = kids.compactMap { $0["title"] as? String }
            #expect(titles.first == "Summary" && titles.contains("Transcript") && titles.contains("Audio check"))
        }
        #expect(try renderer.render(series) == pdf)
        let text = try Tool.text(pdf)
        for content in series.answers { #expect(text.contains(content.answer.id.rawValue)) }
        let pages = try Tool.pages(pdf)
        #expect(text.contains("Page \(pages) of \(pages)"))
    }

    @Test func `averages count judged answers only and lower bounds not at all`() throws {
        var series = try #require(SampleContent.series(4, step: 10))
        series.answers[0].answer.delivery?.fillers.perMinute = 2
        series.answers[1].answer.delivery?.fillers.perMinute = 4
        series.answers[2].answer.delivery?.fillers.perMinute = 9
        let measures = SeriesFigures(series).measures
        #expect(measures[0].known == [50, 60, 70] && measures[0].mean == 60)
        #expect(measures[1].values == [2, 4, 9, nil] && measures[1].mean == 5)
        let text = try Tool.run("pdftotext", ["-layout", "-l", "1", "PDF", "-"], on: try renderer.render(series)).output
        #expect(text.contains("no score") && text.contains("3 of 4: judged") && text.contains("60.0"))
    }

    @Test func `two takes are compared figure by figure`() throws {
        let series = try #require(SampleContent.takes())
        let rows = try #require(series.comparison?.rows)
        #expect(rows.first { $0.measure == "Score" }?.change == 14)
        #expect(rows.first { $0.measure == "Words a minute" }?.change == nil)
        // 5.3 is shown before and 2.0 after, so the change shown is theirs.
        #expect(rows.first { $0.measure == "Fillers a minute" }?.change == -3.3)
        let text = try Tool.run("pdftotext", ["-layout", "-l", "1", "PDF", "-"], on: try renderer.render(series)).output
        #expect(text.contains("Two takes compared") && text.contains("+14") && text.contains("-3.3"))
        #expect(Markup(HTMLReport.text(for: series)).problems == [])
    }

    @Test func `a trend needs enough answers and a clear direction`() {
        #expect(Trend([1, 2, 3, 4, 5, 6, 7]) == nil)
        let rising = Trend((0..<10).map { Double($0) * 1.5 })
        #expect(rising?.direction == .rising && rising?.slope == 1.5)
        #expect(Trend((0..<10).map { 80 - Double($0) })?.direction == .falling)
        #expect(Trend([5, 1, 4, 2, 6, 3, 5, 2, 4, 3])?.direction == Trend.Direction.none)
        #expect(Trend(Array(repeating: 4, count: 20))?.direction == Trend.Direction.none)
        #expect(Trend([1, 2, 3, 4, 5, 6, 7, .nan, nil]) == nil)
        #expect(Trend([0, nil, 2, 3, nil, 5, 6, 7, 8, 9])?.slope == 1)
    }

    @Test func `the test statistic is the published one`() {
        // Eight rising values without ties: S = 28, variance 8·7·21/18 = 65.33, z = 27/8.083 = 3.34; two swaps leave 24: 2.85.
        #expect(Trend([1, 2, 3, 4, 5, 6, 7, 8])?.direction == .rising)
        // S = 16 gives z = 15/8.083 = 1.86, below 1.96; S = 18 gives 2.10.
        #expect(Trend([4, 3, 2, 1, 5, 6, 7, 8])?.direction == Trend.Direction.none)
        #expect(Trend([3, 4, 2, 1, 5, 6, 7, 8])?.direction == .rising)
    }

    @Test func `no answers, and answers without anything, still make a report`() throws {
        let empty = SeriesContent(title: "", answers: [], date: SampleContent.date, version: "1")
        let failed = SeriesContent(
            title: "Failed",
            answers: [try #require(SampleContent.failed()), try #require(SampleContent.failed())],
            date: SampleContent.date,
            version: "1"
        )
        for series in [empty, failed] {
            let pdf = try renderer.render(series)
            #expect(try Tool.run("qpdf", ["--check", "PDF"], on: pdf).code == 0)
            #expect(Markup(HTMLReport.text(for: series)).problems == [])
        }
    }

    @Test func `two hundred answers are drawn`() throws {
        let series = try #require(
            SampleContent.series(200, step: 0.2, text: "We fixed it, um, in a day and checked it.")
        )
        let pdf = try renderer.render(series)
        #expect(try Tool.run("qpdf", ["--check", "PDF"], on: pdf).code == 0)
        #expect(try Tool.pages(pdf) > 400)
        #expect(pdf.count < 4_000_000)
        #expect(try Tool.text(pdf).contains("rises by"))
        #expect(SeriesFigures.trend(SeriesFigures(series).measures[0]) == "50 to 90; rises by 0.2 an answer")
    }
}
