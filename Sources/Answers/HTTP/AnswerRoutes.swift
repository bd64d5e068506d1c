import Blobs
import Catalogue
import Core
import Database
import FoundationEssentials
package import HTTPKit
import HTTPTypes
import Hummingbird
import Logging
import Model
import NIOCore

/// `/v1/answers`: accepting recordings and reading what became of them.
package struct AnswerRoutes: Sendable {
    private struct Versions: Encodable {
        var versions: [AnswerVersion]
    }

    let desk: AnswerService
    let receiver: UploadReceiver
    private let reports: ReportDesk?

    /// The routes over one desk.
    ///
    /// - Parameter reports: draws the report in other languages than the stored one's; nil for none.
    package init(desk: AnswerService, reports: ReportDesk? = nil) {
        self.desk = desk
        self.reports = reports
        receiver = desk.receiver
    }

    /// Registers the routes.
    package func add(to routes: Routes) {
        let operations = Operations.answers + Operations.results
        routes.add(operations["createAnswer"]) { try await create($0, $1) }
        routes.add(operations["createAnswerFromForm"]) { try await create($0, $1, as: .form) }
        routes.add(operations["createAnswerFromBytes"]) { try await create($0, $1, as: .raw) }
        routes.add(operations["createTypedAnswer"]) { try await create($0, $1, as: .typed) }
        routes.add(operations["createAnswerFromUpload"]) { try await create($0, $1, as: .upload) }
        routes.add(operations["retryAnswers"]) { try await retryMany($0, $1) }
        routes.add(operations["deleteAnswers"]) { try await deleteMany($0, $1) }
        routes.add(operations["retryAnswer"]) { try await retry($0, $1) }
        routes.add(operations["listAnswers"]) { try await list($0, $1) }
        routes.add(operations["getAnswer"]) { try await show($0, $1) }
        routes.add(operations["correctAnswer"]) { try await correct($0, $1) }
        routes.add(operations["labelAnswer"]) { request, context in
            try JSONReply.response(try await label(request, as: try context.signedIn, try id(context)))
        }
        routes.add(operations["deleteAnswer"]) { try await delete($0, $1) }
        routes.add(operations["listVersions"]) {
            try ConditionalReply.json(
                Versions(versions: try await desk.versions(as: try $1.signedIn, try id($1))),
                to: $0
            )
        }
        routes.add(operations["getReportPDF"]) { try await report($0, $1) }
        routes.add(operations["getReportPage"]) { try await page($0, $1) }
        routes.add(operations["getCaptions"]) { try await captions($0, $1, .vtt) }
        routes.add(operations["getSubRip"]) { try await captions($0, $1, .srt) }
        routes.add(operations["getRecording"]) { try await audio($0, $1) }
        routes.add(operations["listClips"]) { try await clips($0, $1) }
        routes.add(operations["getClip"]) { try await clip($0, $1) }
        routes.add(operations["followAnswer"]) { try await events($0, $1) }
        routes.add(operations["cancelAnswer"]) { try await cancel($0, $1) }
    }

    private func list(_ request: Request, _ context: WebContext) async throws -> Response {
        let limit = try request.uri.queryParameters["limit"].map { text throws(WebError) -> Int in
            guard let limit = Int(text), (1...200).contains(limit) else {
                throw WebError(.invalid, "limit wants a whole number from 1 to 200.")
            }
            return limit
        }
        let query = try AnswerQuery(request, others: ["limit", "cursor", "sort", "total"])
        let asked = request.uri.queryParameters
        let order = try asked["sort"].map { text throws(WebError) -> AnswerSort in
            guard let sort = AnswerSort(rawValue: String(text)) else {
                let known = AnswerSort.allCases.map(\.rawValue).joined(separator: ", ")
                throw WebError(.invalid, "sort wants one of \(known).")
            }
            return sort
        }
        let page = try await desk.lines(
            as: try context.signedIn,
            query.filter,
            limit: limit ?? 50,
            cursor: asked["cursor"].map(String.init),
            sort: order ?? .newest,
            counting: try asked["total"].map { try AnswerQuery.flag(String($0), "total") } ?? false
        )
        var headers: HTTPFields = [:]
        if let next = page.nextCursor, let link = HTTPField.Name("Link") {
            let filters = query.sent.map { "&\($0.name)=\($0.value.percentEncoded())" }.joined()
            let sorted = order.map { "&sort=\($0.rawValue)" } ?? ""
            headers[link] = "</v1/answers?limit=\(limit ?? 50)\(filters)\(sorted)&cursor=\(next)>; rel=\"next\""
        }
        let fields = headers
        return try await desk.drawing.run { try ConditionalReply.json(page, to: request, headers: fields) }
    }

    private func show(_ request: Request, _ context: WebContext) async throws -> Response {
        let answer = try await desk.answer(as: try context.signedIn, try id(context))
        return try await desk.drawing.run { try ConditionalReply.json(answer, to: request) }
    }

    private func delete(_ request: Request, _ context: WebContext) async throws -> Response {
        let id = try id(context)
        let principal = try context.signedIn
        if let condition = request.headers[.ifMatch] {
            try check(condition, on: try await desk.numbered(as: principal, id).answer)
        }
        try await desk.delete(as: principal, id)
        context.logger.info("Answer deleted", metadata: ["answer": "\(id)"])
        return Response(status: .noContent)
    }

    private func cancel(_ request: Request, _ context: WebContext) async throws -> Response {
        try JSONReply.response(try await desk.cancel(as: try context.signedIn, try id(context)))
    }

    private func report(_ request: Request, _ context: WebContext) async throws -> Response {
        let id = try id(context)
        if let reports, Language.current != .english {
            return try ConditionalReply.bytes(
                try await reports.brief(as: try context.signedIn, id),
                type: "application/pdf",
                to: request,
                headers: [.contentDisposition: "inline; filename=\"debrief-\(id.rawValue.suffix(12)).pdf\""]
            )
        }
        let (report, sha256) = try await desk.reportFile(as: try context.signedIn, id)
        return try file(
            report,
            type: "application/pdf",
            name: "debrief-\(id.rawValue.suffix(12)).pdf",
            tag: EntityTag(hash: sha256),
            request
        )
    }

    private func page(_ request: Request, _ context: WebContext) async throws -> Response {
        ReportPage.response(try await desk.page(as: try context.signedIn, try id(context)))
    }

    private func captions(_ request: Request, _ context: WebContext, _ format: CaptionFormat) async throws -> Response {
        let text = try await desk.captions(as: try context.signedIn, try id(context), as: format)
        return try ConditionalReply.bytes(Array(text.utf8), type: format.type, to: request)
    }

    private func audio(_ request: Request, _ context: WebContext) async throws -> Response {
        let id = try id(context)
        let (recording, type, sha256) = try await desk.recordingFile(as: try context.signedIn, id)
        return try file(recording, type: type, name: nil, tag: EntityTag(hash: sha256), request)
    }

    private func events(_ request: Request, _ context: WebContext) async throws -> Response {
        try await desk.changes(as: try context.signedIn, of: try id(context), seen: EventStream.seen(by: request))
            .response
    }

    /// A stored file, whole or the part a `Range` header asks for.
    func file(
        _ file: StoredFile,
        type: String,
        name: String?,
        tag: EntityTag,
        _ request: Request
    ) throws -> Response {
        let length = file.length
        var headers: HTTPFields = [.contentType: type, .cacheControl: "private, no-cache", .acceptRanges: "bytes"]
        headers[.eTag] = tag.text
        if tag.isAmong(request.headers[.ifNoneMatch]) { return Response(status: .notModified, headers: headers) }
        if let name { headers[.contentDisposition] = "inline; filename=\"\(name)\"" }
        // A part of other bytes than those the client has is no use to it.
        let isPart = request.method == .get && tag.allowsPart(request.headers[.ifRange])
        let range = isPart ? request.headers[.range] : nil
        switch ByteRange.parse(range, length: length) {
        case .unsatisfiable:
            throw WebError(
                .range,
                "The range lies outside the \(length) bytes there are.",
                headers: [.contentRange: "bytes */\(length)"]
            )
        case .whole:
            headers[.contentLength] = String(length)
            return Response(status: .ok, headers: headers, body: body(of: file, 0, length))
        case .part(let range):
            headers[.contentRange] = "bytes \(range.start)-\(range.end - 1)/\(length)"
            headers[.contentLength] = String(range.end - range.start)
            return Response(status: .partialContent, headers: headers, body: body(of: file, range.start, range.end))
        }
    }

    /// A part of a stored file, read while it is sent: a piece is in memory at a time.
    private func body(of file: StoredFile, _ start: Int, _ end: Int) -> ResponseBody {
        let threads = desk.threads
        return ResponseBody(contentLength: end - start) { writer in
            var place = start
            while place < end {
                let (from, count) = (place, min(end - place, StoredFile.pieceLength))
                let piece = try await threads.run { try file.read(at: from, count: count) }
                guard !piece.isEmpty else {
                    throw StorageError(.unavailable, "A stored file was cut off while it was read.")
                }
                place += piece.count
                try await writer.write(ByteBuffer(bytes: piece))
            }
            try await writer.finish(nil)
        }
    }

    /// Sees to it that the client changes what it saw (RFC 9110 §13.1.1).
    func check(_ condition: String, on answer: Answer) throws {
        guard EntityTag(of: Array(try JSONReply.encoder.encode(answer))).fulfils(condition) else {
            throw WebError(.conditionFailed, "The answer changed since it was read. Read it again.")
        }
    }

    func id(_ context: WebContext) throws(WebError) -> AnswerID {
        guard let id = context.parameters.get("id").flatMap(AnswerID.init) else {
            throw WebError(.notFound, "There is no answer with this id.")
        }
        return id
    }
}

