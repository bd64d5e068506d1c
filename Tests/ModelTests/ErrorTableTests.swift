import Core
import Foundation
import Testing

@Suite(.timeLimit(.minutes(1)))
struct ErrorTableTests {
    /// The docs page as it must be.
    private static var page: String {
        var text = """
            # Errors

            Every code a client can meet, with its HTTP status and what a worker does about it.

            Errors leave the service as `application/problem+json` (RFC 9457) with `code` and `requestId`. `never` means that the same
            input gives the same error; `backoff` that a worker tries again by itself; `later` that the upstream said when to come back.

            | code | status | retry | meaning |
            |---|---|---|---|

            """
        for row in ErrorTable.rows {
            text += "| `\(row.code)` | \(row.status) | \(row.retry.rawValue) | \(row.meaning) |\n"
        }
        return text
    }

    @Test func `the docs page is the table`() throws {
        let url = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../Sources/debrief/debrief.docc/Errors.md").standardized
        if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] == "1" {
            try Self.page.write(to: url, atomically: true, encoding: .utf8)
        }
        #expect(try String(contentsOf: url, encoding: .utf8) == Self.page)
    }

    @Test func `codes are unique and statuses are errors`() {
        #expect(Set(ErrorTable.rows.map(\.code)).count == ErrorTable.rows.count)
        #expect(ErrorTable.rows.allSatisfy { (400...599).contains($0.status) })
        #expect(ErrorTable.row("nonsense").status == 500)
    }
}
