import Core
import HTTPKit
import HTTPTypes
import Hummingbird
import NIOCore

/// Takes the body of `POST /v1/answers`: a form with an `audio` part, or the raw recording with its fields in the query.
struct UploadReceiver: Sendable {
    /// What a form may have around the recording: its fields and its boundary lines.
    private static let formOverhead = 4 * 1024 * 1024

    private let intake: Intake
    private let live: LiveHearings
    private let limit: Int

    /// A receiver for recordings of at most `limit` bytes. Those whose length no header tells are heard while they come.
    init(intake: Intake, live: LiveHearings, limit: Int) {
        self.intake = intake
        self.live = live
        self.limit = limit
    }

    /// Receives one upload. Throws ``WebError``, ``MultipartError`` or what ``Intake`` throws; nothing is left behind then.
    func receive(_ request: Request) async throws -> (upload: Upload, fields: UploadFields) {
        let declared = request.headers[.contentLength].flatMap { Int($0) } ?? 0
        let type = request.headers[.contentType] ?? ""
        let isForm = HeaderParameters(type).value == "multipart/form-data"
        guard declared <= limit + (isForm ? Self.formOverhead : 0) else {
            throw WebError(.tooLarge, "The recording is larger than the \(ByteCount.text(limit)) accepted here.")
        }
        return isForm ? try await form(request, type: type) : try await raw(request, type: HeaderParameters(type).value)
    }

    private func raw(_ request: Request, type: String) async throws -> (upload: Upload, fields: UploadFields) {
        // The recording's own bytes decide what it is; the media type only tells a recording from another kind of request.
        let kind = type.prefix { $0 != "/" }
        guard
            type.isEmpty || ["audio", "video"].contains(kind)
                || ["application/octet-stream", "application/ogg"].contains(type)
        else {
            throw WebError(
                .unsupportedMediaType,
                "Send multipart/form-data with a part named audio, or the recording itself as audio/…, not \(type.prefix(64))."
            )
        }
        var fields = UploadFields()
        for (name, value) in try request.queryFields() { try fields.set(name, bytes: Array(value.utf8)) }
        let upload = try await begin(request)
        do {
            for try await chunk in request.body { try await upload.append(Array(chunk.readableBytesView)) }
        } catch {
            await upload.discard()
            throw error
        }
        return (upload, fields)
    }

    private func begin(_ request: Request) async throws -> Upload {
        let upload = try await intake.begin()
        if request.headers[.contentLength] == nil { await upload.hear(with: live.begin(upload.url)) }
        return upload
    }

    private func form(_ request: Request, type: String) async throws -> (upload: Upload, fields: UploadFields) {
        var parser = try MultipartParser(contentType: type)
        var assembly = FormAssembly()
        var upload: Upload?
        do {
            for try await chunk in request.body {
                for event in try parser.push(Array(chunk.readableBytesView)) {
                    switch try assembly.take(event) {
                    case .recordingBegins: upload = try await begin(request)
                    case .recordingBytes(let bytes): try await upload?.append(bytes)
                    case .nothing: break
                    }
                }
            }
            try parser.finish()
        } catch {
            await upload?.discard()
            throw error
        }
        guard let upload else {
            throw WebError(.missingAudio, "The form has no part named audio. Send the recording as audio=@file.")
        }
        return (upload, assembly.fields)
    }
}
