import Core
import Documents
package import HTTPKit

/// Documents that questions and judgements may draw on.
extension Operations {
    private static let knowledgeID = Operation.Parameter.path("id", .id(KnowledgeKind.prefix), "The document.")
    private static let knowledgeCollection = Operation.Parameter.query(
        "collection",
        .text.to(200),
        "Only this collection."
    )

    /// The operations, in the document's order.
    package static var knowledge: [Operation] {
        [
            Operation(
                .post,
                "/v1/knowledge/documents",
                name: "addKnowledge",
                .knowledge,
                "Send a document",
                needs: .permission(.answersWrite),
                costs: .writes,
                replies: [
                    Operation.Reply(
                        202,
                        "It was read and will be placed.",
                        [.json(.named("KnowledgeDocument"))],
                        headers: ["Location"]
                    ),
                    Operation.Reply(
                        200,
                        "These bytes are there already.",
                        [.json(.named("KnowledgeDocument"))],
                        headers: ["Location"]
                    ),
                ]
            ).with(
                more:
                    "PDF, DOCX, Markdown, HTML or text. Its file is not kept. Only administrators add shared ones.",
                parameters: [
                    .query("name", .text.to(200), "The name of the file; it tells Markdown from text."),
                    .query("title", .text.to(200), "Its title."),
                    .query("collection", .text.to(200), "The collection it belongs to."),
                    .query("shared", .choice(["true", "false"]), "Whether everyone of the installation searches it."),
                ],
                body: [.file("application/octet-stream")],
                errors: ["document.*", "knowledge.too_many", "request.too_large", "request.invalid"]
            ),
            Operation(
                .get,
                "/v1/knowledge/documents",
                name: "listKnowledge",
                .knowledge,
                "The documents that the caller searches",
                needs: .permission(.answersRead),
                costs: .reads,
                replies: [Operation.Reply(200, "Newest first.", [.json(.named("KnowledgeList"))])]
            ).with(parameters: [knowledgeCollection]),
            Operation(
                .get,
                "/v1/knowledge/documents/{id}",
                name: "getKnowledge",
                .knowledge,
                "One document and how far it is",
                needs: .permission(.answersRead),
                costs: .reads,
                replies: [Operation.Reply(200, "The document.", [.json(.named("KnowledgeDocument"))])]
            ).with(parameters: [knowledgeID], errors: ["request.not_found"]),
            Operation(
                .delete,
                "/v1/knowledge/documents/{id}",
                name: "deleteKnowledge",
                .knowledge,
                "Remove it with its chunks",
                needs: .permission(.answersWrite),
                costs: .writes,
                replies: [Operation.Reply(204, "It is gone.")]
            ).with(parameters: [knowledgeID], errors: ["request.not_found"]),
            Operation(
                .post,
                "/v1/knowledge/documents/{id}/cancel",
                name: "cancelKnowledge",
                .knowledge,
                "Cancel its placing",
                needs: .permission(.answersWrite),
                costs: .writes,
                replies: [Operation.Reply(200, "As it is now.", [.json(.named("KnowledgeDocument"))])]
            ).with(parameters: [knowledgeID], errors: ["request.not_found"]),
            Operation(
                .get,
                "/v1/knowledge/search",
                name: "searchKnowledge",
                .knowledge,
                "Find what speaks of a question",
                needs: .permission(.answersRead),
                costs: .reads,
                replies: [Operation.Reply(200, "Best first.", [.json(.named("KnowledgeResult"))])]
            ).with(
                more: "By words and vectors together, brought into one order by reciprocal rank.",
                parameters: [
                    .query("q", .text.from(1).to(2_000), "The question.", needed: true),
                    .query(
                        "limit",
                        .integer.from(1).to(KnowledgeSearch.mostCount).otherwise(.integer(KnowledgeSearch.usualCount)),
                        "How many at most."
                    ),
                    .query(
                        "threshold",
                        .number.from(-1).to(1),
                        "Least cosine of what has none of the words; as the model is calibrated when absent."
                    ),
                    knowledgeCollection,
                ],
                errors: ["request.invalid"]
            ),
        ]
    }
}

extension Schemas {
    /// Everything about knowledge documents.
    package static var ofKnowledge: KeyValuePairs<String, Schema> {
        [
            "KnowledgeDocument": knowledgeDocument,
            "KnowledgeList": .object(["documents": .list(of: .named("KnowledgeDocument"))]),
            "KnowledgeResult": knowledgeResult,
        ]
    }

    private static var knowledgeDocument: Schema {
        .object([
            "id": .id(KnowledgeKind.prefix), "shared": .flag.said("Whether everyone of the installation searches it."),
            "collection": .text.said("Empty for none."), "title": .text, "kind": .choice(DocumentText.Kind.self),
            "hash": .hash.said("SHA-256 of the file."), "bytes": .count, "pages": .integer.from(1),
            "state": .choice(KnowledgeDocument.State.self), "done": .count.said("Chunks that are placed."),
            "total": .count.said("Chunks in all; 0 until it is cut."),
            "space": .text.said("Where its vectors live; empty when it is searched by words only."),
            "errorCode?": .text, "error?": .text, "createdAt": .moment, "finishedAt?": .moment,
        ]).said("A document that questions and judgements may draw on.")
    }

    private static var knowledgeResult: Schema {
        .object([
            "mode": .choice(KnowledgeResult.Mode.self).said("How it searched."),
            "notice?": .text.said("Why it searched by words alone."),
            "hits": .list(
                of: .object([
                    "document": .id(KnowledgeKind.prefix), "title": .text, "position": .count, "heading": .text,
                    "page": .integer.from(1), "text": .text,
                    "similarity?": .number.said("The cosine with the question."),
                    "score": .number.said("What the order goes by."),
                ])
            ).said("Best first."),
        ]).said("What a search found.")
    }
}
