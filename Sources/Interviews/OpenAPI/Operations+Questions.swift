import Core
package import HTTPKit
import Questions

/// The question bank and own questions.
extension Operations {
    static let questionID = Operation.Parameter.path(
        "id",
        .text.from(1).to(100),
        "The question: `qst_…`, or the name of one of the bank."
    )
    private static let words = Schema.text.to(QuestionQuery.mostCharacters).with("pattern", .text("^[^\\u0000]*$"))

    private static var question: Operation.Content {
        .json(.named("BankQuestion"), ["own": Examples.question])
    }

    /// The operations, in the document's order.
    package static var questions: [Operation] {
        [
            Operation(
                .get,
                "/v1/questions",
                name: "listQuestions",
                .questions,
                "Search the bank and your own questions",
                needs: .permission(.answersRead),
                costs: .reads,
                replies: [
                    Operation.Reply(
                        200,
                        "A page of them, without what a good answer contains.",
                        [.json(.named("QuestionList"))],
                        headers: ["ETag"]
                    ), unchanged,
                ]
            ).with(
                parameters: [
                    .query("role", words, "The job they are for, as a job title."),
                    .query("kind", .choice(BankQuestion.Kind.self), "What sort of question."),
                    .query("level", .choice(BankQuestion.Level.self), "The level of the job."),
                    .query("difficulty", .choice(BankQuestion.Difficulty.self), "How hard they are."),
                    .query("skill", words, "Skills, with commas; one of them is enough."),
                    .query("family", words, "One part of the bank, e.g. `backend`; `own` for your own."),
                    .query("source", .choice(StoredQuestion.Source.self), "Where they are from."),
                    .query("list", .id(QuestionListKind.prefix), "Only questions of one of your lists."),
                    .query("q", words, "Words to search for, also by what they mean; the best fit comes first."),
                    .query("limit", .integer.from(1).to(QuestionQuery.maxPage).otherwise(.integer(50)), "How many."),
                    .query("cursor", .text.from(1), "`nextCursor` of the page before; opaque."), ifNoneMatch,
                ],
                errors: ["request.invalid"]
            ),
            Operation(
                .post,
                "/v1/questions",
                name: "createQuestion",
                .questions,
                "Keep a question of your own",
                needs: .permission(.answersWrite),
                costs: .writes,
                replies: [
                    Operation.Reply(201, "It is kept.", [question], headers: ["Location", "Idempotency-Replayed"])
                ]
            ).with(
                parameters: [idempotencyKey],
                body: [.json(.named("QuestionRequest"), ["question": Examples.questionRequest])],
                errors: ["request.invalid", "questions.too_many", "request.key_reused", "request.in_progress"]
            ),
            Operation(
                .get,
                "/v1/questions/{id}",
                name: "getQuestion",
                .questions,
                "One question with what a good answer contains",
                needs: .permission(.answersRead),
                costs: .reads,
                replies: [Operation.Reply(200, "The question.", [question], headers: ["ETag"]), unchanged]
            ).with(parameters: [questionID, ifNoneMatch], errors: ["request.not_found"]),
            Operation(
                .patch,
                "/v1/questions/{id}",
                name: "changeQuestion",
                .questions,
                "Change one of your own",
                needs: .permission(.answersWrite),
                costs: .writes,
                replies: [Operation.Reply(200, "As it is now.", [question])]
            ).with(
                more: "What the body does not name stays as it is.",
                parameters: [questionID],
                body: [.json(.named("QuestionChange"), ["difficulty": #"{"difficulty":"hard"}"#])],
                errors: ["request.not_found", "request.invalid"]
            ),
            Operation(
                .delete,
                "/v1/questions/{id}",
                name: "deleteQuestion",
                .questions,
                "Remove one of your own",
                needs: .permission(.answersWrite),
                costs: .writes,
                replies: [Operation.Reply(204, "It is gone. Interviews that asked it keep their copy.", [])]
            ).with(parameters: [questionID], errors: ["request.not_found"]),
        ] + questionLists
    }

    private static let listID = Operation.Parameter.path("id", .id(QuestionListKind.prefix), "The list.")
    private static var list: Operation.Content { .json(.named("QuestionCollection")) }

    /// Lists of questions.
    private static var questionLists: [Operation] {
        [
            Operation(
                .get,
                "/v1/question-lists",
                name: "listQuestionLists",
                .questions,
                "Your lists of questions",
                needs: .permission(.answersRead),
                costs: .reads,
                replies: [
                    Operation.Reply(200, "All of them.", [.json(.named("QuestionCollections"))], headers: ["ETag"]),
                    unchanged,
                ]
            ).with(parameters: [ifNoneMatch]),
            Operation(
                .post,
                "/v1/question-lists",
                name: "createQuestionList",
                .questions,
                "Make a list of questions",
                needs: .permission(.answersWrite),
                costs: .writes,
                replies: [Operation.Reply(201, "It is kept.", [list], headers: ["Location"])]
            ).with(
                more: "An interview takes its questions from a list with `list`.",
                body: [
                    .json(
                        .named("QuestionListRequest"),
                        ["list": #"{"name":"For Monday","questions":["\#(Examples.questionID)"]}"#]
                    )
                ],
                errors: ["request.invalid", "questions.too_many"]
            ),
            Operation(
                .get,
                "/v1/question-lists/{id}",
                name: "getQuestionList",
                .questions,
                "One list with its questions",
                needs: .permission(.answersRead),
                costs: .reads,
                replies: [Operation.Reply(200, "The list.", [list], headers: ["ETag"]), unchanged]
            ).with(parameters: [listID, ifNoneMatch], errors: ["request.not_found"]),
            Operation(
                .patch,
                "/v1/question-lists/{id}",
                name: "changeQuestionList",
                .questions,
                "Change a list",
                needs: .permission(.answersWrite),
                costs: .writes,
                replies: [Operation.Reply(200, "As it is now.", [list])]
            ).with(
                more: "What the body does not name stays as it is.",
                parameters: [listID],
                body: [.json(.named("QuestionListChange"), ["name": #"{"name":"For Tuesday"}"#])],
                errors: ["request.not_found", "request.invalid"]
            ),
            Operation(
                .delete,
                "/v1/question-lists/{id}",
                name: "deleteQuestionList",
                .questions,
                "Remove a list; its questions stay",
                needs: .permission(.answersWrite),
                costs: .writes,
                replies: [Operation.Reply(204, "It is gone.", [])]
            ).with(parameters: [listID], errors: ["request.not_found"]),
        ]
    }
}
