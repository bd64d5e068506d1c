import Core
import Database
import HTTPKit
import HTTPTypes
import Hummingbird
import Model

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
