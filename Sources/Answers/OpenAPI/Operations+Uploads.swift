import Core
package import HTTPKit
import Model

/// `/v1/uploads`, the tus 1.0 protocol.
extension Operations {
    private static let id = Operation.Parameter.path("id", .id(UploadKind.prefix), "The upload.")
    private static let version = Operation.Parameter.header(
        "Tus-Resumable",
        .choice([TusRequest.version]),
        "The protocol's version.",
        needed: true
    )
    private static let number = Schema.text.with("pattern", .text("^[0-9]{1,18}$"))
    private static let length = Operation.Parameter.header(
        "Upload-Length",
        number,
        "Bytes the upload will have; at a creation this or `Upload-Defer-Length`."
    )
    private static let offset = Operation.Parameter.header("Upload-Offset", number, "Bytes sent before.", needed: true)
    private static let checksum = Operation.Parameter.header(
        "Upload-Checksum",
        .text,
        "`sha1`, `sha256` or `md5`, a blank, and the Base64 of the piece's digest."
    )
    private static let pieceType = "application/offset+octet-stream"
    private static let tus = ["Tus-Resumable", "Tus-Version"]
    private static let standing = ["Upload-Offset", "Upload-Expires"] + tus
    private static let pieceErrors = [
        "request.invalid", "request.not_found", "request.unsupported_media_type", "upload.version", "upload.offset",
        "upload.expired", "upload.locked", "upload.checksum", "upload.too_large", "upload.interrupted",
        "upload.storage_full", "storage.full", "decode.*",
    ]

    /// The operations, in the document's order.
    package static var uploads: [Operation] {
        [capabilities("/v1/uploads"), create, capabilities("/v1/uploads/{id}"), status, append, end, overridden]
    }

    private static func capabilities(_ path: String) -> Operation {
        Operation(
            .options,
            path,
            name: path == "/v1/uploads" ? "getUploadCapabilities" : "getUploadCapabilitiesOfOne",
            .uploads,
            "What the service speaks",
            needs: .permission(.answersRead),
            costs: .reads,
            replies: [
                Operation.Reply(
                    204,
                    "Its limits and extensions.",
                    headers: ["Tus-Max-Size", "Tus-Extension", "Tus-Checksum-Algorithm"] + tus
                )
            ]
        ).with(parameters: path == "/v1/uploads" ? [] : [.path("id", .text, "Any upload.")])
    }

    private static var create: Operation {
        Operation(
            .post,
            "/v1/uploads",
            name: "createUpload",
            .uploads,
            "Begin an upload, with its first piece or without",
            needs: .permission(.answersWrite),
            costs: .pieces,
            replies: [Operation.Reply(201, "It is begun.", headers: ["Location"] + standing)]
        ).with(
            parameters: [
                version, length,
                .header("Upload-Defer-Length", .choice(["1"]), "The length is told with a later piece."),
                .header("Upload-Metadata", .text, "Pairs of a key and Base64, with commas."), checksum,
            ],
            body: [.file(pieceType)],
            isBodyOptional: true,
            errors: pieceErrors + ["upload.too_many"]
        )
    }

    private static var status: Operation {
        Operation(
            .head,
            "/v1/uploads/{id}",
            name: "getUpload",
            .uploads,
            "Where to go on",
            needs: .permission(.answersRead),
            costs: .reads,
            replies: [
                Operation.Reply(
                    200,
                    "Where the upload stands.",
                    headers: standing + ["Upload-Length", "Upload-Defer-Length", "Upload-Metadata"]
                )
            ]
        ).with(
            parameters: [id, version],
            errors: ["request.not_found", "upload.version", "upload.expired", "upload.locked"]
        )
    }

    private static var append: Operation {
        Operation(
            .patch,
            "/v1/uploads/{id}",
            name: "appendToUpload",
            .uploads,
            "Add a piece",
            needs: .permission(.answersWrite),
            costs: .pieces,
            replies: [
                Operation.Reply(
                    204,
                    "It is in its file and synced.",
                    headers: standing + ["Heard-Ms", "Heard-Fillers"]
                )
            ]
        ).with(
            parameters: [id, version, offset, length, checksum],
            body: [.file(pieceType)],
            errors: pieceErrors
        )
    }

    private static var end: Operation {
        Operation(
            .delete,
            "/v1/uploads/{id}",
            name: "deleteUpload",
            .uploads,
            "End an upload and forget its bytes",
            needs: .permission(.answersWrite),
            costs: .writes,
            replies: [Operation.Reply(204, "It is gone.", headers: tus)]
        ).with(
            parameters: [id, version],
            errors: ["request.not_found", "upload.version", "upload.expired", "upload.locked"]
        )
    }

    private static var overridden: Operation {
        Operation(
            .post,
            "/v1/uploads/{id}",
            name: "overrideUploadMethod",
            .uploads,
            "PATCH, DELETE or HEAD for clients behind proxies that let only GET and POST through",
            needs: .permission(.answersWrite),
            costs: .pieces,
            replies: [
                Operation.Reply(200, "As HEAD.", headers: standing),
                Operation.Reply(204, "As PATCH or DELETE.", headers: tus),
            ]
        ).with(
            parameters: [
                id, version,
                .header(
                    "X-HTTP-Method-Override",
                    .choice(["PATCH", "DELETE", "HEAD"]),
                    "What is meant."
                ),
                Operation.Parameter.header("Upload-Offset", number, "Bytes sent before; for PATCH."), length, checksum,
            ],
            body: [.file(pieceType)],
            isBodyOptional: true,
            errors: pieceErrors + ["request.method_not_allowed"]
        )
    }
}
