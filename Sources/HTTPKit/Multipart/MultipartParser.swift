import Core

/// Reads `multipart/form-data` (RFC 7578, RFC 2046 §5.1) as it arrives: a pure state machine with no more memory than one
/// delimiter and one header block, however the bytes are cut.
package struct MultipartParser: Sendable {
    /// The most bytes the headers of one part may have.
    package static let maxHeaderBytes = 8 * 1024
    /// The most parts one form may have.
    package static let maxParts = 32

    private enum State {
        /// Before the first delimiter; whatever stands there is ignored.
        case preamble
        /// Right after a delimiter: a line end begins a part, two hyphens end the form.
        case delimiter
        case headers
        case body
        /// After the closing delimiter; whatever follows is ignored.
        case epilogue
    }

    private let delimiter: [UInt8]
    private var pending: [UInt8]
    private var state = State.preamble
    private var parts = 0

    /// A parser for the boundary named in a Content-Type value such as `multipart/form-data; boundary=xyz`.
    package init(contentType: String) throws(MultipartError) {
        let header = HeaderParameters(contentType)
        guard header.value == "multipart/form-data", let boundary = header["boundary"],
            (1...70).contains(boundary.utf8.count)
        else { throw MultipartError(.boundary) }
        delimiter = Array("\r\n--\(boundary)".utf8)
        // The first delimiter may stand at the very start, without the line end that belongs to all others.
        pending = [13, 10]
    }

    /// Takes the next bytes of the body and returns what they complete.
    package mutating func push(_ chunk: [UInt8]) throws(MultipartError) -> [MultipartEvent] {
        if case .epilogue = state { return [] }
        var events: [MultipartEvent] = []
        pending.append(contentsOf: chunk)
        var start = 0
        while try step(&start, &events) {}
        pending.removeFirst(min(start, pending.count))
        return events
    }

    /// Says that the body is over. Throws when the closing delimiter has not been seen.
    package func finish() throws(MultipartError) {
        guard case .epilogue = state else { throw MultipartError(.unfinished) }
    }

    /// Makes one step from `start`; returns false when more bytes are needed.
    private mutating func step(_ start: inout Int, _ events: inout [MultipartEvent]) throws(MultipartError) -> Bool {
        switch state {
        case .preamble:
            let (found, end) = search(from: start)
            start = found ? end + delimiter.count : end
            if found { state = .delimiter }
            return found
        case .delimiter:
            return try afterDelimiter(&start)
        case .headers:
            return try headers(&start, &events)
        case .body:
            let (found, end) = search(from: start)
            if end > start { events.append(.bytes(Array(pending[start..<end]))) }
            start = found ? end + delimiter.count : end
            if found {
                events.append(.partEnded)
                state = .delimiter
            }
            return found
        case .epilogue:
            start = pending.count
            return false
        }
    }

    private mutating func afterDelimiter(_ start: inout Int) throws(MultipartError) -> Bool {
        // RFC 2046 lets blanks stand between the boundary and its line end.
        var at = start
        while at < pending.count, pending[at] == 32 || pending[at] == 9, at - start < 64 { at += 1 }
        guard at + 1 < pending.count else { return false }
        switch (pending[at], pending[at + 1]) {
        case (45, 45):
            state = .epilogue
        case (13, 10):
            guard parts < Self.maxParts else { throw MultipartError(.bounds) }
            parts += 1
            state = .headers
        default:
            throw MultipartError(.delimiter)
        }
        start = at + 2
        return true
    }

    private mutating func headers(_ start: inout Int, _ events: inout [MultipartEvent]) throws(MultipartError) -> Bool {
        let limit = min(pending.count, start + Self.maxHeaderBytes)
        var at = start
        while at + 3 < limit {
            if pending[at] == 13, pending[at + 1] == 10, pending[at + 2] == 13, pending[at + 3] == 10 {
                guard let headers = PartHeaders(block: pending[start..<at]) else { throw MultipartError(.headers) }
                events.append(.partBegan(headers))
                start = at + 4
                state = .body
                return true
            }
            at += 1
        }
        if limit == start + Self.maxHeaderBytes { throw MultipartError(.bounds) }
        return false
    }

    /// Finds the delimiter at or after `start`. Not found: `end` is how far bytes are certainly not part of one.
    private func search(from start: Int) -> (found: Bool, end: Int) {
        var at = start
        while let candidate = pending[at...].firstIndex(of: 13) {
            let available = min(delimiter.count, pending.count - candidate)
            if pending[candidate..<(candidate + available)].elementsEqual(delimiter[..<available]) {
                return (available == delimiter.count, candidate)
            }
            at = candidate + 1
        }
        return (false, pending.count)
    }
}

