import ArgumentParser
import Core
import FoundationEssentials
import Model
import Rescoring

/// What pauses a re-scoring by itself.
struct RescoreThresholdOptions: ParsableArguments {
    @Option(help: "Pause when a larger share of answers fails, 0 to 1.")
    var maxFailed: Double?

    @Option(help: "Pause when the judge abstains on a larger share of answers, 0 to 1.")
    var maxAbstained: Double?

    @Option(help: "Pause when the mean score changes by more points, up or down.")
    var maxDrift: Double?

    /// Refuses what is no threshold.
    func check(sample: Int?) throws {
        guard (0...1).contains(maxFailed ?? 0), (0...1).contains(maxAbstained ?? 0) else {
            throw ValidationError("--max-failed and --max-abstained want a share from 0 to 1.")
        }
        guard (0...100).contains(maxDrift ?? 0) else { throw ValidationError("--max-drift wants 0 to 100.") }
        guard (1...RescoreSample.most).contains(sample ?? 1) else {
            throw ValidationError("--sample wants 1 to \(RescoreSample.most).")
        }
    }
}

/// What is done with the results of a re-scoring.
struct RescoreResultOptions: ParsableArguments {
    @Option(help: "Make the results of a shadow count, or those of one that was rolled back.")
    var apply: String?

    @Option(help: "Remove the results of a shadow.")
    var discard: String?

    @Option(help: "Make the results before a re-scoring count again, without a call.")
    var rollback: String?

    @Option(help: "List the answers of a re-scoring that failed, with id and code.")
    var failures: String?

    @Option(help: "Print each answer's scores before and after a re-scoring as CSV.")
    var answers: String?

    /// Does what was asked for.
    ///
    /// - Returns: whether anything was.
    func run(_ premises: Premises) async throws -> Bool {
        if let apply {
            try await place(apply, .applying, premises)
        } else if let discard {
            try await place(discard, .discarding, premises)
        } else if let rollback {
            try await place(rollback, .rollingBack, premises)
        } else if let failures {
            try await list(failures, premises)
        } else if let answers {
            let rescore = try await find(answers, premises)
            Console.print(try await DriftReader(premises.database).answers(as: .system, of: rescore))
        } else {
            return false
        }
        return true
    }

    /// The id of a re-scoring.
    static func id(_ text: String) throws -> RescoreID {
        guard let id = RescoreID(text) else { throw ValidationError("\"\(text)\" is no re-scoring's id.") }
        return id
    }

    private func find(_ text: String, _ premises: Premises) async throws -> Rescore {
        guard let rescore = try await premises.rescores.find(as: .system, try Self.id(text)) else {
            throw MissingRescore(id: text)
        }
        return rescore
    }

    private func place(_ text: String, _ standing: RescoreStanding, _ premises: Premises) async throws {
        let before = try await find(text, premises)
        guard try await premises.rescores.place(as: .system, before.id, standing, at: Instant(Date())) == true else {
            throw ValidationError(
                before.state == .running
                    ? "The re-scoring is running." : "Its results are \(before.standing.rawValue)."
            )
        }
        try await RescoreMover(premises.database, blobs: premises.blobs, threads: premises.threads).run(before.id)
        let now = try await find(text, premises)
        let places = try await premises.rescores.places(as: .system, of: now.id)
        let (new, old, skipped) = (places["new"] ?? 0, places["old"] ?? 0, places["skipped"] ?? 0)
        Console.print(
            "\(now.id) \(now.standing.rawValue): \(new) answers have its results, \(old) those before;"
                + " \(skipped) changed meanwhile and keep what they have; 0 calls"
        )
    }

    private func list(_ text: String, _ premises: Premises) async throws {
        let rescore = try await find(text, premises)
        var last: AnswerID?
        while true {
            let page = try await premises.rescores.failures(as: .system, of: rescore.id, after: last, limit: 1_000)
            for failure in page { Console.print("\(failure.answer)  \(failure.code)  \(failure.detail)") }
            guard page.count == 1_000 else { return }
            last = page.last.flatMap { AnswerID($0.answer) }
        }
    }
}
