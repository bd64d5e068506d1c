import Core
package import HTTPKit
import Model

/// Recordings of answers: accepting them, following them, deleting them.
extension Operations {
    static let answerID = Operation.Parameter.path("id", Schemas.answerID, "The answer.")
    static let prefer = Operation.Parameter.header(
        "Prefer",
        .text.example("wait=60"),
        "`wait=N`: hold the reply for at most N seconds, 120 at most, until the answer is finished. They begin when the recording has arrived and was heard."
    )
    private static let words = Schema.text.to(AnswerQuery.mostCharacters).with("pattern", .text("^[^\\u0000]*$"))
    /// The filters of lists.
    static let filters: [Operation.Parameter] = [
        .query("status", .choice(AnswerStatus.self), "Where they stand."),
        .query("role", words, "The role the question was asked for, in any case."),
        .query("language", words, "The language of the answer, in any case."),
        .query("question", words, "A piece of the question's text, in any case."),
        .query("rubric", words, "The rubric of the score that counts now, by its name."),
        .query("since", .moment, "Accepted at this time or later."),
        .query("until", .moment, "Accepted before this time."),
        .query("degraded", .flag, "Whether they ended without a stage."),
        .query("problem", words, "The code of why they failed, or of a stage they ended without."),
        .query("externalId", words, "The client's own name."),
        .query("engine", words, "Who judged, in any case."),
        .query("search", words, "A piece of the question or of the answer's own name, in any case."),
        .query("starred", .flag, "Whether their speaker starred them."),
    ]

    /// The operations, in the document's order.
    package static var answers: [Operation] {
        [create] + creating + [list, show, correct, label, delete, cancel] + repeating + [events]
    }

    private static var create: Operation {
        let answer = Operation.Content.json(.named("Answer"), ["queued": Examples.queued])
        let done = Operation.Content.json(.named("Answer"), ["done": Examples.answer])
        return Operation(
            .post,
            "/v1/answers",
            name: "createAnswer",
            .answers,
            "Accept a recording",
            needs: .permission(.answersWrite),
            costs: .answers,
            replies: [
                Operation.Reply(
                    200,
                    "The answer is finished; only with `Prefer: wait`.",
                    [done],
                    headers: ["Location", "Idempotency-Replayed", "Preference-Applied"]
                ),
                Operation.Reply(
                    202,
                    "The answer is accepted and will not be lost.",
                    [answer],
                    headers: ["Location", "Idempotency-Replayed", "Preference-Applied"]
                ),
            ]
        ).with(
            more: """
                The recording comes as the part `audio` of a form, as the body itself with its fields in the query, or as an \
                upload that is complete; or the answer is typed. A recording is decoded once before it is accepted: what cannot be decoded is refused at once. \
                Each kind of body has an address of its own too, for clients that are generated. With `Prefer: wait`, a problem may also tell why the answer failed; it carries `answerId` and `Location` then.
                """,
            parameters: [prefer, idempotencyKey],
            body: [
                Operation.Content(type: "multipart/form-data", schema: .named("AnswerForm")),
                .json(.named("AnswerFromUpload"), ["upload": Examples.fromUpload, "typed": Examples.typed]),
                .file("audio/*"),
                .file("application/octet-stream"),
            ],
            errors: acceptance
        )
    }

    static let acceptance = [
        "upload.*", "decode.*", "transcribe.*", "evaluate.*", "analyze.*", "report.*", "job.*", "storage.*",
        "blob.*", "request.not_found", "request.invalid", "request.unsupported_media_type",
        "request.key_reused", "request.in_progress",
    ]

    private static var list: Operation {
        Operation(
            .get,
            "/v1/answers",
            name: "listAnswers",
            .answers,
            "A page of answers, newest first unless told otherwise",
            needs: .permission(.answersRead),
            costs: .reads,
            replies: [
                Operation.Reply(
                    200,
                    "The page.",
                    [.json(.named("AnswerList"), ["page": Examples.list])],
                    headers: ["Link", "ETag"]
                ),
                unchanged,
            ]
        ).with(
            more: "Filters add up. An unknown name in the query is refused. A cursor goes with the order it came from.",
            parameters: [
                .query("limit", .integer.from(1).to(200).otherwise(.integer(50)), "Answers on a page."),
                .query("cursor", .text.from(1), "`nextCursor` of the page before; opaque."), ifNoneMatch,
                .query(
                    "sort",
                    .choice(AnswerSort.self).otherwise(.text(AnswerSort.newest.rawValue)),
                    "The order; `-` puts the largest first. Answers without a score come last by `-score`."
                ),
                .query("total", .flag.otherwise(.flag(false)), "Whether to count all that fit, too."),
            ] + filters,
            errors: ["request.invalid"]
        )
    }

