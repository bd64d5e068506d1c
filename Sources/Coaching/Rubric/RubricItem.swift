/// One item of a rubric.
package struct RubricItem: Sendable, Hashable {
    /// How an item is judged.
    package enum Kind: Sendable, Hashable {
        /// Met, partly met or not met.
        case yesPartlyNo
        /// One of several described levels, worst first.
        case graded(levels: [String])
        /// Several parts, each judged for itself; the item is worth what its parts are.
        case compound(parts: [Part])
        /// Points to be hit; `fromKeywords` adds the question's own keywords.
        case talkingPoints(points: [String], fromKeywords: Bool)
    }

    /// One part of a compound item.
    package struct Part: Sendable, Hashable {
        /// Its id within the item.
        package var id: String
        /// What must be shown.
        package var text: String
        /// How rules find it.
        package var rule: RubricRule?
    }

    /// Its id within the criterion.
    package var id: String
    /// What a good answer shows, as one sentence.
    package var text: String
    /// What counts as partly met, when it needs saying.
    package var partly: String?
    /// Its weight against the other items of the criterion.
    package var weight: Double
    /// How it is judged.
    package var kind: Kind
    /// How rules find it; nil when only a reader or a model can tell.
    package var rule: RubricRule?
    /// Whether its evidence must hold a number.
    package var needsNumber: Bool
    /// What to tell a speaker who met it.
    package var strength: String?
    /// What to tell a speaker who did not.
    package var improvement: String?
    /// The drill that trains it, by its id in ``DrillCatalogue``.
    package var drill: String?

    /// Whether it asks for the parts of a told experience.
    var tellsStory: Bool {
        guard case .compound(let parts) = kind else { return false }
        return parts.contains { $0.rule == .measure(.situation) || $0.rule == .measure(.task) }
    }

    /// The single findings the item asks for.
    func leaves(criterion: String, criterionIndex: Int, keywords: [String]) -> [RubricLeaf] {
        func leaf(_ id: String, _ text: String, share: Double, rule: RubricRule?, keyword: Int? = nil) -> RubricLeaf {
            var levels: [String] = []
            if case .graded(let described) = kind { levels = described }
            return RubricLeaf(
                id: id,
                text: text,
                weight: weight * share,
                criterion: criterionIndex,
                levels: levels,
                rule: rule,
                keyword: keyword,
                item: self
            )
        }
        let path = "\(criterion).\(id)"
        switch kind {
        case .yesPartlyNo, .graded: return [leaf(path, text, share: 1, rule: rule)]
        case .compound(let parts):
            return parts.map { leaf("\(path).\($0.id)", $0.text, share: 1 / Double(parts.count), rule: $0.rule) }
        case .talkingPoints(let points, let fromKeywords):
            let terms = fromKeywords ? KeywordSearch.bounded(keywords) : []
            let share = 1 / Double(points.count + terms.count)
            let own = points.enumerated().map { index, point in
                leaf("\(path).\(index + 1)", "Mentions: \(point)", share: share, rule: .term(point))
            }
            let asked = terms.enumerated().map { index, term in
                let id = "\(path).\(points.count + index + 1)"
                return leaf(id, "Mentions: \(term)", share: share, rule: .term(term), keyword: index + 1)
            }
            return own + asked
        }
    }
}
