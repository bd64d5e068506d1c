import Core
package import FoundationEssentials
package import HTTPKit
package import Model

/// The body of `POST /v1/rescores`. An unknown name is refused, so that a typing error does not score everything again.
package struct RescoreRequest: Sendable, Hashable, Codable {
    /// Which answers; all when absent.
    package var selection: RescoreSelection?
    /// Stages before this one are taken as they are.
    package var from: Stage?
    /// Name of a rubric in `config/rubrics`.
    package var rubric: String?
    /// Who judges.
    package var engine: String?
    /// With which model.
    package var model: String?
    /// Who hears the words.
    package var transcriber: String?
    /// With which model.
    package var transcriberModel: String?
    /// Answers at the same time.
    package var concurrency: Int?
    /// Answers begun in a minute.
    package var perMinute: Int?
    /// Calls of services outside, in all.
    package var maxCalls: Int?
    /// Whether to tell what would happen instead of doing it.
    package var dryRun: Bool?
    /// Whether what is judged is judged again though nothing changed.
    package var force: Bool?
    /// Whether the results are kept beside those that count.
    package var shadow: Bool?
    /// Score only so many of them, chosen from strata; their results are kept beside those that count.
    package var sample: Int?
    /// The largest share of answers that may fail, 0–1.
    package var maxFailed: Double?
    /// The largest share of answers whose judge may abstain, 0–1.
    package var maxAbstained: Double?
    /// The largest mean change of the score, in points.
    package var maxDrift: Double?

    private static let names: Set<String> = [
        "selection", "from", "rubric", "engine", "model", "transcriber", "transcriberModel", "concurrency", "perMinute",
        "maxCalls", "dryRun", "force", "shadow", "sample", "maxFailed", "maxAbstained", "maxDrift",
    ]
    private static let selectionNames: Set<String> = [
        "ids", "owner", "role", "since", "until", "rubric", "engine", "model",
    ]

    /// Reads a body.
    ///
    /// - Throws: `request.invalid`, with a sentence that names the place.
    package static func read(_ body: [UInt8]) throws(WebError) -> RescoreRequest {
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .iso8601
        let data = Data(body.isEmpty ? Array("{}".utf8) : body)
        do {
            let names = try decoder.decode([String: Anything].self, from: data)
            try known(names.keys, names: Self.names)
            if case .object(let inner)? = names["selection"] { try known(inner, names: selectionNames) }
            let request = try decoder.decode(RescoreRequest.self, from: data)
            try request.check()
            return request
        } catch let error as WebError {
            throw error
        } catch {
            throw WebError(
                .invalid,
                "The body is not a re-scoring as the docs describe it; times are like 2026-01-31T00:00:00Z."
            )
        }
    }

    /// What is done anew.
    ///
    /// - Parameter rubricText: the rubric's file.
    package func plan(rubricText: String?) -> RescorePlan {
        var plan = RescorePlan(
            from: from,
            rubric: rubric,
            rubricText: rubricText,
            engine: engine,
            model: model,
            transcriber: transcriber,
            transcriberModel: transcriberModel
        )
        plan.force = force
        plan.shadow = shadow
        return plan
    }

    /// How hard it works.
    package var limits: RescoreLimits {
        RescoreLimits(
            concurrency: concurrency ?? 4,
            perMinute: perMinute,
            maxCalls: maxCalls,
            maxFailed: maxFailed,
            maxAbstained: maxAbstained,
            maxDrift: maxDrift
        )
    }

    /// Refuses limits that are none.
    static func check(concurrency: Int?, maxCalls: Int?) throws(WebError) {
        guard (1...64).contains(concurrency ?? 4) else { throw WebError(.invalid, "concurrency wants 1 to 64.") }
        guard (0...1_000_000_000).contains(maxCalls ?? 0) else {
            throw WebError(.invalid, "maxCalls wants 0 to 1000000000.")
        }
    }

    private func check() throws(WebError) {
        try Self.check(concurrency: concurrency, maxCalls: maxCalls)
        guard (1...100_000).contains(perMinute ?? 1) else { throw WebError(.invalid, "perMinute wants 1 to 100000.") }
        for (name, share) in [("maxFailed", maxFailed), ("maxAbstained", maxAbstained)] {
            guard (0...1).contains(share ?? 0) else { throw WebError(.invalid, "\(name) wants 0 to 1.") }
        }
        guard (0...100).contains(maxDrift ?? 0) else { throw WebError(.invalid, "maxDrift wants 0 to 100.") }
        guard (1...RescoreSample.most).contains(sample ?? 1) else {
            throw WebError(.invalid, "sample wants 1 to \(RescoreSample.most).")
        }
        guard (selection?.ids?.count ?? 0) <= RescoreSelection.maxIDs else {
            throw WebError(.invalid, "selection.ids takes at most \(RescoreSelection.maxIDs) ids.")
        }
        guard from != .upload else {
            throw WebError(.invalid, "from wants decode, transcribe, analyze, evaluate or report.")
        }
    }

    private static func known(_ given: some Sequence<String>, names: Set<String>) throws(WebError) {
        if let unknown = given.sorted().first(where: { !names.contains($0) }) {
            throw WebError(
                .invalid,
                "There is no \"\(unknown.prefix(64))\"; known are \(names.sorted().joined(separator: ", "))."
            )
        }
    }

    /// The names of an object, whatever else the JSON is.
    private enum Anything: Decodable {
        case object([String])
        case other

        init(from decoder: any Decoder) throws {
            if let object = try? decoder.container(keyedBy: Name.self) {
                self = .object(object.allKeys.map(\.stringValue))
            } else {
                self = .other
            }
        }

        private struct Name: CodingKey {
            var stringValue: String
            var intValue: Int? { nil }
            init(stringValue: String) { self.stringValue = stringValue }
            init?(intValue: Int) { nil }
        }
    }
}

