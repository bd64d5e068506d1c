import HTTPTypes
import Hummingbird
import NIOCore
import NIOPosix
import Storage

/// Takes the body of `POST /v1/answers`: a form with an `audio` part, or the raw recording with its fields in the query.
struct UploadReceiver: Sendable {
    /// What a form may have around the recording: its fields and its boundary lines.
    private static let formOverhead = 4 * 1024 * 1024

    private let blobs: BlobFolder
    private let limit: Int
    private let threads: NIOThreadPool

    /// A receiver that writes into `blobs` and takes recordings of at most `limit` bytes.
    init(blobs: BlobFolder, limit: Int, threads: NIOThreadPool) {
        self.blobs = blobs
        self.limit = limit
        self.threads = threads
    }

    /// Receives one upload. Throws ``WebError``, ``MultipartError`` or `StorageError`; nothing is left behind then.
    func receive(_ request: Request) async throws -> ReceivedUpload {
        let declared = request.headers[.contentLength].flatMap { Int($0) } ?? 0
        let type = request.headers[.contentType] ?? ""
        let isForm = HeaderParameters(type).value == "multipart/form-data"
        guard declared <= limit + (isForm ? Self.formOverhead : 0) else {
            throw WebError(.tooLarge, "The recording is larger than the \(limit) bytes accepted here.")
        }
        return isForm ? try await form(request, type: type) : try await raw(request, type: HeaderParameters(type).value)
    }

    private func raw(_ request: Request, type: String) async throws -> ReceivedUpload {
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
        for (name, value) in request.uri.queryParameters {
            try fields.set(String(name), bytes: Array(value.utf8))
        }
        var writer = try await makeWriter()
        for try await chunk in request.body { try await writer.append(Array(chunk.readableBytesView)) }
        return try await finish(&writer, fields)
    }

    private func form(_ request: Request, type: String) async throws -> ReceivedUpload {
        var parser = try MultipartParser(contentType: type)
        var assembly = FormAssembly()
        var writer: RecordingWriter?
        for try await chunk in request.body {
            for event in try parser.push(Array(chunk.readableBytesView)) {
                switch try assembly.take(event) {
                case .recordingBegins: writer = try await makeWriter()
                case .recordingBytes(let bytes): try await writer?.append(bytes)
                case .nothing: break
                }
            }
        }
        try parser.finish()
        guard var writer else {
            throw WebError(.missingAudio, "The form has no part named audio. Send the recording as audio=@file.")
        }
        return try await finish(&writer, assembly.fields)
    }

    private func makeWriter() async throws -> RecordingWriter {
        let blobs = blobs
        let file = try await threads.runIfActive { try blobs.makeIncoming() }
        return RecordingWriter(file, limit: limit, threads: threads)
    }

    private func finish(_ writer: inout RecordingWriter, _ fields: UploadFields) async throws -> ReceivedUpload {
        let sha256 = try await writer.finish()
        guard writer.bytes > 0 else { throw WebError(.emptyUpload, "The recording is empty. Was the microphone on?") }
        return ReceivedUpload(file: writer.file, bytes: writer.bytes, sha256: sha256, fields: fields)
    }
}