    private static var show: Operation {
        Operation(
            .get,
            "/v1/answers/{id}",
            name: "getAnswer",
            .answers,
            "One answer with every result there is so far",
            needs: .permission(.answersRead),
            costs: .reads,
            replies: [
                Operation.Reply(
                    200,
                    "The answer.",
                    [.json(.named("Answer"), ["done": Examples.answer])],
                    headers: ["ETag"]
                ),
                unchanged,
            ]
        ).with(parameters: [answerID, ifNoneMatch], errors: ["request.not_found"])
    }

    private static var correct: Operation {
        Operation(
            .patch,
            "/v1/answers/{id}",
            name: "correctAnswer",
            .answers,
            "Correct the transcript of a finished answer",
            needs: .permission(.answersWrite),
            costs: .answers,
            replies: [
                Operation.Reply(
                    202,
                    "The answer goes on from its new words.",
                    [.json(.named("Answer"))],
                    headers: ["Location"]
                )
            ]
        ).with(
            more: """
                Nothing is decoded or heard again: analysis, judgement and report are made anew from the words sent. The score there \
                was stays among the versions. `{"undo": true}` takes the last correction back, with the results there were.
                """,
            parameters: [
                answerID,
                .header("If-Match", .text, "The `ETag` of the answer that was corrected.", needed: true),
                .header("X-Request-Id", .text, "The client's own id of the request, for the log."),
            ],
            body: [
                .json(.named("AnswerCorrection"), ["words": Examples.correction]),
                Operation.Content(type: "application/merge-patch+json", schema: .named("AnswerCorrection")),
            ],
            errors: [
                "request.not_found", "request.invalid", "request.not_ready", "request.unsupported_media_type",
                "request.condition_missing", "request.condition_failed", "transcribe.invalid_transcript",
            ]
        )
    }

    private static var label: Operation {
        Operation(
            .patch,
            "/v1/answers/{id}/label",
            name: "labelAnswer",
            .answers,
            "Name or star an answer",
            needs: .permission(.answersWrite),
            costs: .writes,
            replies: [Operation.Reply(200, "Its name and star from now on.", [.json(.named("AnswerLabel"))])]
        ).with(
            more: """
                What is sent replaces, what is not sent stays; an empty name takes the name away. No result changes, but the \
                answer's `ETag` does.
                """,
            parameters: [answerID],
            body: [.json(.named("AnswerLabelChange"), ["label": Examples.label])],
            errors: ["request.not_found", "request.invalid", "request.unsupported_media_type"]
        )
    }

    private static var delete: Operation {
        Operation(
            .delete,
            "/v1/answers/{id}",
            name: "deleteAnswer",
            .answers,
            "Remove an answer, its results and its files",
            needs: .permission(.answersWrite),
            costs: .writes,
            replies: [Operation.Reply(204, "It is gone.")]
        ).with(
            parameters: [
                answerID, .header("If-Match", .text, "The `ETag` of the answer as the client saw it; another is kept."),
            ],
            errors: ["request.not_found", "request.condition_failed", "blob.*"]
        )
    }

    private static var cancel: Operation {
        Operation(
            .post,
            "/v1/answers/{id}/cancel",
            name: "cancelAnswer",
            .answers,
            "Cancel the work on an answer",
            needs: .permission(.answersWrite),
            costs: .writes,
            replies: [Operation.Reply(200, "The answer as it is now.", [.json(.named("Answer"))])]
        ).with(
            more: "It fails with `job.cancelled`, and what was found stays. A finished one stays as it is.",
            parameters: [answerID],
            errors: ["request.not_found"]
        )
    }

    private static var events: Operation {
        Operation(
            .get,
            "/v1/answers/{id}/events",
            name: "followAnswer",
            .answers,
            "The changes of an answer as server-sent events",
            needs: .permission(.answersRead),
            costs: .reads,
            replies: [
                Operation.Reply(
                    200,
                    "Events named `progress`, each with a `ProgressEvent`.",
                    [.file("text/event-stream")]
                ),
                Operation.Reply(204, "The client knows all there will be."),
            ]
        ).with(
            more: "What the answer is now comes first, then each change, in whatever process it happens.",
            parameters: [answerID, lastEvent],
            errors: ["request.not_found"]
        )
    }
}
