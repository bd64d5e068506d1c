import Core
import FoundationEssentials
package import HTTPKit
import HTTPTypes
import Hummingbird
import Model

/// `/v1/uploads`: resumable uploads by the tus 1.0 protocol.
package struct TusRoutes: Sendable {
    private static let pieceType = "application/offset+octet-stream"
    private let desk: UploadDesk

    /// The routes over one desk.
    package init(desk: UploadDesk) { self.desk = desk }

    /// Registers the routes.
    package func add(to routes: Routes) {
        let operations = Operations.uploads
        routes.add(operations["getUploadCapabilities"]) { _, _ in capabilities }
        routes.add(operations["getUploadCapabilitiesOfOne"]) { _, _ in capabilities }
        routes.add(operations["createUpload"]) { request, context in try await create(request, context) }
        routes.add(operations["getUpload"]) { request, context in try await status(request, context) }
        routes.add(operations["appendToUpload"]) { request, context in try await append(request, context) }
        routes.add(operations["deleteUpload"]) { request, context in try await end(request, context) }
        routes.add(operations["overrideUploadMethod"]) { request, context in try await overridden(request, context) }
    }

    private var capabilities: Response {
        var headers: HTTPFields = [:]
        headers[.tusMaxSize] = String(desk.limit)
        headers[.tusExtension] = TusRequest.extensions
        headers[.tusChecksumAlgorithm] = UploadChecksum.Algorithm.names(",")
        return Response(status: .noContent, headers: headers)
    }

    private func create(_ request: Request, _ context: WebContext) async throws -> Response {
        try TusRequest.checkVersion(request.headers[.tusResumable])
        let creation = try TusRequest.creation(
            length: request.headers[.uploadLength],
            deferred: request.headers[.uploadDeferLength],
            metadata: request.headers[.uploadMetadata],
            limit: desk.limit
        )
        let checksum = try checksum(request)
        var standing = try await desk.create(as: try context.signedIn, creation)
        if request.headers[.contentType] == Self.pieceType {
            standing = try await desk.append(
                as: try context.signedIn,
                request.body,
                to: standing.upload.id,
                at: 0,
                declared: request.headers[.contentLength].flatMap { Int($0) },
                length: nil,
                checksum: checksum
            )
        }
        var headers = Self.headers(standing)
        headers[.location] = "/v1/uploads/\(standing.upload.id)"
        return Response(status: .created, headers: headers)
    }

    private func status(_ request: Request, _ context: WebContext) async throws -> Response {
        try TusRequest.checkVersion(request.headers[.tusResumable])
        let standing = try await desk.standing(as: try context.signedIn, try id(context))
        var headers = Self.headers(standing)
        headers[.cacheControl] = "no-store"
        if let length = standing.upload.length {
            headers[.uploadLength] = String(length)
        } else {
            headers[.uploadDeferLength] = "1"
        }
        if !standing.upload.metadata.isEmpty { headers[.uploadMetadata] = standing.upload.metadata }
        return Response(status: .ok, headers: headers)
    }

    private func append(_ request: Request, _ context: WebContext) async throws -> Response {
        try TusRequest.checkVersion(request.headers[.tusResumable])
        guard request.headers[.contentType] == Self.pieceType else {
            throw WebError(.unsupportedMediaType, "Send the piece as \(Self.pieceType).")
        }
        let length = try request.headers[.uploadLength].map { text throws(TusError) in
            try TusRequest.length(text, limit: desk.limit)
        }
        let standing = try await desk.append(
            as: try context.signedIn,
            request.body,
            to: try id(context),
            at: try TusRequest.offset(request.headers[.uploadOffset]),
            declared: request.headers[.contentLength].flatMap { Int($0) },
            length: length,
            checksum: try checksum(request)
        )
        return Response(status: .noContent, headers: Self.headers(standing))
    }

    private func end(_ request: Request, _ context: WebContext) async throws -> Response {
        try TusRequest.checkVersion(request.headers[.tusResumable])
        try await desk.remove(as: try context.signedIn, try id(context))
        return Response(status: .noContent)
    }

    /// For clients behind proxies that let only GET and POST through.
    private func overridden(_ request: Request, _ context: WebContext) async throws -> Response {
        switch request.headers[.methodOverride] {
        case "PATCH": try await append(request, context)
        case "DELETE": try await end(request, context)
        case "HEAD": try await status(request, context)
        default: throw WebError(.methodNotAllowed, "Send PATCH, or POST with X-HTTP-Method-Override.")
        }
    }

    private func checksum(_ request: Request) throws(TusError) -> PieceChecksum? {
        try request.headers[.uploadChecksum].map { text throws(TusError) in PieceChecksum(try UploadChecksum(text)) }
    }

    private static func headers(_ standing: UploadDesk.Standing) -> HTTPFields {
        var headers: HTTPFields = [:]
        headers[.uploadOffset] = String(standing.offset)
        headers[.uploadExpires] = HTTPDate.text(standing.expires)
        if let count = standing.count {
            headers[.named("Heard-Ms")] = String(count.untilMs)
            headers[.named("Heard-Fillers")] = String(count.fillers)
        }
        return headers
    }

    private func id(_ context: WebContext) throws(WebError) -> UploadID {
        guard let id = context.parameters.get("id").flatMap(UploadID.init) else {
            throw WebError(.notFound, "There is no upload with this id.")
        }
        return id
    }
}
