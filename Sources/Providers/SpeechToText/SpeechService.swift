import Model
import Outbound

/// What the engines with one call per recording have in common: build a request, read a reply, translate a failure.
struct SpeechService: Sendable {
    /// The engine's name.
    let engine: String
    /// The service.
    let upstream: Upstream
    /// The call for a recording.
    let make: @Sendable (Transcriber.Request) throws(OutboundError) -> HTTPRequest
    /// The forms of an upload it takes as they are.
    let accepts: Set<UploadedAudio.Form>
    /// The largest file it takes.
    let maxBytes: Int
    /// A refusal's class.
    let refusal: @Sendable (HTTPReply, JSONValue?) -> OutboundError
    /// What a success cost.
    let bill: @Sendable (JSONValue) -> Bill
    /// The transcript in a success.
    let read: @Sendable (JSONValue, Transcriber.Request) throws(OutboundError) -> Transcript

    /// Hears a recording; throws ``ProvidersError`` or `CancellationError`.
    func transcribe(_ request: Transcriber.Request) async throws -> Transcript {
        do throws(OutboundError) {
            return try await request.offering(accepts, maxBytes: maxBytes).tried { request throws(OutboundError) in
                try await upstream.call { () throws(OutboundError) in
                    try make(request)
                } reading: { reply throws(OutboundError) in
                    let json = try ServiceReply.json(reply, refusal: refusal)
                    upstream.bill(bill(json))
                    return try read(json, request)
                }
            }
        } catch {
            throw ProvidersError.transcribe(error, engine: engine)
        }
    }
}
