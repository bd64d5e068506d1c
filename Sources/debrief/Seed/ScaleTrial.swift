import FoundationEssentials
import Interview
import Storage

/// How long what depends on the number of answers takes: medians of many tries, in milliseconds.
struct ScaleTrial {
    private static let tries = 200

    private let database: any Database

    /// A trial on a database.
    init(_ database: any Database) { self.database = database }

    /// One line for each thing measured.
    func lines() async throws -> [String] {
        let answers = AnswerStore(database)
        let total = try await RescoreStore(database).count(RescoreSelection(), before: Instant(Date()))
        let list = try await median { _ = try await answers.list(limit: 50) }
        var (claims, starts): ([Double], [Double]) = ([], [])
        for _ in 0..<Self.tries {
            claims.append(try await claim())
            starts.append(try await start())
        }
        return [
            "answers            \(total)", "page of the list   \(Self.text(list)) ms",
            "claim of a job     \(Self.text(Self.middle(claims))) ms",
            "start of a re-scoring with its first four answers  \(Self.text(Self.middle(starts))) ms",
        ]
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
        try await answers.accept(submission)
        let jobs = JobStore(database)
        let spent = try await time {
            _ = try await jobs.claim(1, by: "trial", deadlineMs: 60_000, at: Instant(now).advanced(byMs: 1))
        }
        _ = try await answers.delete(submission.id)
        return spent
    }

    private func start() async throws -> Double {
        let (store, database, now) = (RescoreStore(database), database, Instant(Date()))
        let clock = ContinuousClock.now
        let id = try await store.begin(RescoreSelection(), RescorePlan(from: .report), at: now).id
        _ = try await RescoreQueue(database, of: id).claim(by: "trial", leaseMs: 1, at: now)
        let spent = (ContinuousClock.now - clock) / .milliseconds(1)
        try await store.move(id, to: .cancelled, at: now)
        try await store.remove(id)
        return spent
    }

    private func median(_ body: () async throws -> Void) async throws -> Double {
        var spent: [Double] = []
        for _ in 0..<Self.tries { spent.append(try await time(body)) }
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
