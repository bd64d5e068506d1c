package import HTTPKit
import Questions

/// Questions.
extension Schemas {
    /// Everything about questions.
    package static var ofQuestions: KeyValuePairs<String, Schema> {
        [
            "QuestionRequest": .object(questionFields(textNeeded: true), closed: true)
                .said("A question of your own; only `text` is needed."),
            "QuestionChange": .object(questionFields(textNeeded: false), closed: true)
                .said("What is to be changed."),
            "BankQuestion": question,
            "QuestionList": .object([
                "questions": .list(of: .named("BankQuestion")).said("Without what a good answer contains."),
                "total": .count.said("How many there are on all pages."),
                "searched?": .choice(["words", "words and meaning"])
                    .said("How words were searched for; absent without words."),
                "families?": .list(of: .text).said("The parts of the bank that the role was read as."),
                "nextCursor?": .text.said("What to send as `cursor` for the next page; absent on the last one."),
            ]),
            "QuestionListRequest": .object(
                ["name": listName, "questions?": listed],
                closed: true
            ).said("A list of questions."),
            "QuestionListChange": .object(["name?": listName, "questions?": listed], closed: true)
                .said("What is to be changed."),
            "QuestionCollection": .object([
                "id": .id(QuestionListKind.prefix), "name": .text, "count": .count.said("How many questions it has."),
                "questions?": .list(of: .named("BankQuestion"))
                    .said("Without what a good answer contains; only where one list is asked for."),
                "createdAt": .moment, "updatedAt": .moment,
            ]).said("A list of questions."),
            "QuestionCollections": .object(["lists": .list(of: .named("QuestionCollection")).said("Newest first.")]),
        ]
    }

    private static var listName: Schema { .text.from(1).to(QuestionListRequest.maxName).said("What it is called.") }
    private static var listed: Schema {
        .list(of: .text.from(1).to(100)).to(QuestionListRequest.maxQuestions).with("uniqueItems", .flag(true))
            .said("Ids of its questions, in order.")
    }

    private static var probe: Schema {
        .text.with("pattern", .text("^(situation|task|action|result|reflection|point:[0-9]{1,2})$"))
            .said("What it asks for: a part of a story, or the Nth talking point.")
    }

    private static var shortTexts: Schema {
        .list(of: .text.from(1).to(60)).to(QuestionRequest.maxList)
    }

    private static func questionFields(textNeeded: Bool) -> KeyValuePairs<String, Schema> {
        let text = Schema.text.from(1).to(QuestionRequest.maxText).said("The question as it is asked.")
        let kind = Schema.choice(BankQuestion.Kind.self).said("What sort of question; `behavioural` when absent.")
        let levels = Schema.list(of: .choice(BankQuestion.Level.self)).from(1).to(5).with("uniqueItems", .flag(true))
            .said("Levels it suits; `any` when absent.")
        let difficulty = Schema.choice(BankQuestion.Difficulty.self).said("How hard it is; `moderate` when absent.")
        let points = Schema.list(of: .text.from(1).to(300)).to(QuestionRequest.maxList)
            .said("What a good answer contains.")
        let followUps = Schema.list(of: .object(["probe": probe, "text": .text.from(1).to(300)], closed: true))
            .to(QuestionRequest.maxFollowUps).said("What may be asked next.")
        let example = Schema.text.to(QuestionRequest.maxExample).said("An example of an answer.")
        let seconds = Schema.integer.from(30).to(600).said("Seconds a good answer takes; 120 when absent.")
        let competency = Schema.text.from(1).to(60).said("What it asks about.")
        let skills = shortTexts.said("Skills it touches.")
        let roles = shortTexts.said("Jobs it is for; none for all.")
        if textNeeded {
            return [
                "text": text, "kind?": kind, "competency?": competency, "skills?": skills, "roles?": roles,
                "levels?": levels, "difficulty?": difficulty, "talkingPoints?": points, "exampleAnswer?": example,
                "followUps?": followUps, "seconds?": seconds,
            ]
        }
        return [
            "text?": text, "kind?": kind, "competency?": competency, "skills?": skills, "roles?": roles,
            "levels?": levels, "difficulty?": difficulty, "talkingPoints?": points, "exampleAnswer?": example,
            "followUps?": followUps, "seconds?": seconds,
        ]
    }

    private static var question: Schema {
        .object([
            "id": .text.said("`qst_…` for own questions, words joined by hyphens for those of the bank."),
            "source": .choice(StoredQuestion.Source.self).said("Where it is from."),
            "family": .text.said("Its part of the bank; `own` for own questions."),
            "kind": .choice(BankQuestion.Kind.self).said("What sort of question it is."),
            "competency": .text.said("What it asks about."),
            "skills": .list(of: .text).said("Skills it touches."),
            "roles": .list(of: .text).said("Jobs it is for; none for all."),
            "levels": .list(of: .choice(BankQuestion.Level.self)).said("Levels it suits."),
            "difficulty": .choice(BankQuestion.Difficulty.self).said("How hard it is."),
            "text": .text.said("The question."),
            "seconds": .count.said("Seconds a good answer takes."),
            "talkingPoints?": .list(of: .text).said("What a good answer contains; not in lists."),
            "exampleAnswer?": .text.said("An example of an answer; not in lists."),
            "sources?": .list(of: .named("KnowledgePassage")).said("Where its facts are from; not in lists."),
            "followUps?": .list(of: .object(["probe": probe, "text": .text])).said(
                "What may be asked next; not in lists."
            ),
            "createdAt?": .moment.said("When an own question was made."),
            "updatedAt?": .moment.said("When an own question was changed last."),
        ]).said("A question.")
    }
}
