import Core
import FoundationEssentials

/// Reads the bodies of requests: a misspelt name and a wrong type are named, never ignored.
package enum StrictJSON {
    /// The names of an object; each value is looked at by the body's own type.
    private struct Anything: Decodable {
        init(from decoder: any Decoder) throws {}
    }

    /// Reads a body.
    ///
    /// - Parameter known: every name the body may have.
    /// - Throws: `request.invalid`, with a sentence that names the place.
    package static func read<Body: Decodable>(_ bytes: [UInt8], as type: Body.Type, known: [String]) throws(WebError)
        -> Body
    {
        let data = Data(bytes.isEmpty ? Array("{}".utf8) : bytes)
        guard let names = try? JSONDecoder().decode([String: Anything].self, from: data) else {
            throw WebError(.invalid, "The body wants a JSON object.")
        }
        if let unknown = names.keys.sorted().first(where: { !known.contains($0) }) {
            throw WebError(
                .invalid,
                "There is nothing called \(unknown.prefix(64)); known are \(known.joined(separator: ", "))."
            )
        }
        do {
            let decoder = JSONDecoder()
            decoder.dateDecodingStrategy = .iso8601
            return try decoder.decode(Body.self, from: data)
        } catch let error as DecodingError {
            throw WebError(.invalid, sentence(error))
        } catch {
            throw WebError(.invalid, "The body cannot be read.")
        }
    }

    private static func sentence(_ error: DecodingError) -> String {
        func place(_ path: [any CodingKey]) -> String {
            path.isEmpty ? "The body" : path.map(\.stringValue).joined(separator: ".").prefix(100).description
        }
        return switch error {
        case .keyNotFound(let key, _): "\(key.stringValue) is missing."
        case .typeMismatch(_, let context), .valueNotFound(_, let context):
            "\(place(context.codingPath)) has a value of another type."
        case .dataCorrupted(let context): "\(place(context.codingPath)) has no valid value."
        @unknown default: "The body cannot be read."
        }
    }

    /// A text of a request: not empty, not too long, without U+0000 and without blanks around it.
    ///
    /// - Throws: `request.invalid`.
    package static func text(_ text: String, _ name: String, most: Int) throws(WebError) -> String {
        let trimmed = text.trimmed
        guard !trimmed.isEmpty, trimmed.utf8.count <= most, !trimmed.unicodeScalars.contains("\0") else {
            throw WebError(.invalid, "\(name) wants a text of 1 to \(most) bytes.")
        }
        return trimmed
    }

    /// A list of texts of a request.
    ///
    /// - Throws: `request.invalid`.
    package static func texts(_ texts: [String], _ name: String, count: Int, most: Int) throws(WebError) -> [String] {
        guard texts.count <= count else { throw WebError(.invalid, "\(name) wants at most \(count) texts.") }
        var read: [String] = []
        for text in texts { read.append(try Self.text(text, name, most: most)) }
        return read
    }
}
