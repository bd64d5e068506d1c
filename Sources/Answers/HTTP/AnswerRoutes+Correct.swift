import FoundationEssentials
import HTTPKit
import HTTPTypes
import Hummingbird
import Logging
import Model

/// `PATCH /v1/answers/{id}`: other words for a recording that was heard wrong, and the way back.
extension AnswerRoutes {
    /// The longest transcript there may be, and the little around it.
    private static let maxCorrection = UploadFields.maxTranscriptBytes + 1024

    private struct Body: Decodable {
        var transcript: String?
        var undo: Bool?
    }

    func correct(_ request: Request, _ context: WebContext) async throws -> Response {
        let (id, principal) = (try id(context), try context.signedIn)
        let type = HeaderParameters(request.headers[.contentType] ?? "").value
        guard ["application/json", "application/merge-patch+json"].contains(type) else {
            throw WebError(.unsupportedMediaType, "Send the correction as application/json.")
        }
        let body = Data(try await request.wholeText(upTo: Self.maxCorrection))
        guard let names = try? JSONDecoder().decode([String: AnyJSON].self, from: body),
            names.count == 1,
            let wanted = try? JSONDecoder().decode(Body.self, from: body),
            wanted.transcript != nil || wanted.undo == true
        else {
            throw WebError(
                .invalid,
                "The body wants {\"transcript\": TEXT}: text, WebVTT, SRT or JSON with times; or {\"undo\": true}."
            )
        }
        guard let condition = request.headers[.ifMatch] else {
            throw WebError(.conditionMissing, "Send If-Match with the ETag of the answer you corrected.")
        }
        let before = try await desk.numbered(as: principal, id)
        try check(condition, on: before.answer)
        if let text = wanted.transcript {
            try await desk.correct(as: principal, id, to: text, revision: before.revision)
        } else {
            try await desk.undoCorrection(as: principal, id, revision: before.revision)
        }
        let change = wanted.transcript == nil ? "taken back" : "made"
        context.logger.info("Transcript corrected", metadata: ["answer": "\(id)", "correction": "\(change)"])
        return try JSONReply.response(
            try await desk.answer(as: principal, id),
            status: .accepted,
            headers: [.location: "/v1/answers/\(id)"]
        )
    }

    /// Any value, unread.
    private struct AnyJSON: Decodable {
        init(from decoder: any Decoder) throws {}
    }
}
