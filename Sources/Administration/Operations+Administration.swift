import Accounts
import Core
package import HTTPKit

/// Looking after people, privacy, and reviewing.
extension Operations {
    private static let userID = Operation.Parameter.path("id", .text, "Identifier, address or username.")
    private static let accountID = Operation.Parameter.path("account", .id(PersonKind.prefix), "The person.")
    private static let answer = Operation.Parameter.path("id", Schemas.answerID, "The answer.")
    private static let cursor = Operation.Parameter.query("cursor", .text, "Where the page before ended.")
    private static let link = Operation.Content.json(.object(["link": .text.said("To hand on, once.")]))
    private static let review = Schema.object([
        "id": .id(ReviewKind.prefix), "answer": Schemas.answerID, "decision": .choice(ReviewService.Decision.self),
        "reason": .text, "reviewer": .text, "createdAt": .moment,
    ])

    /// The operations, in the document's order.
    package static var administration: [Operation] { privacy + people + reviewing }

    private static func operation(
        _ method: Operation.Method,
        _ path: String,
        _ name: String,
        _ summary: String,
        _ replies: [Operation.Reply],
        needs: Access = .permission(.peopleManage),
        costs: CostClass? = .writes
    ) -> Operation {
        Operation(method, path, name: name, .administration, summary, needs: needs, costs: costs, replies: replies)
    }

    private static var privacy: [Operation] {
        [
            operation(
                .get,
                "/v1/account/export",
                "exportAccount",
                "Everything of the caller as a signed archive",
                [.init(200, "The archive.", [.file("application/zip")], headers: ["Content-Disposition"])],
                needs: .permission(.answersRead),
                costs: .reports
            ).with(more: "`debrief verify` checks it.", errors: ["request.not_found"]),
            operation(
                .get,
                "/v1/signing-key",
                "getSigningKey",
                "The Ed25519 key that signs archives and receipts",
                [.init(200, "The key in Base64.", [.json(.object(["publicKey": .text]))])],
                needs: .open,
                costs: .reads
            ),
        ]
    }

    private static var people: [Operation] {
        [
            operation(
                .get,
                "/v1/admin/users",
                "listUsers",
                "People with accounts",
                [
                    .init(
                        200,
                        "Newest first.",
                        [.json(.object(["users": .list(of: .named("Account")), "nextCursor?": .text]))]
                    )
                ],
                costs: .reads
            ).with(parameters: [.query("q", .text, "What the address, username or a name contains."), cursor]),
            operation(
                .post,
                "/v1/admin/users",
                "inviteUser",
                "Invite a person",
                [.init(201, "The link, good once and for a week.", [link])]
            ).with(
                body: [.json(.object(["email?": .text, "role?": .choice(Role.self)]))],
                errors: ["request.invalid", "account.name_taken", "request.csrf"]
            ),
            operation(
                .get,
                "/v1/admin/users/{id}",
                "getUser",
                "One person",
                [.init(200, "The account.", [.json(.named("Account"))])],
                costs: .reads
            ).with(parameters: [userID], errors: ["request.not_found"]),
            operation(
                .patch,
                "/v1/admin/users/{id}",
                "changeUser",
                "Change the role, lock or unlock",
                [.init(200, "The account.", [.json(.named("Account"))])]
            ).with(
                parameters: [userID],
                body: [.json(.object(["role?": .choice(Role.self), "locked?": .flag]))],
                errors: ["request.invalid", "request.not_found", "account.last_administrator", "request.csrf"]
            ),
            operation(
                .post,
                "/v1/admin/users/{id}/reset",
                "resetUser",
                "Make a link for a new password",
                [.init(201, "The link, good once and for 30 minutes.", [link])]
            ).with(parameters: [userID], errors: ["request.not_found", "request.csrf"]),
            operation(
                .get,
                "/v1/admin/audit",
                "listAudit",
                "The audit log",
                [.init(200, "Newest first.", [.json(.named("AuditLog"))])],
                costs: .reads
            ).with(parameters: [.query("account", .text, "Only about this account."), cursor]),
            operation(
                .get,
                "/v1/admin/audit.csv",
                "exportAudit",
                "The whole audit log as a table",
                [.init(200, "The table.", [.file("text/csv")], headers: ["Content-Disposition"])],
                costs: .reports
            ),
        ]
    }

    private static var reviewing: [Operation] {
        let needs = Access.permission(.answersReview)
        let refused = ["account.recordings_private", "request.not_found"]
        return [
            operation(
                .get,
                "/v1/admin/answers/{account}",
                "listReviewable",
                "Answers of a person who agreed to be reviewed",
                [.init(200, "Newest first.", [.json(.named("AnswerList"))])],
                needs: needs,
                costs: .reads
            ).with(
                more: "Each look is in the audit log, where the person sees it.",
                parameters: [accountID, cursor],
                errors: refused + ["request.invalid"]
            ),
            operation(
                .get,
                "/v1/admin/answers/{account}/{id}",
                "getReviewable",
                "One of them, without what the voice may tell of feelings",
                [.init(200, "The answer.", [.json(.named("Answer"))])],
                needs: needs,
                costs: .reads
            ).with(parameters: [accountID, answer], errors: refused),
            operation(
                .get,
                "/v1/admin/answers/{account}/{id}/reviews",
                "listReviews",
                "What reviewers decided",
                [.init(200, "Oldest first.", [.json(.object(["reviews": .list(of: review)]))])],
                needs: needs,
                costs: .reads
            ).with(parameters: [accountID, answer], errors: refused),
            operation(
                .post,
                "/v1/admin/answers/{account}/{id}/reviews",
                "createReview",
                "Keep a decision with its reason",
                [.init(201, "It is kept.", [.json(review)])],
                needs: needs
            ).with(
                parameters: [accountID, answer],
                body: [
                    .json(
                        .object(["decision": .choice(ReviewService.Decision.self), "reason": .text.from(1).to(2_000)])
                    )
                ],
                errors: refused + ["request.invalid", "request.csrf"]
            ),
        ]
    }
}
