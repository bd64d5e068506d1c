import Catalogue
package import FoundationEssentials

/// The page at `/people/queue`: what waits and runs, what failed, and what re-scorings changed. It shows no content of anybody.
package struct QueuePage: Sendable {
    /// A kind of work.
    package struct Kind: Sendable {
        var values: [String: TemplateValue]

        /// A row: how many jobs are in each state, and since when the oldest that is due waits.
        package init(name: String, waiting: Int, running: Int, done: Int, failed: Int, oldest: Date?) {
            values = [
                "kind": .text(Texts.of(.current).find("queue.kind.\(name)") ?? name), "waiting": .text("\(waiting)"),
                "running": .text("\(running)"), "done": .text("\(done)"), "failed": .text("\(failed)"),
                "oldest": .html(oldest.map { Figures.time($0) } ?? HTML(escaping: "–")),
            ]
        }
    }

    /// A job that was given up.
    package struct Failure: Sendable {
        var values: [String: TemplateValue]

        /// A row; `isAnswer` when it can be tried again from here.
        package init(kind: String, subject: String, code: String, at: Date, isAnswer: Bool) {
            values = [
                "kind": .text(Texts.of(.current).find("queue.kind.\(kind)") ?? kind), "subject": .text(subject),
                "code": .text(code), "at": .html(Figures.time(at)), "isAnswer": .flag(isAnswer),
            ]
        }
    }

    /// A re-scoring, with what it changed.
    package struct Rescoring: Sendable {
        var values: [String: TemplateValue]

        /// A card.
        ///
        /// - Parameters:
        ///   - state: the names of its state and of where its results stand, as the catalogue has them.
        ///   - rows: the score and its criteria: title, answers, mean before, mean after, mean change, in points.
        package init(
            id: String,
            state: String,
            results: String?,
            made: Date,
            done: Int,
            total: Int?,
            failed: Int,
            rows: [(title: String, count: Int, before: Double, after: Double, change: Double)]
        ) {
            func number(_ value: Double) -> String { Figures.decimal(value, places: 1) }
            values = [
                "id": .text(id), "state": .text(Texts["queue.rescore.\(state)"]),
                "results": .optional(results.map { Texts["queue.results.\($0)"] }), "made": .html(Figures.time(made)),
                "count": .text(
                    Texts[
                        "queue.doneOf",
                        ["done": "\(done)", "total": total.map { "\($0)" } ?? "…", "failed": "\(failed)"]
                    ]
                ),
                "hasRows": .flag(!rows.isEmpty),
                "rows": .list(
                    rows.map { row in
                        [
                            "title": .text(Phrases.say(row.title)), "answers": .text("\(row.count)"),
                            "before": .text(number(row.before)), "after": .text(number(row.after)),
                            "change": .text((row.change > 0 ? "+" : "") + number(row.change)),
                        ]
                    }
                ),
            ]
        }
    }

    /// Kinds of work, by name.
    package var kinds: [Kind] = []
    /// What was given up, newest first.
    package var failures: [Failure] = []
    /// Re-scorings, newest first.
    package var rescorings: [Rescoring] = []
    /// What was just done.
    package var notice: String?
    /// What did not work.
    package var error: String?

    /// An empty page.
    package init() {}

    /// The document.
    package func html() throws(TemplateError) -> String {
        try AccountForms.page(
            Texts["queue.title"],
            "queue",
            [
                "csrf": .text(PageViewer.current?.token ?? ""), "kinds": .list(kinds.map(\.values)),
                "hasFailures": .flag(!failures.isEmpty), "failures": .list(failures.map(\.values)),
                "hasRescorings": .flag(!rescorings.isEmpty), "rescorings": .list(rescorings.map(\.values)),
                "notice": .optional(notice), "error": .optional(error),
            ],
            kind: "wide"
        )
    }
}
