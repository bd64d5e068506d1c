import Core
package import FoundationEssentials
package import HTTPKit
package import Model

/// The fields that may come with a recording, from a form or from a query string, and the rules they obey.
package struct UploadFields: Sendable {
    /// The most bytes a plain field may have.
    package static let maxFieldBytes = 32 * 1024
    /// The most characters (Unicode scalars) of a name, a role, a level, a language or the name of a rubric.
    package static let maxNameCharacters = 200
    /// The most bytes a résumé or a job description may have.
    package static let maxDocumentBytes = 256 * 1024
    /// The most bytes a supplied transcript may have.
    package static let maxTranscriptBytes = 2 * 1024 * 1024

    /// The names of all fields, in the order the docs list them.
    package static let names = [
        "question", "role", "level", "idealAnswer", "keywords", "candidate", "interviewer", "company", "language",
        "rubric", "transcript", "resume", "jobDescription", "knowledge", "narrative", "emotionConsent",
        "externalId", "metadata",
    ]
    /// The most bytes of `metadata`, and the most names in it.
    package static let maxMetadata = (bytes: 4 * 1024, names: 16)
    /// The most characters of `externalId`.
    package static let maxExternalID = 200

    private static let shortNames: Set = ["role", "level", "candidate", "interviewer", "company", "language", "rubric"]

    /// The most bytes all fields may have together.
    package static var maxBytes: Int { names.reduce(0) { $0 + ((try? limit(of: $1)) ?? 0) } }

    private var values: [String: String] = [:]
    private var transcriptName: String?

    /// No fields yet.
    package init() {}

    /// The most bytes the named field may have. Throws for a name we do not know, so that a typing error is not lost in silence.
    package static func limit(of name: String) throws(WebError) -> Int {
        guard names.contains(name) else {
            throw WebError(
                .unknownField,
                "There is no field \"\(name.prefix(64))\". Known are audio, \(names.joined(separator: ", "))."
            )
        }
        return switch name {
        case "transcript": maxTranscriptBytes
        case "resume", "jobDescription": maxDocumentBytes
        case "metadata": maxMetadata.bytes
        default: maxFieldBytes
        }
    }

    /// Takes one field's bytes.
    package mutating func set(_ name: String, bytes: [UInt8], filename: String? = nil) throws(WebError) {
        guard bytes.count <= (try Self.limit(of: name)) else {
            throw WebError(.invalidField, "The field \"\(name)\" is longer than \(try Self.limit(of: name)) bytes.")
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw WebError(.invalidField, "The field \"\(name)\" is not UTF-8 text.")
        }
        // PostgreSQL keeps no such text, and no program shows it.
        guard !bytes.contains(0) else {
            throw WebError(.invalidField, "The field \"\(name)\" has the character U+0000, which no text has.")
        }
        if Self.shortNames.contains(name), text.unicodeScalars.count > Self.maxNameCharacters {
            throw WebError(
                .invalidField,
                "The field \"\(name)\" is longer than \(Self.maxNameCharacters) characters."
            )
        }
        values[name] = text
        if name == "transcript" { transcriptName = filename }
    }

    /// All that was sent, in a fixed order: two requests with the same parts say the same.
    package var parts: [String] {
        values.sorted { $0.key < $1.key }.flatMap { [$0.key, $0.value] } + [transcriptName ?? ""]
    }

    /// Whether the speaker consents to the emotion endpoint.
    var consents: Bool {
        get throws(WebError) { try flag("emotionConsent") }
    }

    /// The rubric that is named; nil for the one that fits.
    var rubric: String? { text("rubric") }

    /// The supplied transcript's text and the name of its file, when there is one.
    package var transcript: (text: String, name: String?)? {
        guard let text = text("transcript") else { return nil }
        return (text, transcriptName)
    }

    /// The language of the answer; English when the client did not say.
    package func language() throws(WebError) -> String {
        guard let tag = text("language") else { return "en-US" }
        let parts = tag.split(separator: "-", omittingEmptySubsequences: false)
        let sound = parts.allSatisfy { part in
            (1...8).contains(part.utf8.count) && part.utf8.allSatisfy { Self.isAlphanumeric($0) }
        }
        guard sound, let first = parts.first, (2...3).contains(first.count), parts.count <= 4 else {
            throw WebError(.invalidField, "The field \"language\" wants a BCP 47 tag such as en-US or de.")
        }
        return tag
    }

    /// Everything together, as it is kept with the answer; the recording's size and hash are the intake's to fill in.
    package func submission(
        id: AnswerID,
        transcript: Transcript?,
        at now: Date
    ) throws(WebError) -> Submission {
        var submission = Submission(
            id: id,
            question: Question(
                text: text("question") ?? "",
                role: text("role"),
                level: text("level"),
                idealAnswer: text("idealAnswer"),
                keywords: keywords
            ),
            candidate: text("candidate"),
            interviewer: text("interviewer"),
            company: text("company"),
            language: try language(),
            transcript: transcript,
            rubric: rubric,
            resume: text("resume"),
            jobDescription: text("jobDescription"),
            narrative: try flag("narrative"),
            emotionConsent: try flag("emotionConsent"),
            bytes: 0,
            sha256: "",
            createdAt: now
        )
        submission.knowledge = try flag("knowledge") ? true : nil
        submission.metadata = try metadata
        submission.externalId = try externalID
        return submission
    }

    /// What the client keeps with the answer: a JSON object of texts.
    private var metadata: [String: String]? {
        get throws(WebError) {
            guard let text = text("metadata") else { return nil }
            guard let sent = try? JSONDecoder().decode([String: String].self, from: Data(text.utf8)),
                sent.count <= Self.maxMetadata.names, sent.keys.allSatisfy({ (1...64).contains($0.count) }),
                !text.contains("\0"), !sent.contains(where: { $0.value.contains("\0") || $0.key.contains("\0") })
            else {
                throw WebError(
                    .invalidField,
                    "The field \"metadata\" wants a JSON object of at most \(Self.maxMetadata.names) names with texts, in at most \(Self.maxMetadata.bytes) bytes."
                )
            }
            return sent.isEmpty ? nil : sent
        }
    }

    private var externalID: String? {
        get throws(WebError) {
            guard let text = text("externalId") else { return nil }
            let isPlain = text.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F }
            guard text.count <= Self.maxExternalID, isPlain else {
                throw WebError(
                    .invalidField,
                    "The field \"externalId\" wants at most \(Self.maxExternalID) characters without control characters."
                )
            }
            return text
        }
    }

    private var keywords: [String] {
        (text("keywords") ?? "").split(whereSeparator: { $0 == "," || $0.isNewline }).prefix(100)
            .map { $0.trimmed }.filter { !$0.isEmpty }
    }

    private func flag(_ name: String) throws(WebError) -> Bool {
        switch text(name)?.lowercased() {
        case nil, "false", "no", "0", "off": return false
        case "true", "yes", "1", "on": return true
        default: throw WebError(.invalidField, "The field \"\(name)\" wants true or false.")
        }
    }

    /// A field's text without blanks around it; nil when nothing is left.
    private func text(_ name: String) -> String? {
        guard let value = values[name] else { return nil }
        let trimmed = value.trimmed
        return trimmed.isEmpty ? nil : trimmed
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
    }
}

