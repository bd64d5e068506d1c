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
                "Call it off; what was scored stays",
                errors: ["rescore.state"]
            ),
            drift("", "getDrift", "What it changed so far", .json(.named("Drift"))),
            drift(".csv", "getDriftCSV", "The same as CSV", .file("text/csv")),
            drift(".pdf", "getDriftPDF", "The same as PDF", .file("application/pdf")),
        ]
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

    private static func drift(_ rest: String, _ name: String, _ summary: String, _ content: Operation.Content)
        -> Operation
    {
        Operation(
            .get,
            "/v1/rescores/{id}/drift\(rest)",
            name: name,
            .rescores,
            summary,
            needs: .permission(.admin),
            costs: rest.isEmpty ? .reads : .reports,
            replies: [Operation.Reply(200, "The changes.", [content])]
        ).with(parameters: [rescoreID], errors: ["request.not_found"])
    }
}
