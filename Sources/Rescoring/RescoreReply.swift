import Core
package import FoundationEssentials

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
