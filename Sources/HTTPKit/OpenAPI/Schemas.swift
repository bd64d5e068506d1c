import Model

/// The schemas of the document by name; features add theirs.
package enum Schemas {
    /// What is not about a feature.
    package static var ofService: KeyValuePairs<String, Schema> {
        [
            "Health": health,
            "Readiness": readiness,
            "Version": version,
            "Problem": problem,
        ]
    }

    /// An answer's identifier.
    package static var answerID: Schema { .id(AnswerKind.prefix) }

    static var health: Schema { .object(["status": .choice(["ok"])]).said("The process is up.") }

    static var readiness: Schema {
        let part = Schema.object([
            "status": .choice(["ok", "late", "failed"]),
            "detail?": .text.said("A sentence for the operator."),
            "oldestMs?": .milliseconds.said("How old the oldest waiting job is."),
            "waiting?": .count.said("How many jobs wait."),
            "freeBytes?": .integer.said("Bytes free on the disk."),
        ])
        return .object([
            "status": .choice(["ready", "unavailable"]), "checks": .map(of: part).said("The parts by name."),
        ]).said("Whether answers can be taken.")
    }

    static var version: Schema {
        .object(["name": .text, "version": .text]).said("What the service is.")
    }

    static var problem: Schema {
        .object([
            "type": .text.said("Where the code is described, on this service."),
            "title": .text.said("The meaning of the code, the same each time."),
            "status": .integer.from(400).to(599).said("The HTTP status."),
            "detail": .text.said("What is wrong with this request."),
            "code": Schema.text.with("pattern", .text("^[a-z]+([.][a-z_]+)?$"))
                .said("The stable code of the error table, at `/docs/errors`; later versions know more of them."),
            "requestId": .text.said("The request's id, also in `X-Request-Id` and in the log."),
            "answerId?": answerID.said("The answer that was kept although this request failed."),
        ]).said("An error (RFC 9457).")
    }
}