extension AnswerRoutes {
    /// What an address that takes one kind of body takes.
    enum BodyKind {
        case form, raw, typed, upload

        fileprivate func check(_ type: String) throws(WebError) {
            let (fits, wanted): (Bool, String) =
                switch self {
                case .form: (type == "multipart/form-data", "multipart/form-data")
                case .raw:
                    (!type.hasPrefix("multipart/") && type != "application/json", "application/octet-stream or audio/…")
                case .typed, .upload: (type == "application/json", "application/json")
                }
            guard fits else { throw WebError(.unsupportedMediaType, "This address takes \(wanted).") }
        }
    }

    /// The same as ``create(_:_:)`` at an address that takes one kind of body, for clients that are generated.
    func create(_ request: Request, _ context: WebContext, as kind: BodyKind) async throws -> Response {
        try kind.check(HeaderParameters(request.headers[.contentType] ?? "").value)
        return switch kind {
        case .form, .raw: try await create(request, context)
        case .typed: try await createFromJSON(request, context, only: "answer")
        case .upload: try await createFromJSON(request, context, only: "uploadId")
        }
    }

    /// Accepts a recording, once for each `Idempotency-Key`; one that was uploaded before, once for each upload.
    func create(_ request: Request, _ context: WebContext) async throws -> Response {
        if HeaderParameters(request.headers[.contentType] ?? "").value == "application/json" {
            return try await createFromJSON(request, context)
        }
        let principal = try context.signedIn
        var key = try IdempotencyHeader.key(as: principal, of: request, scope: "POST /v1/answers")
        let (upload, fields) = try await receiver.receive(request)
        if key != nil {
            key?.request = Fingerprint.of([await upload.facts.sha256] + fields.parts)
        }
        let wait = HTTPField.Name("Prefer").flatMap { Preferences(request.headers[$0]).waitSeconds }
        do {
            return try await desk.keys.once(key) { key in
                switch try await desk.accept(as: principal, upload, fields, key: key) {
                case .earlier(let earlier): return .before(earlier)
                case .recordingGone: throw StorageError(.unavailable, "The recording went meanwhile; send it again.")
                case .accepted(let answer):
                    let response = try await reply(to: answer, waitSeconds: wait, context)
                    return .now(response, status: response.status.code)
                }
            } again: { earlier in
                await upload.discard()
                return try await repeated(earlier, context)
            }
        } catch {
            // Harmless when the recording is in its place already.
            await upload.discard()
            throw error
        }
    }

