/// A `multipart/form-data` body (RFC 7578), files streamed.
package struct MultipartForm: Sendable {
    private let boundary: String
    private var pieces: [HTTPBody.Piece] = []

    /// An empty form; the boundary is random, so that no field can contain it but by a 1 in 2^128 chance.
    package init() {
        boundary =
            "debrief-" + String(UInt64.random(in: .min ... .max), radix: 36)
            + String(UInt64.random(in: .min ... .max), radix: 36)
    }

    /// The request's `Content-Type`.
    package var contentType: String { "multipart/form-data; boundary=\(boundary)" }

    /// Adds a text field.
    package mutating func add(_ name: String, _ value: String) {
        head("name=\"\(Self.quoted(name))\"", type: nil)
        append(value + "\r\n")
    }

    /// Adds a file part made of any pieces; services derive the format from the name's extension.
    package mutating func add(_ name: String, fileName: String, type: String, _ content: HTTPBody) {
        head("name=\"\(Self.quoted(name))\"; filename=\"\(Self.quoted(fileName))\"", type: type)
        pieces += content.pieces
        append("\r\n")
    }

    /// The finished body.
    package var body: HTTPBody { HTTPBody(pieces + [.bytes(Array("--\(boundary)--\r\n".utf8))]) }

    private mutating func head(_ disposition: String, type: String?) {
        append("--\(boundary)\r\nContent-Disposition: form-data; \(disposition)\r\n")
        if let type { append("Content-Type: \(type)\r\n") }
        append("\r\n")
    }

    private mutating func append(_ text: String) {
        if case .bytes(var bytes)? = pieces.last {
            bytes += Array(text.utf8)
            pieces[pieces.count - 1] = .bytes(bytes)
        } else {
            pieces.append(.bytes(Array(text.utf8)))
        }
    }

    /// Escapes as the HTML standard does for form data.
    private static func quoted(_ text: String) -> String {
        var out = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": out += "%22"
            case "\r": out += "%0D"
            case "\n": out += "%0A"
            default: out.unicodeScalars.append(scalar)
            }
        }
        return out
    }
}
