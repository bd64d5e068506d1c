import Core

/// Everything a client can ask for, chapter by chapter; features add theirs.
package enum Operations {
    /// The header of requests that are done once.
    package static let idempotencyKey = Operation.Parameter.header(
        "Idempotency-Key",
        .text.from(1).to(255).with("pattern", .text("^[ -~]+$")),
        "A request with a key is done once, however often it arrives, for 24 hours or until what it made is deleted."
    )
    /// The header of event streams that are taken up again.
    package static let lastEvent = Operation.Parameter.header(
        "Last-Event-ID",
        .text,
        "The number of the last event the client has; what it knows is not said again."
    )

    /// The header of requests for what may be known already.
    package static let ifNoneMatch = Operation.Parameter.header(
        "If-None-Match",
        .text,
        "Entity tags the client has; with one that still holds there is no body."
    )
    /// The reply to them.
    package static let unchanged = Operation.Reply(304, "The client has these bytes already.", headers: ["ETag"])

    /// The service itself.
    package static var service: [Operation] {
        [
            page(
                "/",
                "getRecorder",
                "A page that records, uploads, shows progress and the result",
                "text/html",
                needs: .permission(.answersRead)
            ),
            page("/docs", "getDocs", "This document as a page", "text/html", needs: .open),
            page("/docs/errors", "getErrors", "Every error code", "text/html", needs: .open),
            page("/openapi.json", "getOpenAPI", "This document", "application/json", needs: .open)
                .with(
                    more: "With `chapters` it has their operations only, and what these refer to.",
                    parameters: [
                        .query("chapters", .text.to(400), "Names of chapters with commas: \(chapterNames).")
                    ],
                    errors: ["request.invalid"]
                ),
            up("/health", "getHealth"),
            up("/health/live", "getLiveness"),
            Operation(
                .get,
                "/health/ready",
                name: "getReadiness",
                .service,
                "Whether answers can be taken, part by part",
                needs: .open,
                costs: nil,
                replies: [
                    Operation.Reply(200, "They can.", [.json(.named("Readiness"), ["ready": Examples.ready])]),
                    Operation.Reply(503, "They cannot.", [.json(.named("Readiness"))]),
                ]
            ),
            Operation(
                .get,
                "/version",
                name: "getVersion",
                .service,
                "What the service is",
                needs: .open,
                costs: nil,
                replies: [Operation.Reply(200, "Name and version.", [.json(.named("Version"))])]
            ),
            page(
                "/metrics",
                "getMetrics",
                "What is measured, as Prometheus text",
                "text/plain",
                needs: .permission(.metricsRead)
            ),
        ]
    }

    private static var chapterNames: String { Chapter.allCases.map(\.key).joined(separator: ", ") }

    private static func up(_ path: String, _ name: String) -> Operation {
        Operation(
            .get,
            path,
            name: name,
            .service,
            "Whether the process is up",
            needs: .open,
            costs: nil,
            replies: [Operation.Reply(200, "It is.", [.json(.named("Health"), ["up": #"{"status":"ok"}"#])])]
        )
    }

    private static func page(_ path: String, _ name: String, _ summary: String, _ type: String, needs: Access)
        -> Operation
    {
        Operation(
            .get,
            path,
            name: name,
            .service,
            summary,
            needs: needs,
            costs: nil,
            replies: [Operation.Reply(200, "The text.", [.file(type)])]
        )
    }
}
