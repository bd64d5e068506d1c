import Core
import Foundation
import Model
import Testing

@testable import Report

@Suite(.timeLimit(.minutes(1)))
struct HostileNumberTests {
    let renderer = ReportRenderer(fontFolders: [PDFTests.fonts])

    @Test func `numbers that make no sense never crash a report`() throws {
        var content = try #require(SampleContent.full())
        content.answer.evaluation?.score = .nan
        content.answer.evaluation?.range = ScoreRange(low: -1e300, high: .infinity)
        content.answer.evaluation?.criteria[0].score = .infinity
        content.answer.delivery?.wordsPerMinute = .infinity
        content.answer.delivery?.paceCurve = [
            Delivery.PacePoint(startMs: .min, endMs: .max, wordsPerMinute: .nan),
            Delivery.PacePoint(startMs: .max, endMs: .min, wordsPerMinute: 1e300),
            Delivery.PacePoint(startMs: 0, endMs: 5, wordsPerMinute: -4),
        ]
        content.answer.delivery?.fillers.items[0].range = TextRange(start: -5, end: .max)
        content.answer.delivery?.fillers.items[1].range = TextRange(start: .max, end: .min)
        content.answer.delivery?.fillers.items[1].startMs = .min
        content.answer.delivery?.pauses.items.append(Pauses.Item(startMs: 4, endMs: 3, place: .unknown))
        content.acoustics?.levelsDb = [.nan, -.infinity, .infinity, 3, 4, 5]
        content.acoustics?.waveform = [-5, 1000, .max, .min]
        content.acoustics?.pitch?.medianHz = .nan
        content.acoustics?.curveStepMs = 0
        content.date = Date(timeIntervalSince1970: .infinity)
        let pdf = try renderer.render(content)
        #expect(try Tool.run("qpdf", ["--check", "PDF"], on: pdf).code == 0)
        #expect(Markup(HTMLReport.text(for: content)).problems == [])
        let takes = SeriesContent(
            title: "Takes",
            answers: [content, content],
            comparison: TakeComparison(from: content.answer, to: content.answer),
            date: content.date,
            version: "1"
        )
        #expect(try Tool.run("qpdf", ["--check", "PDF"], on: try renderer.render(takes)).code == 0)
        #expect(Markup(HTMLReport.text(for: takes)).problems == [])
    }

    @Test(arguments: [0, 1, 99, 1_000, 59_999, 3_600_000, 36_000_000])
    func `a recording of any length has a timeline`(durationMs: Int) throws {
        var content = try #require(SampleContent.full())
        content.acoustics?.durationMs = durationMs
        let pdf = try renderer.render(content)
        #expect(try Tool.run("qpdf", ["--check", "PDF"], on: pdf).code == 0)
        #expect(try Tool.text(pdf).contains("Timeline") == (durationMs > 0))
    }

    @Test(arguments: [
        (0, "1 January 1970"), (951_782_400, "29 February 2000"), (1_795_228_800, "21 November 2026"),
        (4_107_542_400, "1 March 2100"),
    ])
    func `dates are calendar dates in UTC`(seconds: Int, text: String) {
        #expect(CivilDate(Date(timeIntervalSince1970: Double(seconds))).text == text)
    }

    @Test func `figures are rounded to the nearest and never trap`() {
        #expect(Figures.whole(72.5) == "73")
        #expect(Figures.whole(.nan) == "–")
        #expect(Figures.whole(1e300) == "1000000000000")
        #expect(Figures.tenths(-21.44) == "-21.4")
        #expect(Figures.tenths(-0.04) == "0.0")
        #expect(Figures.clock(59_999) == "0:59")
        #expect(Figures.clock(3_661_000) == "1:01:01")
        #expect(Figures.moment(61_250) == "1:01.2")
    }
}
