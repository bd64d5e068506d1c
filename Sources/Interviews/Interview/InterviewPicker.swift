package import Questions

/// Chooses the questions of an interview from the bank.
package struct InterviewPicker: Sendable {
    let bank: QuestionBank
    let titles: JobTitles

    /// A picker over a bank.
    package init(bank: QuestionBank, titles: JobTitles) {
        self.bank = bank
        self.titles = titles
    }

    /// As many questions as wanted, none twice, none of those excluded as long as there are others.
    ///
    /// A conversation opens with a question about the speaker and, from six on, ends with one to close; about a third of the rest ask
    /// for experiences and two thirds are of the role's subjects. Other modes and an explicit mix take what fits.
    ///
    /// - Throws: `questions.invalid_pick`.
    package func pick(
        _ plan: InterviewPlan,
        count: Int,
        mix: QuestionMix?,
        excluding: Set<String>
    ) throws(QuestionsError) -> (questions: [BankQuestion], toppedUp: Int) {
        let families = plan.role.map { titles.families(for: $0) } ?? []
        if plan.mode != .mock || mix != nil {
            let picked = try take(
                count,
                mix ?? (count == 10 ? .standard : QuestionMix()),
                plan,
                families: families.isEmpty ? QuestionService.general : Set(families + ["behavioural"]),
                excluding: excluding
            )
            return (picked.questions, picked.toppedUp.count)
        }
        var excluded = excluding
        var toppedUp = 0
        func part(_ count: Int, _ families: Set<String>, skills: Bool) throws(QuestionsError) -> [BankQuestion] {
            guard count > 0 else { return [] }
            var plan = plan
            if !skills { plan.skills = [] }
            let picked = try take(count, QuestionMix(), plan, families: families, excluding: excluded)
            excluded.formUnion(picked.questions.map(\.id))
            toppedUp += picked.toppedUp.count
            return picked.questions
        }
        let opening = try part(count >= 2 ? 1 : 0, ["about-you"], skills: false)
        let closing = try part(count >= 6 ? 1 : 0, ["closing", "motivation"], skills: false)
        let rest = count - opening.count - closing.count
        let told = families.isEmpty ? rest : max(1, rest / 3)
        let experiences = try part(told, families.isEmpty ? QuestionService.general : ["behavioural"], skills: false)
        let subjects = try part(rest - told, Set(families), skills: true)
        return (opening + experiences + subjects + closing, toppedUp)
    }

    private func take(
        _ count: Int,
        _ mix: QuestionMix,
        _ plan: InterviewPlan,
        families: Set<String>,
        excluding: Set<String>
    ) throws(QuestionsError) -> QuestionPick {
        var request = PickRequest(
            count: count,
            mix: mix,
            filter: QuestionFilter(level: plan.level, families: families, skills: plan.skills, role: plan.role),
            neighbours: titles.neighbours(of: families.sorted()),
            seed: plan.seed,
            excluding: excluding
        )
        let first = try bank.pick(request)
        guard first.missing > 0, !excluding.isEmpty else { return first }
        // Rather a question of an earlier session than one too few.
        request.excluding = []
        return try bank.pick(request)
    }
}
