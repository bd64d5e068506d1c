import Foundation
import Model
import Report
import Testing

@Suite(.timeLimit(.minutes(1)))
struct DriftReportTests {
    private func drift(criteria: Int) -> DriftTable {
        let rows = (0...criteria).map { index in
            DriftTable.Row(
                id: index == 0 ? "score" : "c\(index)",
                title: index == 0 ? "Score" : "Criterion \(index)",
                count: 1_000,
                meanBefore: 61.25,
                meanAfter: 57.04,
                meanChange: -4.21,
                spread: 3.3,
                up: 100,
                down: 800
            )
        }
        return DriftTable(
            id: "rsc_0",
            date: Date(timeIntervalSince1970: 1_790_000_000),
            answers: 1_000,
            failed: 2,
            gained: 0,
            lost: 0,
            before: [DriftTable.Judge(name: "gemini · gemini-3.8-flash · general v1", count: 1_000)],
            after: [DriftTable.Judge(name: "gemini · gemini-3.8-flash · general v2", count: 1_000)],
            rows: rows,
            movers: [DriftTable.Mover(answer: "ans_1", before: 80, after: 41.5)]
        )
    }

    @Test func `what changed is one page, the same bytes each time`() throws {
        let pdf = try ReportRenderer().render(drift(criteria: 6), version: "1")
        #expect(pdf.starts(with: Array("%PDF-".utf8)))
        #expect(try ReportRenderer().render(drift(criteria: 6), version: "1") == pdf)
        let text = String(decoding: pdf, as: UTF8.self)
        #expect(text.contains("/Count 1"), "One page.")
    }

    @Test func `a long rubric goes on over the page`() throws {
        let pdf = try ReportRenderer().render(drift(criteria: 120), version: "1")
        #expect(!String(decoding: pdf, as: UTF8.self).contains("/Count 1\n"))
    }
}
