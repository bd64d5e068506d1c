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
