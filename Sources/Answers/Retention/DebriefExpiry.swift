package import Core
package import Database
import HTTPKit
package import Logging
package import Model
import ServiceLifecycle

/// Keeps nothing of a debrief that was delivered: deletes answers some time after they were done or failed, with their sound, their
/// words, their report and what other features have of them, and then the interviews whose answers are gone. Runs where the API runs, as
/// uploads lie there.
package struct DebriefExpiry: Service {
    /// What other features know of answers.
    package struct Others: Sendable {
        /// Those of some answers that an interview still needs at a time, as it is not over, or was not before that time.
        package var needed: @Sendable ([AnswerID], Instant) async throws -> Set<AnswerID>
        /// Removes what hangs on an answer: its links and what readers and reviewers wrote.
        package var forget: @Sendable (AnswerID) async throws -> Void
        /// Removes interviews that were over before a time and have no answer any more.
        package var removeInterviews: @Sendable (Instant) async throws -> Int

        /// What other features know.
        package init(
            needed: @escaping @Sendable ([AnswerID], Instant) async throws -> Set<AnswerID>,
            forget: @escaping @Sendable (AnswerID) async throws -> Void,
            removeInterviews: @escaping @Sendable (Instant) async throws -> Int
        ) {
            self.needed = needed
            self.forget = forget
            self.removeInterviews = removeInterviews
        }
    }

    /// How long a debrief stays at least, in milliseconds: a reply that waited for it is read from the database once more.
    package static let leastMs = 10_000
    private static let roundMs = 5_000
    private static let batch = 100
    /// How long it waits between rounds, in milliseconds: what is kept for long is looked for less often.
    private var waitMs: Int { min(60_000, max(Self.roundMs, keepMs / 10)) }

    private let database: any SQLDatabase
    private let answers: AnswerService
    private let keepMs: Int
    private let others: Others
    private let clock: PipelineClock
    private let log: Logger

    /// An expiry.
    ///
    /// - Parameter keepMs: how long a debrief stays after it is done, in milliseconds.
    package init(
        _ database: any SQLDatabase,
        answers: AnswerService,
        keepMs: Int,
        others: Others,
        clock: PipelineClock = .system,
        log: Logger
    ) {
        self.database = database
        self.answers = answers
        self.keepMs = max(Self.leastMs, keepMs)
        self.others = others
        self.clock = clock
        self.log = log
    }

    package func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                do { _ = try await round() } catch {
                    guard !Task.isCancelled else { return }
                    log.warning("debriefs that are over cannot be removed", metadata: ["error": "\(error)"])
                }
                guard (try? await clock.sleep(waitMs)) != nil else { return }
            }
        }
    }

    /// Removes what is due.
    ///
    /// - Returns: how many answers and interviews.
    package func round() async throws -> (answers: Int, interviews: Int) {
        let end = clock.instant.advanced(byMs: -keepMs)
        var (count, last): (Int, (Instant, AnswerID)?) = (0, nil)
        while true {
            let due = try await due(before: end, after: last)
            let needed = try await others.needed(due.map(\.id), end)
            for answer in due where !needed.contains(answer.id) {
                do {
                    // What hangs on it first: a crash between leaves an answer, which is found again.
                    try await others.forget(answer.id)
                    try await answers.delete(as: .system, answer.id)
                    count += 1
                } catch let error as WebError where error.kind == .notFound {
                    // Its owner was first.
                } catch  where !(error is CancellationError) {
                    // One that cannot be removed holds up no other; the next round tries it again.
                    log.warning(
                        "a debrief that is over cannot be removed",
                        metadata: ["answer": "\(answer.id)", "error": "\(error)"]
                    )
                }
            }
            last = due.last.map { ($0.finished, $0.id) }
            guard due.count == Self.batch else { break }
        }
        let interviews = try await others.removeInterviews(end)
        if count + interviews > 0 {
            log.info("debriefs removed", metadata: ["answers": "\(count)", "interviews": "\(interviews)"])
        }
        return (count, interviews)
    }

    private func due(
        before end: Instant,
        after last: (Instant, AnswerID)?
    ) async throws -> [(finished: Instant, id: AnswerID)] {
        try await database.read { connection in
            try connection.execute(
                """
                SELECT id, finished_at FROM answers
                WHERE status IN ('done', 'failed') AND finished_at < $1
                    AND (finished_at > $2 OR finished_at = $2 AND id > $3)
                ORDER BY finished_at, id LIMIT $4
                """,
                [
                    .time(end), .time(last?.0 ?? Instant(milliseconds: 0)), .text(last?.1.rawValue ?? ""),
                    .int(Self.batch),
                ]
            ).compactMap { row in
                guard let id = AnswerID(try row.text("id")) else { return nil }
                return (try row.time("finished_at"), id)
            }
        }
    }
}
