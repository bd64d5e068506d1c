import Core
package import Model
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

/// Forms of a BCP 47 tag the services want.
enum LanguageTag {
    /// The language alone: `en` for `en-US`.
    static func language(_ tag: String) -> String {
        tag.split { $0 == "-" || $0 == "_" }.first.map { $0.lowercased() } ?? "en"
    }

    /// AssemblyAI's form, `en_us`; only English has regions there.
    static func underscored(_ tag: String) -> String {
        let parts = tag.split { $0 == "-" || $0 == "_" }.map { $0.lowercased() }
        guard parts.first == "en", let region = parts.dropFirst().first else { return language(tag) }
        return switch region {
        case "us", "au": "en_\(region)"
        case "gb", "uk": "en_uk"
        default: "en"
        }
    }
}

/// Several engines as one: the first that hears the recording wins. The transcript says which it was.
package struct TranscriberChain: Sendable {
    private let first: Transcriber
    private let others: [Transcriber]

    /// Engines in order of preference.
    package init(_ first: Transcriber, then others: [Transcriber]) {
        self.first = first
        self.others = others
    }

    /// The port; it promises what the first engine promises.
    package var transcriber: Transcriber {
        guard !others.isEmpty else { return first }
        return Transcriber(engine: first.engine, model: first.model, capabilities: first.capabilities) { request in
            var failures: [any Error] = []
            for engine in [first] + others {
                do {
                    var heard = try await engine.transcribe(request)
                    if let failure = failures.first {
                        heard.findings = [finding(failure, heard)] + (heard.findings ?? [])
                    }
                    return heard
                } catch is CancellationError {
                    throw CancellationError()
                } catch {
                    failures.append(error)
                }
            }
            // A failure that may pass is worth another try of the whole list; else the first engine's says most.
            throw failures.first { Self.mayPass($0) } ?? failures[0]
        }
    }

    /// Why another engine than the first one heard the words: the service's doing alone.
    private func finding(_ failure: any Error, _ heard: Transcript) -> TranscriptFinding {
        let error = failure as? any CodedError
        let reason = error.map { " \($0.message)" } ?? ""
        return TranscriptFinding(
            .otherEngine,
            "The preferred engine (\(first.engine)) failed, which is no fault of the recording.\(reason) The words come from \(heard.engineLabel) instead.",
            count: heard.words.count,
            value: error?.code
        )
    }

    private static func mayPass(_ error: any Error) -> Bool {
        (error as? any CodedError).map { ErrorTable.row($0.code).retry != .never } ?? false
    }
}
