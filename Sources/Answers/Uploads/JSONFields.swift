import Core
import FoundationEssentials
package import HTTPKit
package import Model

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
