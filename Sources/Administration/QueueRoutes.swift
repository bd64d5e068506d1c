package import Accounts
import Answers
import Catalogue
import Core
package import Database
import FoundationEssentials
package import HTTPKit
import HTTPTypes
import Hummingbird
import Model
package import WebUI

/// The page at `/people/queue`: jobs by kind and state, those that were given up, and what re-scorings changed. It shows counts, codes and
/// identifiers, no content.
package struct QueueRoutes: Sendable {
    private static let shownFailures = 50

    private let database: any SQLDatabase
    private let accounts: AccountService
    private let rescorings: @Sendable () async throws -> [QueuePage.Rescoring]

    /// The page of a database.
    ///
    /// - Parameter rescorings: the newest re-scorings.
    package init(
        _ database: any SQLDatabase,
        accounts: AccountService,
        rescorings: @escaping @Sendable () async throws -> [QueuePage.Rescoring]
    ) {
        self.database = database
        self.accounts = accounts
        self.rescorings = rescorings
    }

    /// Registers the routes.
    package func add(to routes: Routes) {
        routes.page("/people/queue", needs: .permission(.peopleManage)) { request, context in
            try (try context.signedIn).require(.peopleManage)
            let done = request.uri.queryParameters["done"].map(String.init)
            return try await page { page in
                page.notice = done.flatMap { Texts.of(.current).find("queue.done.\($0)") }
            }
        }
        routes.page("/people/queue/retry", .post, needs: .permission(.peopleManage), costs: .writes) {
            request,
            context in
            let principal = try context.signedIn
            try principal.require(.peopleManage)
            let form = try await FormBody.read(request)
            guard let id = form["id"].flatMap({ AnswerID($0) }), try await retry(as: principal, id) else {
                let error = WebError(.notFound, "This is not there any more, or is worked on already.")
                return try await page(status: .notFound) { $0.error = Texts.problem(error.code, error.message) }
            }
            return AccountWeb.redirect("/people/queue?done=retry")
        }
    }

    /// Has a failed answer worked on again: what it was given is not looked at, and its owner sees who did so in the log.
    private func retry(as principal: Principal, _ id: AnswerID) async throws -> Bool {
        let now = accounts.instant
        guard try await isFailed(id), try await AnswerStore(database).workAgain(on: id, at: now) else { return false }
        _ = try await database.write { connection in
            let owner = try connection.execute("SELECT owner FROM answers WHERE id = $1", [.text(id.rawValue)]).first
            try AuditLog.add(
                as: principal,
                .answerRetried,
                on: id.rawValue,
                of: try owner?.text("owner"),
                at: now,
                in: connection
            )
        }
        return true
    }

    /// Whether an answer failed of itself: one that its owner cancelled stays cancelled.
    private func isFailed(_ id: AnswerID) async throws -> Bool {
        try await database.read { connection in
            try !connection.execute(
                """
                SELECT id FROM answers WHERE id = $1 AND status = 'failed'
                    AND (problem_code IS NULL OR problem_code <> 'job.cancelled')
                """,
                [.text(id.rawValue)]
            ).isEmpty
        }
    }

    private func page(
        status: HTTPResponse.Status = .ok,
        _ change: (inout QueuePage) -> Void
    ) async throws -> Response {
        var page = QueuePage()
        (page.kinds, page.failures) = try await queue()
        page.rescorings = try await rescorings()
        change(&page)
        return AccountWeb.page(try page.html(), status: status)
    }

    private struct Count {
        var waiting = 0
        var running = 0
        var done = 0
        var failed = 0
        var oldest: Date?
    }

    private func queue() async throws -> ([QueuePage.Kind], [QueuePage.Failure]) {
        try await database.read { connection in
            var counts: [String: Count] = [:]
            for row in try connection.execute(
                "SELECT kind, state, COUNT(*) AS number, MIN(run_after) AS oldest FROM jobs GROUP BY kind, state"
            ) {
                let number = try row.int("number")
                var count = counts[try row.text("kind")] ?? Count()
                switch try row.text("state") {
                case "available", "retryable":
                    count.waiting += number
                    let oldest = try row.optionalTime("oldest")?.date
                    count.oldest = [count.oldest, oldest].compactMap(\.self).min()
                case "running": count.running += number
                case "completed": count.done += number
                case "discarded": count.failed += number
                // Cancelled by the owner: nothing failed.
                default: break
                }
                counts[try row.text("kind")] = count
            }
            let kinds = counts.sorted { $0.key < $1.key }.map { name, count in
                QueuePage.Kind(
                    name: name,
                    waiting: count.waiting,
                    running: count.running,
                    done: count.done,
                    failed: count.failed,
                    oldest: count.oldest
                )
            }
            // Of the jobs of an answer the newest says where it stands.
            let failures = try connection.execute(
                """
                SELECT j.kind, j.subject, j.last_error, j.finished_at FROM jobs j
                WHERE j.state = 'discarded' AND (j.kind <> 'answer' OR EXISTS (
                    SELECT 1 FROM answers a WHERE a.id = j.subject AND a.status = 'failed' AND a.problem_code <> 'job.cancelled'
                ) AND NOT EXISTS (
                    SELECT 1 FROM jobs n WHERE n.subject = j.subject AND n.kind = j.kind AND n.id > j.id
                ))
                ORDER BY j.finished_at DESC, j.id LIMIT \(Self.shownFailures)
                """
            ).compactMap { row -> QueuePage.Failure? in
                guard let at = try row.optionalTime("finished_at") else { return nil }
                let kind = try row.text("kind")
                return QueuePage.Failure(
                    kind: kind,
                    subject: try row.text("subject"),
                    code: try row.optionalText("last_error") ?? "internal",
                    at: at.date,
                    isAnswer: kind == "answer"
                )
            }
            return (kinds, failures)
        }
    }
}
