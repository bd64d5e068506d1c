/// Reports over several answers, and scoring stored answers again.
extension Operations {
    private static let rescoreID = Operation.Parameter.path("id", Schemas.rescoreID, "The re-scoring.")
    private static let unfinished = ["request.not_found", "request.not_ready", "request.invalid"]

    static var reports: [Operation] {
        [
            series("pdf", "application/pdf"), series("html", "text/html"), compare,
            takes("pdf", "application/pdf"), takes("html", "text/html"),
        ]
    }

    /// A page tells the moment it was made; a PDF of the same answers is the same bytes.
    private static func tagged(_ form: String) -> [Operation.Parameter] { form == "pdf" ? [ifNoneMatch] : [] }

    private static func report(_ form: String, _ type: String) -> [Operation.Reply] {
        form == "pdf"
            ? [Operation.Reply(200, "The report.", [.file(type)], headers: ["ETag"]), unchanged]
            : [Operation.Reply(200, "The report.", [.file(type)])]
    }

    private static func series(_ form: String, _ type: String) -> Operation {
        let one = "ans_[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
        return Operation(
            .get,
            "/v1/reports/series.\(form)",
            name: "getSeries\(form.uppercased())",
            .reports,
            "One report over finished answers, in the order named",
            replies: report(form, type)
        ).with(
            parameters: tagged(form) + [
                .query(
                    "answers",
                    .text.with("pattern", .text("^\(one)(,\(one)){0,\(ReportDesk.limit - 1)}$"))
                        .example(.text("\(Examples.id),\(Examples.otherID)")),
                    "Ids of 1 to \(ReportDesk.limit) answers, with commas.",
                    needed: true
                ),
                .query(
                    "title",
                    .text,
                    "The report's title; what is longer than \(ReportDesk.titleLimit) characters is cut."
                ),
            ],
            errors: unfinished
        )
    }

    private static let takesParameters = [
        answerID, Operation.Parameter.path("other", Schemas.answerID, "The later take."),
    ]

    private static var compare: Operation {
        Operation(
            .get,
            "/v1/answers/{id}/compare/{other}",
            name: "compareAnswers",
            .reports,
            "Two takes of one answer, measure by measure, the earlier named first",
            replies: [
                Operation.Reply(200, "The comparison.", [.json(.named("TakeComparison"), ["takes": Examples.takes])])
            ]
        ).with(parameters: takesParameters, errors: unfinished)
    }

    private static func takes(_ form: String, _ type: String) -> Operation {
        Operation(
            .get,
            "/v1/answers/{id}/compare/{other}/report.\(form)",
            name: "getComparison\(form.uppercased())",
            .reports,
            "The comparison with both answers",
            replies: report(form, type)
        ).with(parameters: takesParameters + tagged(form), errors: unfinished)
    }

    static var rescores: [Operation] {
        [
            begin,
            Operation(
                .get,
                "/v1/rescores",
                name: "listRescores",
                .rescores,
                "The newest re-scorings",
                replies: [Operation.Reply(200, "At most 200.", [.json(.named("RescoreList"))])]
            ),
            one(.get, "", name: "getRescore", "One re-scoring", errors: []),
            Operation(
                .get,
                "/v1/rescores/{id}/events",
                name: "followRescore",
                .rescores,
                "Its state and counts as server-sent events, each time they changed",
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
            replies: [Operation.Reply(200, "The changes.", [content])]
        ).with(parameters: [rescoreID], errors: ["request.not_found"])
    }
}
