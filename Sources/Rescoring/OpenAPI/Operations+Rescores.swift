import Core
package import HTTPKit

/// Reports over several answers, and scoring stored answers again.
extension Operations {
    private static let rescoreID = Operation.Parameter.path("id", Schemas.rescoreID, "The re-scoring.")
    /// The operations, in the document's order.
    package static var rescores: [Operation] {
        [
            begin,
            Operation(
                .get,
                "/v1/rescores",
                name: "listRescores",
                .rescores,
                "The newest re-scorings",
                needs: .permission(.admin),
                costs: .reads,
                replies: [Operation.Reply(200, "At most 200.", [.json(.named("RescoreList"))])]
            ),
            one(.get, "", name: "getRescore", "One re-scoring", errors: []),
            Operation(
                .get,
                "/v1/rescores/{id}/events",
                name: "followRescore",
                .rescores,
                "Its state and counts as server-sent events, each time they changed",
                needs: .permission(.admin),
                costs: .reads,
                replies: [
                    Operation.Reply(
                        200,
                        "Events named `progress`, each with a `Rescore`.",
                        [.file("text/event-stream")]
                    )
                ]
            ).with(parameters: [rescoreID, lastEvent], errors: ["request.not_found"]),
            one(.post, "/pause", name: "pauseRescore", "Pause it", errors: ["rescore.state"]),
            resume,
            one(
                .post,
                "/cancel",
                name: "cancelRescore",
                "Cancel it; what was scored stays",
                errors: ["rescore.state"]
            ),
            place("apply", "applyRescore", "Make the results of a shadow or of what was rolled back count"),
            place("discard", "discardRescore", "Remove the results that were kept beside those that count"),
            place("rollback", "rollBackRescore", "Make the results before it count again, without a call"),
            failures,
            drift("drift", "getDrift", "What it changed so far", .json(.named("Drift"))),
            drift("drift.csv", "getDriftCSV", "The same as CSV", .file("text/csv")),
            drift("drift.pdf", "getDriftPDF", "The same as PDF", .file("application/pdf")),
            drift(
                "answers.csv",
                "getRescoredAnswersCSV",
                "Each answer's scores before and after",
                .file("text/csv"),
                hasThreshold: false
            ),
            ratings,
            rate,
        ]
    }

    private static let answer = Operation.Parameter.path("id", Schemas.answerID, "The answer.")

    private static var ratings: Operation {
        Operation(
            .get,
            "/v1/answers/{id}/ratings",
            name: "listRatings",
            .rescores,
            "The scores people gave an answer",
            needs: .permission(.answersRead),
            costs: .reads,
            replies: [Operation.Reply(200, "All of them.", [.json(.named("RatingList"))])]
        ).with(parameters: [answer], errors: ["request.not_found"])
    }

    private static var rate: Operation {
        Operation(
            .post,
            "/v1/answers/{id}/ratings",
            name: "rateAnswer",
            .rescores,
            "Give an answer a score of your own",
            needs: .permission(.answersWrite),
            costs: .writes,
            replies: [Operation.Reply(201, "It is kept.", [.json(.named("Rating"))])]
        ).with(
            more: "The drift of a re-scoring says which of both versions is nearer to these scores.",
            parameters: [answer],
            body: [.json(.named("RatingRequest"), ["rating": Examples.rating])],
            errors: ["request.not_found", "request.invalid"]
        )
    }

    private static func place(_ word: String, _ name: String, _ summary: String) -> Operation {
        Operation(
            .post,
            "/v1/rescores/{id}/\(word)",
            name: name,
            .rescores,
            summary,
            needs: .permission(.admin),
            costs: .writes,
            replies: [Operation.Reply(202, "It is begun; `results` says when it is over.", [.json(.named("Rescore"))])]
        ).with(
            more: "An answer that changed meanwhile keeps what it has.",
            parameters: [rescoreID],
            errors: ["request.not_found", "rescore.state"]
        )
    }

    private static var failures: Operation {
        Operation(
            .get,
            "/v1/rescores/{id}/failures",
            name: "listRescoreFailures",
            .rescores,
            "The answers that keep their old results because something failed",
            needs: .permission(.admin),
            costs: .reads,
            replies: [Operation.Reply(200, "A page, in the order of their ids.", [.json(.named("RescoreFailures"))])]
        ).with(
            parameters: [
                rescoreID,
                .query("limit", .integer.from(1).to(1_000).otherwise(.integer(100)), "Answers on a page."),
                .query("cursor", .text.from(1), "`nextCursor` of the page before."),
            ],
            errors: ["request.not_found", "request.invalid"]
        )
    }

    private static var begin: Operation {
        Operation(
            .post,
            "/v1/rescores",
            name: "createRescore",
            .rescores,
            "Score stored answers again",
            needs: .permission(.admin),
            costs: .answers,
            replies: [
                Operation.Reply(
                    200,
                    "What would happen; with `dryRun`.",
                    [.json(.named("RescoreForecast"), ["forecast": Examples.forecast])]
                ),
                Operation.Reply(
                    202,
                    "It is begun.",
                    [.json(.named("Rescore"), ["rescore": Examples.rescore])],
                    headers: ["Location", "Idempotency-Replayed"]
                ),
            ]
        ).with(
            parameters: [
                .header(
                    "Idempotency-Key",
                    .text.from(1).to(255).with("pattern", .text("^[ -~]+$")),
                    "Done once for 24 hours."
                )
            ],
            body: [.json(.named("RescoreRequest"), ["preview": Examples.rescoreRequest])],
            isBodyOptional: true,
            errors: [
                "request.invalid", "request.key_reused", "request.in_progress", "evaluate.invalid_rubric",
                "transcribe.engine_missing",
            ]
        )
    }

    private static func one(
        _ method: Operation.Method,
        _ rest: String,
        name: String,
        _ summary: String,
        errors: [String]
    ) -> Operation {
        Operation(
            method,
            "/v1/rescores/{id}\(rest)",
            name: name,
            .rescores,
            summary,
            needs: .permission(.admin),
            costs: method == .get ? .reads : .writes,
            replies: [
                Operation.Reply(
                    200,
                    "The re-scoring as it is now.",
                    [.json(.named("Rescore"), ["rescore": Examples.rescore])]
                )
            ]
        ).with(parameters: [rescoreID], errors: ["request.not_found"] + errors)
    }

    private static var resume: Operation {
        one(.post, "/resume", name: "resumeRescore", "Go on with it", errors: [])
            .with(
                parameters: [rescoreID],
                body: [.json(.named("RescoreResume"))],
                isBodyOptional: true,
                errors: ["request.not_found", "request.invalid", "rescore.state"]
            )
    }

    private static func drift(
        _ rest: String,
        _ name: String,
        _ summary: String,
        _ content: Operation.Content,
        hasThreshold: Bool = true
    ) -> Operation {
        let threshold = Operation.Parameter.query(
            "threshold",
            .score.otherwise(.integer(60)),
            "The score whose crossings are counted."
        )
        return Operation(
            .get,
            "/v1/rescores/{id}/\(rest)",
            name: name,
            .rescores,
            summary,
            needs: .permission(.admin),
            costs: rest == "drift" ? .reads : .reports,
            replies: [Operation.Reply(200, "The changes.", [content])]
        ).with(
            parameters: [rescoreID] + (hasThreshold ? [threshold] : []),
            errors: ["request.not_found"] + (hasThreshold ? ["request.invalid"] : [])
        )
    }
}
