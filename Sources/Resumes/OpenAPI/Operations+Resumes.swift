import Core
package import HTTPKit

/// Résumés and how they match job descriptions.
extension Operations {
    private static let resume = Operation.Parameter.path("id", .id(ResumeKind.prefix), "The résumé.")
    private static let match = Operation.Parameter.path("match", .id(ResumeMatchKind.prefix), "The match.")
    private static let missing = ["request.not_found"]

    /// The operations, in the document's order.
    package static var resumes: [Operation] {
        [
            Operation(
                .post,
                "/v1/resumes",
                name: "createResume",
                .resumes,
                "Send a résumé",
                needs: .permission(.answersWrite),
                costs: .writes,
                replies: [
                    Operation.Reply(
                        201,
                        "It was read. The file is not kept.",
                        [.json(.named("Resume"))],
                        headers: ["Location"]
                    )
                ]
            ).with(
                more: "PDF, DOCX, Markdown, HTML or text; its first bytes tell which.",
                parameters: [.query("name", .text.to(200), "The name of the file; it tells Markdown from text.")],
                body: [.file("application/octet-stream")],
                errors: ["document.*", "resume.too_many", "request.too_large", "request.invalid"]
            ),
            Operation(
                .get,
                "/v1/resumes",
                name: "listResumes",
                .resumes,
                "The caller's résumés",
                needs: .permission(.answersRead),
                costs: .reads,
                replies: [Operation.Reply(200, "Newest first.", [.json(.named("ResumeList"))])]
            ),
            Operation(
                .get,
                "/v1/resumes/{id}",
                name: "getResume",
                .resumes,
                "One résumé and what was found in it",
                needs: .permission(.answersRead),
                costs: .reads,
                replies: [Operation.Reply(200, "The résumé.", [.json(.named("Resume"))])]
            ).with(parameters: [resume], errors: missing),
            Operation(
                .delete,
                "/v1/resumes/{id}",
                name: "deleteResume",
                .resumes,
                "Remove it with its matches",
                needs: .permission(.answersWrite),
                costs: .writes,
                replies: [Operation.Reply(204, "It is gone.")]
            ).with(parameters: [resume], errors: missing),
            Operation(
                .post,
                "/v1/resumes/{id}/matches",
                name: "createMatch",
                .resumes,
                "Compare it with a job description",
                needs: .permission(.answersWrite),
                costs: .writes,
                replies: [
                    Operation.Reply(201, "How far it matches.", [.json(.named("ResumeMatch"))], headers: ["Location"])
                ]
            ).with(
                more:
                    "The score is arithmetic over requirements: a must weighs 3, a wish 1; met counts 1, partly 0.5, missing 0.",
                parameters: [resume],
                body: [.json(.named("JobDescription"))],
                errors: missing + ["request.invalid", "document.empty", "document.too_large", "resume.too_many"]
            ),
            Operation(
                .get,
                "/v1/resumes/{id}/matches",
                name: "listMatches",
                .resumes,
                "Its matches",
                needs: .permission(.answersRead),
                costs: .reads,
                replies: [Operation.Reply(200, "Newest first.", [.json(.named("ResumeMatchList"))])]
            ).with(parameters: [resume], errors: missing),
            one(.get, "", "getMatch", "One match", costs: .reads, [.json(.named("ResumeMatch"))]),
            one(
                .post,
                "/rewrite",
                "rewriteResume",
                "Have a model propose other words",
                costs: .answers,
                [.json(.named("ResumeMatch"))],
                errors: ["resume.no_model", "evaluate.*"]
            ),
            one(
                .patch,
                "/rewrite",
                "decideChanges",
                "Accept or reject proposed changes",
                costs: .writes,
                [.json(.named("ResumeMatch"))],
                body: [.json(.named("ChangeVerdicts"))],
                errors: ["request.invalid"]
            ),
            one(
                .get,
                "/resume.pdf",
                "getResumePDF",
                "The résumé with accepted changes, as PDF",
                costs: .reports,
                [.file("application/pdf")],
                errors: ["report.failed"]
            ),
            one(
                .get,
                "/resume.docx",
                "getResumeDOCX",
                "The same as a Word document",
                costs: .reports,
                [.file("application/vnd.openxmlformats-officedocument.wordprocessingml.document")]
            ),
            one(
                .get,
                "/resume.txt",
                "getResumeText",
                "The same as plain text, for forms",
                costs: .reads,
                [.file("text/plain")]
            ),
        ]
    }

    private static func one(
        _ method: Operation.Method,
        _ rest: String,
        _ name: String,
        _ summary: String,
        costs: CostClass,
        _ contents: [Operation.Content],
        body: [Operation.Content] = [],
        errors: [String] = []
    ) -> Operation {
        Operation(
            method,
            "/v1/resumes/{id}/matches/{match}\(rest)",
            name: name,
            .resumes,
            summary,
            needs: .permission(method == .get ? .answersRead : .answersWrite),
            costs: costs,
            replies: [Operation.Reply(200, "As it is now.", contents)]
        ).with(parameters: [resume, match], body: body, errors: missing + errors)
    }
}
