import Core
package import HTTPKit
import Model

/// New answers, one address for each kind of body, and answers that are worked on again.
extension Operations {
    private static let replies: [Operation.Reply] = {
        let headers = ["Location", "Idempotency-Replayed", "Preference-Applied"]
        return [
            Operation.Reply(
                200,
                "The answer is finished; only with `Prefer: wait`.",
                [.json(.named("Answer"))],
                headers: headers
            ),
            Operation.Reply(
                202,
                "The answer is accepted and will not be lost.",
                [.json(.named("Answer"), ["queued": Examples.queued])],
                headers: headers
            ),
        ]
    }()

    private static func creating(
        _ path: String,
        _ name: String,
        _ summary: String,
        _ body: Operation.Content,
        parameters: [Operation.Parameter] = [],
        hasKey: Bool = true
    ) -> Operation {
        Operation(
            .post,
            "/v1/answers/\(path)",
            name: name,
            .answers,
            summary,
            needs: .permission(.answersWrite),
            costs: .answers,
            replies: replies
        ).with(
            more: "The same as `POST /v1/answers`, for one kind of body."
                + (hasKey
                    ? ""
                    : " An upload becomes one answer, however often this is sent; with other fields it is refused (`request.key_reused`)."),
            parameters: [prefer] + (hasKey ? [idempotencyKey] : []) + parameters,
            body: [body],
            errors: acceptance
        )
    }

    /// One address for each kind of body.
    static var creating: [Operation] {
        let fields = Schemas.fields.map { field in
            // The parameter says what it is; its schema need not say so again.
            Operation.Parameter.query(
                field.name,
                Schema(node: .object(field.value.members.filter { $0.name != "description" })),
                field.value["description"]?.text ?? ""
            )
        }
        return [
            creating(
                "form",
                "createAnswerFromForm",
                "Accept a recording sent as a form",
                Operation.Content(type: "multipart/form-data", schema: .named("AnswerForm"))
            ),
            creating(
                "raw",
                "createAnswerFromBytes",
                "Accept a recording that is the body itself",
                .file("application/octet-stream"),
                parameters: fields
            ),
            creating(
                "typed",
                "createTypedAnswer",
                "Accept an answer that was typed",
                .json(.named("TypedAnswer"), ["typed": Examples.typed])
            ),
            creating(
                "from-upload",
                "createAnswerFromUpload",
                "Accept a recording that was uploaded before",
                .json(.named("UploadedAnswer"), ["upload": Examples.fromUpload]),
                hasKey: false
            ),
        ]
    }

    private static func many(_ path: String, _ name: String, _ summary: String, _ more: String) -> Operation {
        Operation(
            .post,
            "/v1/answers/\(path)",
            name: name,
            .answers,
            summary,
            needs: .permission(.answersWrite),
            costs: .writes,
            replies: [
                Operation.Reply(
                    200,
                    "What was done, or would be.",
                    [.json(.named("AnswerSweep"), ["preview": Examples.sweep])]
                )
            ]
        ).with(
            more: more,
            body: [.json(.named("ManyAnswers"), ["preview": Examples.many])],
            errors: ["request.invalid", "blob.*"]
        )
    }

    /// Working on answers again, and deleting many.
    static var repeating: [Operation] {
        [
            Operation(
                .post,
                "/v1/answers/{id}/retry",
                name: "retryAnswer",
                .answers,
                "Work on an answer again that failed or ended without a stage",
                needs: .permission(.answersWrite),
                costs: .writes,
                replies: [
                    Operation.Reply(202, "It is queued again.", [.json(.named("Answer"))], headers: ["Location"])
                ]
            ).with(
                more: "What there is already is taken; only what is missing is made anew.",
                parameters: [answerID],
                errors: ["request.not_found", "request.not_ready"]
            ),
            many(
                "retry",
                "retryAnswers",
                "Work on many answers again",
                "Those that fit the filters and have failed or ended without a stage for a cause that can go away."
            ),
            many("delete", "deleteAnswers", "Delete many answers", "Those that fit the filters, with all their files."),
        ]
    }

    /// What a client may do, has done, and can choose from.
    package static var choices: [Operation] {
        [
            Operation(
                .get,
                "/v1/me",
                name: "getMe",
                .service,
                "Who the service takes the caller for",
                needs: .permission(.answersRead),
                costs: .reads,
                replies: [Operation.Reply(200, "The caller.", [.json(.named("Me"))])]
            ),
            Operation(
                .get,
                "/v1/usage",
                name: "getUsage",
                .service,
                "What the caller's answers amount to",
                needs: .permission(.answersRead),
                costs: .reads,
                replies: [Operation.Reply(200, "The sums.", [.json(.named("Usage"))])]
            ).with(
                parameters: [
                    .query("since", .moment, "Accepted at this time or later; 31 days back when absent."),
                    .query("until", .moment, "Accepted before this time; now when absent."),
                ],
                errors: ["request.invalid", "storage.unavailable", "storage.corrupt", "request.overloaded"]
            ),
            Operation(
                .get,
                "/v1/rubrics",
                name: "listRubrics",
                .service,
                "The rubrics an answer can name",
                needs: .permission(.answersRead),
                costs: .reads,
                replies: [
                    Operation.Reply(200, "All of them.", [.json(.named("RubricList"))], headers: ["ETag"]), unchanged,
                ]
            ).with(parameters: [ifNoneMatch], errors: ["evaluate.invalid_rubric"]),
            Operation(
                .get,
                "/v1/engines",
                name: "listEngines",
                .service,
                "What does each stage",
                needs: .permission(.answersRead),
                costs: .reads,
                replies: [
                    Operation.Reply(200, "All of them.", [.json(.named("EngineList"))], headers: ["ETag"]), unchanged,
                ]
            ).with(parameters: [ifNoneMatch]),
        ]
    }
}
