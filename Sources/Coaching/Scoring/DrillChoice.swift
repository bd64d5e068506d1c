import Model

/// Chooses the one drill that matters most: needs for the same drill add up, the largest sum wins. What was said weighs more than how:
/// a delivery need never outweighs an eighth of the content score.
struct DrillChoice {
    private struct Need {
        var severity: Double
        var reason: String
        var top: Double
    }

    private static let deliveryCap = 0.12
    /// The smallest need that names a drill; smaller ones are details of a sound answer.
    private static let least = 0.03
    private var needs: [String: Need] = [:]

    /// The needs of an answer. `findings` may be empty when the content was not judged.
    init(findings: [String: Finding], arithmetic: RubricArithmetic, delivery: Delivery, missedKeywords: [String]) {
        for leaf in arithmetic.leaves {
            guard let finding = findings[leaf.id], finding.value < 0.75, !finding.isOpen else { continue }
            let parts = arithmetic.leaves.filter { $0.criterion == leaf.criterion && $0.item.id == leaf.item.id }
            let missing = MissingParts(leaf.item, parts.compactMap { findings[$0.id] })
            guard let drill = finding.drill ?? missing.drill ?? leaf.item.drill else { continue }
            let what = missing.advice ?? finding.advice ?? leaf.item.improvement ?? "This was missing: \(leaf.text)"
            add(drill, (1 - finding.value) * arithmetic.share(of: leaf), what)
        }
        if missedKeywords.count >= 3, !findings.isEmpty {
            add("key-terms", 0.06, "You didn't mention: \(missedKeywords.prefix(3).joined(separator: ", ")).")
        }
        addDelivery(delivery)
    }

    /// The drill, or nil when nothing asks for one.
    var drill: Evaluation.Drill? {
        var best: (drill: CatalogueDrill, need: Need)?
        for drill in DrillCatalogue.all {
            guard let need = needs[drill.id], need.severity > best?.need.severity ?? Self.least else { continue }
            best = (drill, need)
        }
        return best.map { $0.drill.drill(because: $0.need.reason) }
    }

    /// What to practise when nothing needs repair.
    static var forASoundAnswer: Evaluation.Drill? {
        DrillCatalogue.drill("shorter")?.drill(
            because: "Nothing in this answer needs repair first; the next step is to say it in half the time."
        )
    }

    private mutating func add(_ drill: String, _ severity: Double, _ reason: String) {
        guard var need = needs[drill] else {
            needs[drill] = Need(severity: severity, reason: reason, top: severity)
            return
        }
        need.severity += severity
        if severity > need.top {
            need.top = severity
            need.reason = reason
        }
        needs[drill] = need
    }

    /// Delivery needs. 6 fillers per 100 words is the upper end of what listeners take as normal; the pace band is wide because
    /// a listener follows 100 to 180 words per minute; answers over three minutes lose interviewers.
    private mutating func addDelivery(_ delivery: Delivery) {
        func capped(_ severity: Double) -> Double { min(Self.deliveryCap, max(0, severity)) }
        if let rate = delivery.fillers.per100Words, rate > 6 {
            add(
                "silent-pause",
                capped(0.03 + (rate - 6) / 60),
                "There were about \(Int(rate.rounded())) fillers per 100 words."
            )
        }
        if delivery.wordCount >= 50, let pace = delivery.wordsPerMinute {
            if pace > 185 {
                add("slower", capped((pace - 185) / 300), "You spoke about \(Int(pace.rounded())) words per minute.")
            }
            if pace < 95 {
                add("livelier", capped((95 - pace) / 300), "You spoke about \(Int(pace.rounded())) words per minute.")
            }
        }
        let broken = delivery.pauses.items.count { $0.place == .midClause && $0.durationMs >= 1_000 }
        if broken >= 4 {
            add("livelier", capped(Double(broken) * 0.01), "\(broken) long pauses fell inside a sentence.")
        }
        if delivery.wordCount >= 50, Double(delivery.hedges.count) * 100 > 4 * Double(delivery.wordCount) {
            add(
                "plain-claims",
                capped(0.02 * Double(delivery.hedges.count)),
                "\(delivery.hedges.count) phrases took back what you said."
            )
        }
        if delivery.wordCount > 450 {
            let severity = capped(Double(delivery.wordCount - 450) / 3_000)
            add(
                "shorter",
                severity,
                "The answer has \(delivery.wordCount) words; one or two minutes are enough for most questions."
            )
        }
    }
}

/// A drill of the catalogue: one skill, 60–90 seconds, no preparation.
struct CatalogueDrill: Sendable, Hashable {
    /// Its id, as rubric items name it.
    var id: String
    /// The name a speaker sees.
    var title: String
    /// What to do.
    var steps: [String]

    /// The drill with the reason it was chosen.
    func drill(because reason: String) -> Evaluation.Drill {
        Evaluation.Drill(title: title, reason: reason, steps: steps)
    }
}
