package import Core
package import Database
import FoundationEssentials
package import Model

/// Reads what a re-scoring changed, page by page.
package struct DriftReader: Sendable {
    private static let page = 1_000
    private let store: RescoreStore

    /// A reader of a database.
    package init(_ database: any SQLDatabase) { store = RescoreStore(database) }

    /// What it changed so far.
    ///
    /// - Parameter threshold: the score whose crossings are counted.
    package func table(
        as principal: Principal,
        of rescore: Rescore,
        threshold: Double = DriftTally.usualThreshold
    ) async throws -> DriftTable {
        var tally = DriftTally(threshold: threshold, sample: rescore.sample)
        try await read(as: principal, rescore) { tally.add($0) }
        return tally.table(of: rescore)
    }

    /// Each answer's scores as comma-separated values (RFC 4180): the score and every criterion before and after, what was asked, and
    /// the mean of the people's scores. Answers that failed have a code.
    package func answers(as principal: Principal, of rescore: Rescore) async throws -> String {
        var (lines, criteria): ([(RescoreOutcome, ScoreSummary?, ScoreSummary?)], Set<String>) = ([], [])
        try await read(as: principal, rescore) { outcome in
            let before = outcome.before.flatMap { try? StoredJSON.value(ScoreSummary.self, from: $0) }
            let after = outcome.after.flatMap { try? StoredJSON.value(ScoreSummary.self, from: $0) }
            criteria.formUnion((before?.parts.keys).map(Array.init) ?? [])
            criteria.formUnion((after?.parts.keys).map(Array.init) ?? [])
            lines.append((outcome, before, after))
        }
        let names = criteria.sorted()
        let head =
            ["answer", "before", "after", "change", "human", "code", "role", "language", "question"]
            + names.flatMap { ["before_\($0)", "after_\($0)"] }
        var text = head.joined(separator: ",") + "\r\n"
        for (outcome, before, after) in lines {
            let change = before?.score.flatMap { from in after?.score.map { $0 - from } }
            let fields =
                [
                    outcome.answer.rawValue, number(before?.score), number(after?.score), number(change),
                    number(outcome.human), outcome.code ?? "", quoted(outcome.question?.role),
                    outcome.language ?? "", quoted(outcome.question?.text),
                ] + names.flatMap { [number(before?.parts[$0]?.score), number(after?.parts[$0]?.score)] }
            text += fields.joined(separator: ",") + "\r\n"
        }
        return text
    }

    private func read(as principal: Principal, _ rescore: Rescore, _ take: (RescoreOutcome) -> Void) async throws {
        var last: AnswerID?
        while true {
            let page = try await store.outcomes(as: principal, of: rescore.id, after: last, limit: Self.page)
            for outcome in page { take(outcome) }
            guard page.count == Self.page else { return }
            last = page.last?.answer
        }
    }

    /// With a point, whatever the locale, and at most two decimals.
    private func number(_ value: Double?) -> String {
        guard let value, value.isFinite, abs(value) < 1e9 else { return "" }
        let rounded = (value * 100).rounded() / 100
        return rounded == rounded.rounded() ? String(Int(rounded)) : String(rounded)
    }

    /// A field in quotes; one that a spreadsheet would take for a formula is kept from being one.
    private func quoted(_ text: String?) -> String {
        guard let text else { return "" }
        let isFormula = text.first.map { "=+-@\t\r".contains($0) } ?? false
        return "\"" + ((isFormula ? "'" : "") + text).replacing("\"", with: "\"\"") + "\""
    }
}