/// The body of `POST /v1/answers` as JSON: an upload that is complete, or the answer as text, and the fields a form may have.
package struct JSONFields: Sendable {
    /// What is answered with.
    package enum Content: Sendable, Hashable {
        /// The upload that holds the recording.
        case upload(UploadID)
        /// The answer's own words.
        case typed(String)

        /// The field that says it.
        var name: String {
            switch self {
            case .upload: "uploadId"
            case .typed: "answer"
            }
        }
    }

    /// What is answered with.
    package let content: Content
    /// What came with it.
    package let fields: UploadFields

    /// The most bytes such a body may say: each field at its limit, the answer's words instead of a transcript, and room for names.
    package static let maxBytes = UploadFields.maxBytes + 64 * 1024

    private enum Value: Decodable {
        case text(String)
        case flag(Bool)
        case list([String])
        case names([String: String])
        case nothing

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if container.decodeNil() {
                self = .nothing
            } else if let flag = try? container.decode(Bool.self) {
                self = .flag(flag)
            } else if let list = try? container.decode([String].self) {
                self = .list(list)
            } else if let names = try? container.decode([String: String].self) {
                self = .names(names)
            } else {
                self = .text(try container.decode(String.self))
            }
        }
    }

    /// Reads a body. Throws `request.invalid`, `upload.unknown_field` or `upload.invalid_field`.
    package init(_ body: [UInt8]) throws(WebError) {
        let values: [String: Value]
        do {
            values = try JSONDecoder().decode([String: Value].self, from: Data(body))
        } catch DecodingError.typeMismatch(_, let context) where !context.codingPath.isEmpty {
            let name = context.codingPath.map(\.stringValue).joined(separator: ".").prefix(64)
            throw WebError(
                .invalid,
                "\(name) wants a text, true, false or a list of texts; metadata, an object of texts."
            )
        } catch {
            throw WebError(
                .invalid,
                "The body wants a JSON object whose values are texts, true, false or lists of texts."
            )
        }
        content = try Self.content(values)
        var fields = UploadFields()
        for (name, value) in values.sorted(by: { $0.key < $1.key }) where !["uploadId", "answer"].contains(name) {
            try Self.check(name)
            switch value {
            case .nothing: break
            case .text(let text): try fields.set(name, bytes: Array(text.utf8))
            case .flag(let flag): try fields.set(name, bytes: Array(String(flag).utf8))
            case .names(let names):
                guard name == "metadata", let text = try? JSONEncoder().encode(names) else {
                    throw WebError(.invalidField, "The field \"\(name.prefix(64))\" wants a text.")
                }
                try fields.set(name, bytes: Array(text))
            case .list(let list): try fields.set(name, bytes: Array(list.joined(separator: ",").utf8))
            }
        }
        let consents = try fields.consents
        if case .typed = content, fields.transcript != nil || consents {
            throw WebError(
                .invalidField,
                "A typed answer has no transcript beside it, and no voice for an emotion endpoint."
            )
        }
        self.fields = fields
    }

    /// Refuses a name that no such body has.
    private static func check(_ name: String) throws(WebError) {
        guard UploadFields.names.contains(name) else {
            throw WebError(
                .unknownField,
                "There is no field \"\(name.prefix(64))\". Known are uploadId or answer, \(UploadFields.names.joined(separator: ", "))."
            )
        }
    }

    private static func content(_ values: [String: Value]) throws(WebError) -> Content {
        switch (values["uploadId"], values["answer"]) {
        case (.text(let text)?, nil):
            guard let upload = UploadID(text) else {
                throw WebError(.missingAudio, "uploadId wants the id of an upload that is complete (upl_…).")
            }
            return .upload(upload)
        case (nil, .text(let text)?) where text.utf8.contains(0):
            throw WebError(.invalidField, "answer has the character U+0000, which no text has.")
        case (nil, .text(let text)?):
            guard text.utf8.count <= UploadFields.maxTranscriptBytes, text.contains(where: \.isLetter) else {
                throw WebError(
                    .invalidField,
                    "answer wants words, in at most \(UploadFields.maxTranscriptBytes) bytes."
                )
            }
            return .typed(text)
        case (_?, _?): throw WebError(.missingAudio, "Send uploadId or answer, not both.")
        default:
            throw WebError(.missingAudio, "Send uploadId, the id of an upload that is complete, or answer, the words.")
        }
    }
}
