import FoundationEssentials
package import Logging
package import Model
package import Outbound

/// Speech to text by Google Cloud, which drops "um" and "uh" and offers no switch to keep them.
package struct GoogleSpeechTranscriber: Sendable {
    private let settings: GoogleSpeechSettings
    private let upstream: Upstream
    private let credential: GoogleCredential
    private static let engine = "google"

    /// An engine behind a client.
    package init(settings: GoogleSpeechSettings, client: HTTPClient, logger: Logger, pacing: Upstream.Pacing = .init())
    {
        self.settings = settings
        let secrets: [Secret] =
            switch settings.access {
            case .apiKey(let key): [key]
            case .selfSigned(let account), .tokenGrant(let account): [account.secret]
            }
        func upstream(_ name: String) -> Upstream {
            Upstream(
                name,
                client: client,
                settings: settings.upstream,
                secrets: secrets,
                logger: logger,
                pacing: pacing
            )
        }
        self.upstream = upstream(Self.engine)
        // The audience is the service's own name, wherever a test or a proxy serves it.
        credential = GoogleCredential(
            settings.access,
            audience: "https://speech.googleapis.com/",
            upstream: upstream("google-oauth")
        )
    }

    /// The port. A synchronous call takes a minute; five seconds are left for its own way of counting.
    package var transcriber: Transcriber {
        Transcriber(
            engine: Self.engine,
            model: settings.model,
            capabilities: .init(
                keepsFillers: false,
                wordTimes: GoogleSpeechRequest.timesWords(settings) ? .exact : .none,
                accuracy: .standard,
                maxDurationMs: 55_000,
                accepts: GoogleSpeechRequest.accepts(settings.form)
            ),
            transcribe: { try await transcribe($0) }
        )
    }

    private func transcribe(_ request: Transcriber.Request) async throws -> Transcript {
        do throws(OutboundError) {
            let accepted = GoogleSpeechRequest.accepts(settings.form)
            return try await request.offering(accepted, maxBytes: GoogleSpeechRequest.maxBytes).tried {
                request throws(OutboundError) in
                do throws(OutboundError) {
                    return try await recognize(request)
                } catch {
                    // 401: it does not know who we are. 403 means that it does.
                    guard error.kind == .auth, error.status == 401, await credential.fallBack() else { throw error }
                    upstream.closeBreaker()
                    return try await recognize(request)
                }
            }
        } catch {
            if error.kind == .auth { await credential.forget() }
            throw ProvidersError.transcribe(error, engine: Self.engine)
        }
    }

    private func recognize(_ request: Transcriber.Request) async throws(OutboundError) -> Transcript {
        let header = try await credential.header()
        return try await upstream.call { () throws(OutboundError) in
            try GoogleSpeechRequest.call(request, settings, header)
        } reading: { reply throws(OutboundError) in
            let json = try ServiceReply.json(reply, refusal: GoogleRefusal.error)
            upstream.bill(Bill(seconds: GoogleSpeechReply.billedSeconds(json)))
            return GoogleSpeechReply.transcript(json, request, engine: Self.engine, model: settings.model)
        }
    }
}
