import Core
package import HTTPKit
import Model

/// Reports over several answers.
extension Operations {
    private static let unfinished = ["request.not_found", "request.not_ready", "request.invalid"]

    /// The operations, in the document's order.
    package static var reports: [Operation] {
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
            needs: .permission(.answersRead),
            costs: .reports,
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
            needs: .permission(.answersRead),
            costs: .reads,
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
            needs: .permission(.answersRead),
            costs: .reports,
            replies: report(form, type)
        ).with(parameters: takesParameters + tagged(form), errors: unfinished)
    }
}
