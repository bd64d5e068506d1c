import Answers
import Core
import Database
import FoundationEssentials
import Jobs
import Model
import Rescoring

/// How long what depends on the number of answers takes: medians of many tries, in milliseconds.
struct ScaleTrial {
    private static let tries = 200

    private let database: any SQLDatabase

    /// A trial on a database.
    init(_ database: any SQLDatabase) { self.database = database }

    /// One line for each thing measured.
    func lines() async throws -> [String] {
        let answers = AnswerStore(database)
        let total = try await RescoreStore(database).count(as: .system, RescoreSelection(), before: Instant(Date()))
        let list = try await median { _ = try await answers.list(as: .system, limit: 50) }
        var (claims, starts): ([Double], [Double]) = ([], [])
        for _ in 0..<Self.tries {
            claims.append(try await claim())
            starts.append(try await start())
        }
        let filtered = try await filters()
        return [
            "answers            \(total)", "page of the list   \(Self.text(list)) ms",
            "claim of a job     \(Self.text(Self.middle(claims))) ms",
            "start of a re-scoring with its first four answers  \(Self.text(Self.middle(starts))) ms",
        ] + filtered
    }

    /// A page of each filter that looks into an answer: of what most answers have, and of what none has.
    private func filters() async throws -> [String] {
        let answers = AnswerStore(database)
        var lines: [String] = []
        func page(_ title: String, _ change: (inout AnswerFilter) -> Void) async throws {
            var filter = AnswerFilter()
            change(&filter)
            let spent = try await median(9) { _ = try await answers.list(as: .system, limit: 50, filter: filter) }
            lines.append("page with \(title)  \(Self.text(spent)) ms")
        }
        try await page("language=en-US (all)") { $0.language = "en-US" }
        try await page("language=xx (none)") { $0.language = "xx" }
        try await page("role=none (none)") { $0.role = "none" }
        try await page("status=failed (none)") { $0.status = .failed }
        try await page("rubric=behavioural (all)") { $0.rubric = "behavioural" }
        try await page("rubric=none (none)") { $0.rubric = "none" }
        try await page("question=zzz (none)") { $0.question = "zzz" }
        return lines
    }

    /// Accepts an answer, claims its job under the clock, and removes both.
    private func claim() async throws -> Double {
        let now = Date()
        let submission = Submission(
            id: AnswerID(at: now),
            question: Question(text: "Measured"),
            bytes: 1,
            sha256: "",
            createdAt: now
        )
        let answers = AnswerStore(database)
        try await answers.accept(as: .system, submission)
        let jobs = JobStore.answers(database)
        let spent = try await time {
            _ = try await jobs.claim(1, by: "trial", deadlineMs: 60_000, at: Instant(now).advanced(byMs: 1))
        }
        _ = try await answers.delete(as: .system, submission.id)
        return spent
    }

    private func start() async throws -> Double {
        let (store, database, now) = (RescoreStore(database), database, Instant(Date()))
        let clock = ContinuousClock.now
        let id = try await store.begin(as: .system, RescoreSelection(), RescorePlan(from: .report), at: now).id
        _ = try await RescoreQueue(database).feed(id, at: now)
        let spent = (ContinuousClock.now - clock) / .milliseconds(1)
        try await store.move(as: .system, id, to: .cancelled, at: now)
        return spent
    }

    private func median(_ tries: Int = Self.tries, _ body: () async throws -> Void) async throws -> Double {
        var spent: [Double] = []
        for _ in 0..<tries { spent.append(try await time(body)) }
        return Self.middle(spent)
    }

    private func time(_ body: () async throws -> Void) async throws -> Double {
        let start = ContinuousClock.now
        try await body()
        return (ContinuousClock.now - start) / .milliseconds(1)
    }

    private static func middle(_ numbers: [Double]) -> Double { numbers.sorted()[numbers.count / 2] }

    private static func text(_ milliseconds: Double) -> String {
        let micros = Int((milliseconds * 1_000).rounded())
        let rest = String(micros % 1_000)
        return "\(micros / 1_000)." + String(repeating: "0", count: 3 - rest.count) + rest
    }
}
