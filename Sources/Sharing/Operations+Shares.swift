import Core
package import HTTPKit
import Interviews
import Model

/// Links to answers and interviews.
extension Operations {
    private static let shareID = Operation.Parameter.path("id", .id(ShareKind.prefix), "The share.")

    /// The operations, in the document's order.
    package static var shares: [Operation] {
        [
            operation(
                .post,
                "/v1/shares",
                "createShare",
                "Make a link to an answer or an interview",
                [
                    .init(
                        201,
                        "The address is shown here and never again.",
                        [.json(.named("Share"))],
                        headers: ["Location"]
                    )
                ],
                needs: .permission(.answersWrite)
            ).with(
                body: [
                    .json(
                        .object(
                            [
                                "answer?": Schemas.answerID.said("Either this or interview."),
                                "interview?": .id(InterviewKind.prefix).said("Either this or answer."),
                                "parts": .list(of: .choice(SharePart.self)).from(1), "label?": .text.to(100),
                                "days?": .integer.from(1).to(ShareService.mostDays).otherwise(.integer(14)),
                                "passphrase?": .text.from(4).to(200), "comments?": .flag.otherwise(.flag(true)),
                            ]
                        )
                    )
                ],
                errors: ["request.invalid", "request.not_found", "account.too_many", "request.csrf"]
            ),
            operation(
                .get,
                "/v1/shares",
                "listShares",
                "The caller's links",
                [.init(200, "Newest first.", [.json(.object(["shares": .list(of: .named("Share"))]))])],
                costs: .reads
            ),
            operation(
                .delete,
                "/v1/shares/{id}",
                "revokeShare",
                "End a link",
                [.init(204, "It shows nothing any more.")],
                needs: .permission(.answersWrite)
            ).with(parameters: [shareID], errors: ["request.not_found", "request.csrf"]),
            operation(
                .get,
                "/v1/shares/{id}/comments",
                "listShareComments",
                "What readers said",
                [.init(200, "Oldest first.", [.json(.object(["comments": .list(of: .named("ShareComment"))]))])],
                costs: .reads
            ).with(parameters: [shareID], errors: ["request.not_found"]),
            operation(
                .post,
                "/v1/shares/{id}/comments",
                "createShareComment",
                "Say something about a shared answer or interview, without an account",
                [.init(201, "Its owner decides whether others see it.", [.json(.named("ShareComment"))])],
                needs: .open
            ).with(
                parameters: [.path("id", .text, "The token of the link.")],
                body: [
                    .json(
                        .object([
                            "answer?": Schemas.answerID.said(
                                "Which answer it is about; wanted at a link to an interview."
                            ),
                            "name": .text.from(1).to(60), "text?": .text.to(2_000),
                            "reaction?": .choice(ShareComment.Reaction.self),
                            "atMs?": .milliseconds.said("The moment it is about."), "passphrase?": .text,
                        ])
                    )
                ],
                errors: [
                    "request.not_found", "request.invalid", "share.passphrase", "share.no_comments",
                    "request.rate_limited",
                ]
            ),
            operation(
                .patch,
                "/v1/shares/{id}/comments/{comment}",
                "moderateShareComment",
                "Show a remark to other readers, or hide it",
                [.init(200, "As it is now.", [.json(.named("ShareComment"))])],
                needs: .permission(.answersWrite)
            ).with(
                parameters: [shareID, .path("comment", .id(CommentKind.prefix), "The remark.")],
                body: [.json(.object(["state": .choice(["shown", "hidden"])]))],
                errors: ["request.not_found", "request.invalid", "request.csrf"]
            ),
        ]
    }

    private static func operation(
        _ method: Operation.Method,
        _ path: String,
        _ name: String,
        _ summary: String,
        _ replies: [Operation.Reply],
        needs: Access = .permission(.answersRead),
        costs: CostClass? = .writes
    ) -> Operation {
        Operation(method, path, name: name, .shares, summary, needs: needs, costs: costs, replies: replies)
    }
}

extension Schemas {
    /// Links to answers and interviews.
    package static var ofShares: KeyValuePairs<String, Schema> {
        [
            "Share": .object([
                "id": .id(ShareKind.prefix), "answer": .text.said("The answer; empty for a link to an interview."),
                "interview?": .id(InterviewKind.prefix).said("The interview."),
                "parts": .list(of: .choice(SharePart.self)),
                "label": .text, "hasPassphrase": .flag, "comments": .flag.said("Whether remarks are taken."),
                "open": .flag.said("Whether it shows anything now."), "views": .count, "createdAt": .moment,
                "expiresAt": .moment, "revokedAt?": .moment, "lastViewedAt?": .moment,
                "url?": .text.said("The whole address; only in the reply that made it."),
            ]).said("A link to an answer or an interview."),
            "ShareComment": .object([
                "id": .id(CommentKind.prefix), "answer?": answerID, "name": .text, "text": .text,
                "reaction?": .choice(ShareComment.Reaction.self), "atMs?": .milliseconds,
                "state": .choice(["waiting", "shown", "hidden"]), "createdAt": .moment,
            ]).said("What a reader said about a shared answer."),
        ]
    }
}
