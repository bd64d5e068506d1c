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
        /// Removes interviews that were over before a time and have no answer any more.
        package var removeInterviews: @Sendable (Instant) async throws -> Int

        /// What other features know.
        package init(
            needed: @escaping @Sendable ([AnswerID], Instant) async throws -> Set<AnswerID>,
            removeInterviews: @escaping @Sendable (Instant) async throws -> Int
        ) {
            self.needed = needed
            self.removeInterviews = removeInterviews
        }
    }

    /// How long a debrief stays at least, in milliseconds: a reply that waited for it is read from the database once more.
    package static let leastMs = 10_000
    private static let roundMs = 5_000
    private static let batch = 100
    /// How long it waits between rounds, in milliseconds: what is kept for long is looked for less often.
    private var waitMs: Int { min(60_000, max(Self.roundMs, keepMs / 10)) }

    private let store: RetentionStore
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
        store = RetentionStore(database)
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
        var (count, last): (Int, (ended: Instant, id: AnswerID)?) = (0, nil)
        while true {
            let due = try await store.ended(before: end, after: last, limit: Self.batch)
            let needed = try await others.needed(due.map(\.id), end)
            for answer in due where !needed.contains(answer.id) {
                do {
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
            last = due.last
            guard due.count == Self.batch else { break }
        }
        let interviews = try await others.removeInterviews(end)
        if count + interviews > 0 {
            log.info("debriefs removed", metadata: ["answers": "\(count)", "interviews": "\(interviews)"])
        }
        return (count, interviews)
    }
}
