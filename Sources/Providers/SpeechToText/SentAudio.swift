import FoundationEssentials
import Model
import Outbound

/// What goes to a service: the recording as it was uploaded, or decoded.
struct SentAudio: Hashable {
    /// The file.
    let file: URL
    /// Its form; nil for the decoded recording.
    let form: UploadedAudio.Form?

    /// The recording of a request.
    init(_ request: Transcriber.Request) {
        file = request.original?.file ?? request.wav
        form = request.original?.form
    }

    /// A name whose extension tells the form.
    var name: String {
        switch form {
        case .webmOpus: "answer.webm"
        case .oggOpus: "answer.ogg"
        case .flac: "answer.flac"
        case .mp3: "answer.mp3"
        case .wav, nil: "answer.wav"
        }
    }

    /// The media type.
    var type: String {
        switch form {
        case .webmOpus: "audio/webm"
        case .oggOpus: "audio/ogg"
        case .flac: "audio/flac"
        case .mp3: "audio/mpeg"
        case .wav, nil: "audio/wav"
        }
    }
}

extension Transcriber.Request {
    /// The request with its original only if a service that accepts some forms can be given it.
    ///
    /// - Parameter maxBytes: the largest file the service takes.
    func offering(_ accepted: Set<UploadedAudio.Form>, maxBytes: Int) -> Transcriber.Request {
        var request = self
        guard let original, accepted.contains(original.form), original.bytes <= maxBytes,
            OriginalCheck(original).isPlain(decodedBytes: durationMs &* 32)
        else {
            request.original = nil
            return request
        }
        return request
    }

    /// Tries with the original; if the service refuses that, once more with the decoded recording, which all of them take.
    func tried<Value>(
        _ call: (Transcriber.Request) async throws(OutboundError) -> Value
    ) async throws(OutboundError) -> Value {
        do throws(OutboundError) {
            return try await call(self)
        } catch {
            guard original != nil, error.kind == .rejected, error.status != 404 else { throw error }
            var decoded = self
            decoded.original = nil
            return try await call(decoded)
        }
    }
}