    /// - Parameter name: the one of `answer` and `uploadId` that is taken; nil for either.
    private func createFromJSON(_ request: Request, _ context: WebContext, only name: String? = nil) async throws
        -> Response
    {
        let principal = try context.signedIn
        let body = try await request.wholeText(upTo: JSONFields.maxBytes)
        let asked = try JSONFields(body)
        if let name, asked.content.name != name {
            throw WebError(.missingAudio, "This address wants \(name), and not \(asked.content.name).")
        }
        let wait = HTTPField.Name("Prefer").flatMap { Preferences(request.headers[$0]).waitSeconds }
        guard case .typed(let text) = asked.content else {
            guard case .upload(let upload) = asked.content else {
                throw WebError(.missingAudio, "uploadId is missing.")
            }
            // The upload itself sees to it that it becomes one answer.
            return try await reply(
                to: try await desk.accept(as: principal, upload, asked.fields),
                waitSeconds: wait,
                context
            )
        }
        var key = try IdempotencyHeader.key(as: principal, of: request, scope: "POST /v1/answers")
        if key != nil { key?.request = Fingerprint.of(["typed", text] + asked.fields.parts) }
        return try await desk.keys.once(key) { key in
            switch try await desk.accept(as: principal, typed: text, asked.fields, key: key) {
            case .earlier(let earlier): return .before(earlier)
            case .recordingGone: throw StorageError(.unavailable, "The answer was not accepted; send it again.")
            case .accepted(let answer):
                let response = try await reply(to: answer, waitSeconds: wait, context)
                return .now(response, status: response.status.code)
            }
        } again: { earlier in
            try await repeated(earlier, context)
        }
    }