/// A re-scoring as clients see it.
package struct RescoreReply: Sendable, Hashable, Codable {
    /// Its identifier.
    package var id: RescoreID
    /// Where it stands.
    package var state: Rescore.State
    /// Why it is paused when no request asked for it, e.g. `rescore.budget`.
    package var reason: String?
    /// Which answers.
    package var selection: RescoreSelection
    /// What is done anew; without the rubric's text.
    package var plan: RescorePlan
    /// How hard it works.
    package var limits: RescoreLimits
    /// How many answers fit; absent until they were counted.
    package var total: Int?
    /// Answers whose new results count now.
    package var done: Int
    /// Those of ``done`` of which nothing had to be done anew.
    package var unchanged: Int
    /// Answers that keep their old results because something failed.
    package var failed: Int
    /// Calls of services outside so far.
    package var upstreamCalls: Int
    /// When it was asked for.
    package var createdAt: Date
    /// When it ended.
    package var finishedAt: Date?
    /// Answers whose new judge abstained.
    package var abstained: Int?
    /// Where its results stand.
    package var results: RescoreStanding?
    /// Answers a sample was taken from.
    package var sampledFrom: Int?
    /// When its first answer was begun.
    package var startedAt: Date?
    /// Since when it is paused.
    package var pausedAt: Date?
    /// Answers in a minute.
    package var ratePerMinute: Double?
    /// How long the rest takes at this rate.
    package var remainingMs: Int?
    /// The mean change of the score so far, in points.
    package var meanChange: Double?

    /// A stored re-scoring.
    package init(_ rescore: Rescore, at now: Date = Date()) {
        let moment = Instant(now)
        abstained = rescore.abstained
        results = rescore.standing
        sampledFrom = rescore.sample?.total
        startedAt = rescore.started?.date
        pausedAt = rescore.paused?.date
        ratePerMinute = rescore.perMinute(at: moment).map { ($0 * 10).rounded() / 10 }
        remainingMs = rescore.remainingMs(at: moment)
        let changes = rescore.changes
        meanChange = changes.count > 0 ? (Double(changes.sum) / Double(changes.count)).rounded() / 1_000 : nil
        id = rescore.id
        state = rescore.state
        reason = rescore.note.isEmpty ? nil : rescore.note
        selection = rescore.selection
        plan = rescore.plan
        plan.rubricText = nil
        limits = rescore.limits
        total = rescore.total
        done = rescore.done
        unchanged = rescore.unchanged
        failed = rescore.failed
        upstreamCalls = rescore.calls
        createdAt = rescore.created.date
        finishedAt = rescore.finished?.date
    }
}

/// The body of `POST /v1/rescores/{id}/resume`: new limits, or nothing.
struct RescoreResume: Decodable {
    /// Calls of services outside, in all.
    var maxCalls: Int?
    /// Answers at the same time.
    var concurrency: Int?
    /// The largest share of answers that may fail.
    var maxFailed: Double?
    /// The largest share of answers whose judge may abstain.
    var maxAbstained: Double?
    /// The largest mean change of the score.
    var maxDrift: Double?

    /// Reads a body.
    ///
    /// - Throws: `request.invalid`.
    static func read(_ body: [UInt8]) throws(WebError) -> RescoreResume {
        guard
            let asked = try? JSONDecoder().decode(
                RescoreResume.self,
                from: Data(body.isEmpty ? Array("{}".utf8) : body)
            )
        else { throw WebError(.invalid, "The body wants maxCalls and concurrency, or nothing.") }
        try RescoreRequest.check(concurrency: asked.concurrency, maxCalls: asked.maxCalls)
        return asked
    }

    /// The limits with what is new in them.
    func limits(from old: RescoreLimits) -> RescoreLimits {
        RescoreLimits(
            concurrency: concurrency ?? old.concurrency,
            perMinute: old.perMinute,
            maxCalls: maxCalls ?? old.maxCalls,
            maxFailed: maxFailed ?? old.maxFailed,
            maxAbstained: maxAbstained ?? old.maxAbstained,
            maxDrift: maxDrift ?? old.maxDrift
        )
    }
}
