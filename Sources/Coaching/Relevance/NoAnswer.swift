import Model

/// Recognises what is no answer whatever was asked, from the words alone: a refusal, filler text, a list of buzzwords, another language, and
/// an impersonal text where the question asks about the speaker.
struct NoAnswer: Sendable, Hashable {
    /// What it is instead of an answer.
    enum Kind: Sendable, Hashable, CaseIterable {
        /// "I don't know", "nothing comes to mind".
        case refusal
        /// Mostly not English.
        case language
        /// Terms or phrases that say nothing.
        case buzzwords
        /// Nothing about the speaker in answer to a question about the speaker.
        case impersonal
        /// The question's own words again.
        case echo
    }

    /// What it is.
    let kind: Kind

    /// The sentence a speaker reads first.
    var sentence: String {
        switch kind {
        case .refusal: "There is no answer in this yet, so there is no score."
        case .language: "This does not seem to be English, so it was not judged."
        case .buzzwords: "This lists terms and phrases but says nothing about them, so there is no score."
        case .impersonal: "This says nothing about you, so it does not seem to answer the question."
        case .echo: "This repeats the question and adds no answer, so there is no score."
        }
    }

    /// Share of English grammar words below which a text is not English. Spoken English has 0.40–0.60, other languages and filler text
    /// below 0.15 by words that happen to be spelled alike.
    static let minGrammarShare = 0.22
    /// First-person words per word below which a text is not about its speaker; told experiences have 0.04–0.15.
    static let minFirstPersonShare = 0.01

    /// What the words are instead of an answer; nil when they may be one.
    init?(_ facts: AnswerFacts, question: Question) {
        let words = facts.spoken.tokens.map(\.text)
        let count = Double(max(1, words.count))
        let kind = QuestionKind(question.text)
        if Double(words.count { EnglishWords.function.contains($0) }) / count < Self.minGrammarShare {
            // Bare English terms are no other language.
            self.kind = facts.listedShare > 0.3 && Self.knowsMost(words) ? .buzzwords : .language
        } else if Self.echoes(words, question) {
            self.kind = .echo
        } else if Self.refuses(facts) {
            self.kind = .refusal
        } else if Self.buzzes(words, facts) {
            self.kind = .buzzwords
        } else if kind.isPersonal, question.text.contains(where: { $0.isLetter }), words.count >= 30,
            Double(words.count { Self.firstPerson.contains($0) }) / count < Self.minFirstPersonShare
        {
            self.kind = .impersonal
        } else {
            return nil
        }
    }

    private static let firstPerson: Set<String> = [
        "i", "im", "ive", "id", "ill", "me", "my", "mine", "myself", "we", "our", "us", "weve", "were",
    ]

    /// Whether half of the content words are the question's and few others come with them; real answers of twenty words bring eight and more.
    private static func echoes(_ words: [String], _ question: Question) -> Bool {
        let asked = Set(Token.texts(of: question.text.prefix(2_000)).map(Stem.of))
        let content = words.filter { EnglishWords.isContent($0) && !asking.contains($0) }.map(Stem.of)
        let own = content.filter { !asked.contains($0) }
        return words.count >= 20 && own.count * 2 <= content.count && Set(own).count <= 4
    }

    /// What is said about a question and not in answer to it.
    private static let asking: Set<String> = ["question", "asked", "ask", "answer", "suppose", "say", "good", "think"]

    /// Whether a third of the content words end as English ones of trade and business do.
    private static func knowsMost(_ words: [String]) -> Bool {
        let content = words.filter { EnglishWords.isContent($0) && $0.count > 3 }
        let endings = ["tion", "ment", "ing", "ity", "ship", "ness", "able", "ive", "ed", "er", "ics", "ence", "ance"]
        let known = content.count { word in endings.contains { word.hasSuffix($0) } }
        return known * 4 >= content.count
    }

    /// Whether phrases of refusal take the place of an answer: one of them and little done besides.
    private static func refuses(_ facts: AnswerFacts) -> Bool {
        let text = " " + facts.spoken.tokens.map(\.text).joined(separator: " ") + " "
        let count = phrasesOfRefusal.count { text.contains(" \($0) ") }
        guard count > 0 else { return false }
        let words = facts.spoken.tokens.count
        return words < 45 * count && words < 120 && AnswerFacts.details(facts) < 2
    }

    private static let phrasesOfRefusal = [
        "i dont know", "i do not know", "i dont really know", "no idea", "cant think of", "cannot think of",
        "nothing comes to mind", "comes to mind right now", "id rather not", "i would rather not", "i will pass",
        "ill pass", "can we skip", "skip this", "skip that", "next question", "dont have an answer",
        "dont have an example", "do not have an example", "never really had", "never had", "i dont remember",
        "i cant remember", "i do not remember", "not sure what to say", "my mind is blank", "mind has gone blank",
        "drawing a blank", "sorry i cant", "no comment", "pass on this", "pass on that", "nothing really",
        "i havent got", "dont want to answer", "prefer not to", "i cant answer", "cannot answer", "come back to",
    ]

    private static func buzzes(_ words: [String], _ facts: AnswerFacts) -> Bool {
        if facts.listedShare > 0.5 { return true }
        let buzz = words.count { word in buzzStems.contains { word.hasPrefix($0) } }
        return buzz >= 6 && Double(buzz) / Double(max(1, words.count)) > 0.12
    }

    /// Beginnings of words that fill interviews without saying anything.
    private static let buzzStems = [
        "synerg", "leverag", "paradigm", "holistic", "stakeholder", "proactiv", "passion", "dynamic", "innovat",
        "disrupt", "empower", "alignment", "scalab", "agile", "agility", "ecosystem", "mindset", "streamlin",
        "transformati", "strateg", "impactful", "actionable", "visionary", "excellence", "robust", "seamless",
        "bandwidth", "deliverable", "collaborat", "driven", "thrive", "teamwork", "dedicat", "hardworking", "competenc",
        "touchpoint", "pivot", "ideat", "leadership", "kpi", "okr", "blockchain", "digital", "framework", "ownership",
        "growth", "solutions", "disciplin", "motivated", "goal", "outcomes", "valueadd",
    ]
}

extension AnswerFacts {
    /// How many different names, numbers and first-person actions there are: what a refusal lacks.
    static func details(_ facts: AnswerFacts) -> Int {
        let search = CueSearch(facts)
        let numbers = Set(facts.spoken.tokens.filter { $0.isNumber && $0.text != "1" }.map(\.text)).count
        return RuleSense.actions(facts, search).count + numbers
    }
}