/// What ``MultipartParser`` found next, in the order of the body.
package enum MultipartEvent: Sendable, Equatable {
    /// A part begins; its headers are complete.
    case partBegan(PartHeaders)
    /// Bytes of the current part. A part may have none.
    case bytes([UInt8])
    /// The current part is complete.
    case partEnded
}

/// The headers of one part that matter to us (RFC 7578): the field's name, and whether it is a file. The file's name is read
/// only to be ignored: names on disk are ours.
package struct PartHeaders: Sendable, Hashable {
    /// The form field's name.
    package var name: String
    /// The file name the client gave; nil for a plain field.
    package var filename: String?
    /// The part's media type as sent.
    package var contentType: String?

    /// Headers of one part.
    package init(name: String, filename: String? = nil, contentType: String? = nil) {
        self.name = name
        self.filename = filename
        self.contentType = contentType
    }

    /// Reads the header block of a part, without the empty line that ends it; nil when there is no form-data name.
    package init?(block: ArraySlice<UInt8>) {
        var name: String?
        var filename: String?
        var contentType: String?
        for line in String(decoding: block, as: UTF8.self).split(separator: "\r\n", omittingEmptySubsequences: true) {
            guard let colon = line.firstIndex(of: ":") else { return nil }
            let value = line[line.index(after: colon)...]
            switch line[..<colon].lowercased() {
            case "content-disposition":
                let parameters = HeaderParameters(value)
                guard parameters.value == "form-data" else { return nil }
                name = parameters["name"]
                filename = parameters["filename"]
            case "content-type":
                contentType = HeaderParameters(value).value
            default: continue
            }
        }
        guard let name, !name.isEmpty else { return nil }
        self.init(name: name, filename: filename, contentType: contentType)
    }
}

/// A header value with parameters, as in `form-data; name="audio"; filename="a \"b\".webm"` (RFC 9110 §5.6.6).
package struct HeaderParameters: Sendable, Hashable {
    /// The value before the first semicolon, trimmed and in lower case.
    package let value: String
    /// The parameters by lower-case name; the first of a repeated name wins.
    package let parameters: [String: String]

    /// Reads a header value; what is not a parameter is skipped.
    package init(_ text: some StringProtocol) {
        var fields: [String] = [""]
        var quoted = false
        var escaped = false
        for character in text.unicodeScalars {
            if escaped {
                fields[fields.count - 1].unicodeScalars.append(character)
                escaped = false
            } else if quoted, character == "\\" {
                escaped = true
            } else if character == "\"" {
                quoted.toggle()
            } else if !quoted, character == ";" {
                fields.append("")
            } else {
                fields[fields.count - 1].unicodeScalars.append(character)
            }
        }
        value = Self.trimmed(fields[0]).lowercased()
        parameters = fields.dropFirst().reduce(into: [:]) { found, field in
            guard let equals = field.firstIndex(of: "=") else { return }
            let name = Self.trimmed(String(field[..<equals])).lowercased()
            if found[name] == nil { found[name] = Self.trimmed(String(field[field.index(after: equals)...])) }
        }
    }

    /// A parameter's value by its lower-case name.
    package subscript(name: String) -> String? { parameters[name] }

    private static func trimmed(_ text: String) -> String {
        let blank: (Character) -> Bool = { $0 == " " || $0 == "\t" }
        guard let first = text.firstIndex(where: { !blank($0) }), let last = text.lastIndex(where: { !blank($0) })
        else { return "" }
        return String(text[first...last])
    }
}

/// Why a multipart body was refused.
package struct MultipartError: CodedError, Hashable {
    /// What went wrong.
    package enum Reason: String, Sendable, CaseIterable {
        /// The Content-Type has no usable boundary.
        case boundary
        /// Bytes stand where a delimiter or line end must.
        case delimiter
        /// A part's headers are not header lines, or name no field.
        case headers
        /// A part's headers, or the number of parts, are beyond their bounds.
        case bounds
        /// The body ended before its closing delimiter.
        case unfinished
    }

    /// What went wrong.
    package let reason: Reason

    /// An error of one kind.
    package init(_ reason: Reason) { self.reason = reason }

    package var code: String { reason == .unfinished ? "upload.interrupted" : "upload.malformed_form" }

    package var message: String {
        switch reason {
        case .boundary: "The Content-Type of a multipart request needs a boundary of 1 to 70 characters."
        case .delimiter: "The multipart body breaks off where a boundary line should end."
        case .headers: "A part of the form has no readable Content-Disposition with a name."
        case .bounds: "The form has too many parts or a part with too long headers."
        case .unfinished: "The form ended before its last boundary; send it again."
        }
    }
}
