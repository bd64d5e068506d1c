import Core
import HTTPKit
import HTTPTypes
import Hummingbird
import Model
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

/// Sorts the events of a form into plain fields, kept in memory within their limits, and the one recording, passed on.
struct FormAssembly: Sendable {
    /// What an event means for the recording.
    enum Effect: Sendable, Equatable {
        case nothing
        case recordingBegins
        case recordingBytes([UInt8])
    }

    /// The plain fields so far.
    private(set) var fields = UploadFields()
    private var current: PartHeaders?
    private var value: [UInt8] = []
    private var seen: Set<String> = []

    /// Takes the next event. Throws for an unknown, repeated or too long field.
    mutating func take(_ event: MultipartEvent) throws(WebError) -> Effect {
        switch event {
        case .partBegan(let headers):
            guard seen.insert(headers.name).inserted else {
                throw WebError(.invalidField, "The form has the field \"\(headers.name.prefix(64))\" twice.")
            }
            current = headers
            value = []
            if headers.name == "audio" { return .recordingBegins }
            _ = try UploadFields.limit(of: headers.name)
            return .nothing
        case .bytes(let bytes):
            guard let name = current?.name, name != "audio" else { return .recordingBytes(bytes) }
            value += bytes
            let limit = try UploadFields.limit(of: name)
            guard value.count <= limit else {
                throw WebError(.invalidField, "The field \"\(name)\" is longer than \(limit) bytes.")
            }
            return .nothing
        case .partEnded:
            if let current, current.name != "audio" {
                try fields.set(current.name, bytes: value, filename: current.filename)
            }
            current = nil
            return .nothing
        }
    }
}

/// How much an answer may say: what every later step costs follows from it.
enum WordLimit {
    /// Words of an answer: more than two hours of fast speech.
    static let words = 20_000
    /// Bytes of a transcript without times: twenty for each word.
    private static let plainBytes = 400_000
    /// Words and numbers of a transcript file with times, in whatever format.
    private static let marks = 12 * words

    /// Reads a transcript that has no more words than an answer may have. What is far too long is refused before it is read.
    ///
    /// - Throws: `upload.invalid_field` for more words, and what `parse` throws.
    static func read(_ text: String, _ field: String, _ parse: () throws -> Transcript) throws -> Transcript {
        guard isReadable(text) else { throw refusal(field) }
        let transcript = try parse()
        guard transcript.words.count <= words else { throw refusal(field) }
        return transcript
    }

    private static func refusal(_ field: String) -> WebError {
        WebError(.invalidField, "The field \"\(field)\" has more than \(words) words.")
    }

    private static func isReadable(_ text: String) -> Bool {
        var (marks, isBetween, first) = (0, true, UInt8(0))
        for byte in text.utf8 {
            let isBlank = byte <= 32
            if isBetween, !isBlank {
                marks += 1
                if first == 0 { first = byte }
            }
            isBetween = isBlank
        }
        // Files with times begin with a bracket, a number or WEBVTT.
        let isFile =
            [UInt8(ascii: "{"), UInt8(ascii: "["), UInt8(ascii: "W"), 0xEF].contains(first)
            || (48...57).contains(first)
        return marks <= Self.marks && (isFile || text.utf8.count <= plainBytes)
    }
}
