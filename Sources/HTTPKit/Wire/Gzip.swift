import CZlib

/// Bytes made smaller as gzip (RFC 1952).
package enum Gzip {
    /// A little slower than zlib's fastest, a good deal smaller.
    static let level: Int32 = 5

    /// The compressed bytes; nil when they could not be made.
    package static func compressed(_ bytes: [UInt8]) -> [UInt8]? {
        guard let count = UInt32(exactly: bytes.count) else { return nil }
        var stream = unsafe z_stream()
        guard unsafe debrief_gzip_start(&stream, level) == Z_OK else { return nil }
        defer { unsafe deflateEnd(&stream) }
        let room = unsafe Int(deflateBound(&stream, UInt(bytes.count)))
        var output = [UInt8](repeating: 0, count: room)
        var input = bytes
        let status = unsafe input.withUnsafeMutableBufferPointer { input in
            unsafe output.withUnsafeMutableBufferPointer { output in
                unsafe stream.next_in = input.baseAddress
                unsafe stream.avail_in = count
                unsafe stream.next_out = output.baseAddress
                unsafe stream.avail_out = UInt32(clamping: room)
                return unsafe deflate(&stream, Z_FINISH)
            }
        }
        guard status == Z_STREAM_END else { return nil }
        output.removeLast(room - Int(clamping: unsafe stream.total_out))
        return output
    }

    /// Whether a client takes gzip, by its `Accept-Encoding` (RFC 9110 §12.5.3).
    package static func isTaken(by header: String?) -> Bool {
        var any = false
        for item in (header ?? "").lowercased().split(separator: ",") {
            let parts = item.split(separator: ";").map { $0.filter { !$0.isWhitespace } }
            guard let coding = parts.first, ["gzip", "x-gzip", "*"].contains(coding) else { continue }
            let weight = parts.dropFirst().first { $0.hasPrefix("q=") }.map { Double($0.dropFirst(2)) ?? 0 } ?? 1
            if coding != "*" { return weight > 0 }
            any = weight > 0
        }
        return any
    }

    /// Whether content of a type gets smaller. Sound, PDF and archives do not; events must leave at once.
    package static func pays(for type: String?) -> Bool {
        let type = (type ?? "").prefix { $0 != ";" }.lowercased()
        if type == "text/event-stream" { return false }
        return type.hasPrefix("text/") || type == "application/json" || type.hasSuffix("+json")
            || type == "application/x-subrip" || type == "application/javascript" || type == "image/svg+xml"
            || type == "application/x-ndjson"
    }
}
