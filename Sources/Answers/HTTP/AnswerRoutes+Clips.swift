import HTTPKit
import Hummingbird
import Model

/// `/v1/answers/{id}/clips`: each filler and each long pause as a short recording.
extension AnswerRoutes {
    private struct Listed: Encodable {
        var name: String
        var kind: Clip.Kind
        var text: String?
        var startMs: Int
        var endMs: Int
        var url: String
    }

    private struct List: Encodable {
        var clips: [Listed]
    }

    func clips(_ request: Request, _ context: WebContext) async throws -> Response {
        let id = try id(context)
        let clips = try await desk.clips(as: try context.signedIn, id).map { clip in
            Listed(
                name: clip.name,
                kind: clip.kind,
                text: clip.text,
                startMs: clip.span.startMs,
                endMs: clip.span.endMs,
                url: "/v1/answers/\(id)/clips/\(clip.name)"
            )
        }
        return try ConditionalReply.json(List(clips: clips), to: request)
    }

    func clip(_ request: Request, _ context: WebContext) async throws -> Response {
        let id = try id(context)
        let name = context.parameters.get("name").map { "\($0)" } ?? ""
        let wav = try await desk.clip(as: try context.signedIn, id, named: name)
        return try ConditionalReply.bytes(Array(wav), type: "audio/wav", to: request)
    }
}