    private func reply(to answer: Answer, waitSeconds: Int?, _ context: WebContext) async throws -> Response {
        if let waitSeconds { context.notes.add([.named("Preference-Applied"): "wait=\(waitSeconds)"]) }
        guard let waitSeconds,
            let finished = try await desk.finished(as: try context.signedIn, answer.id, withinMs: waitSeconds * 1000)
        else {
            return try accepted(answer)
        }
        return try outcome(finished, context)
    }

    /// The reply of an earlier request once more: 202 for one that was not told the result.
    private func repeated(_ earlier: EarlierRequest, _ context: WebContext) async throws -> Response {
        guard let id = AnswerID(earlier.resource) else {
            throw StorageError(.corrupt, "A stored key belongs to no answer.")
        }
        let principal = try context.signedIn
        let isTold = (earlier.status ?? 202) != 202
        var response =
            isTold
            ? try outcome(try await desk.answer(as: principal, id), context)
            : try accepted(try await desk.accepted(as: principal, id))
        if let name = IdempotencyHeader.replayed { response.headers[name] = "true" }
        return response
    }

    private func accepted(_ answer: Answer) throws -> Response {
        try JSONReply.response(answer, status: .accepted, headers: [.location: "/v1/answers/\(answer.id)"])
    }

    private func outcome(_ answer: Answer, _ context: WebContext) throws -> Response {
        let location = "/v1/answers/\(answer.id)"
        guard let problem = answer.problem else {
            return try JSONReply.response(answer, headers: [.location: location])
        }
        var response = Problem(
            problem.code,
            detail: problem.detail,
            requestId: context.requestID,
            answerId: answer.id.rawValue
        ).response
        response.headers[.location] = location
        return response
    }
}
