/// Which follow-up to ask without a model.
package struct FollowUpRule: Sendable, Hashable {
    /// Most follow-ups after one question, 0–2.
    package let most: Int

    /// A rule with a cap; values outside 0…2 are cut.
    package init(most: Int = 2) {
        self.most = min(max(0, most), 2)
    }

    /// The next follow-up, or nil when nothing is left to ask.
    ///
    /// The question's own follow-ups come first, in their order, without those whose probe the answer covers and those already
    /// asked. When none is left and the question asks for an experience, a missing action, result or reflection is asked for.
    ///
    /// - Parameters:
    ///   - question: The question answered.
    ///   - covered: What the answers so far contain: STAR parts and indexes of talking points.
    ///   - asked: Texts of follow-ups already asked after this question.
    package func next(
        after question: BankQuestion,
        covered: Set<BankQuestion.Probe>,
        asked: [String] = []
    ) -> BankQuestion.FollowUp? {
        guard asked.count < most else { return nil }
        let own = question.followUps.first { !covered.contains($0.probe) && !asked.contains($0.text) }
        if let own { return own }
        guard question.kind == .behavioural else { return nil }
        let probed = Set(question.followUps.map(\.probe))
        return Self.general.first {
            !covered.contains($0.probe) && !probed.contains($0.probe) && !asked.contains($0.text)
        }
    }

    /// Follow-ups for the parts of a told experience that weigh most with an interviewer.
    static let general: [BankQuestion.FollowUp] = [
        .init(probe: .part(.action), text: "Which part of that did you do yourself?"),
        .init(probe: .part(.result), text: "How did it turn out, and how do you know?"),
        .init(probe: .part(.reflection), text: "Looking back, what would you do differently?"),
    ]
}
