import HTTPTypes
package import Hummingbird
import NIOCore

/// How an HTML report leaves the service.
package enum ReportPage {
    /// The document carries its style with it, so that it can be kept as one file; it has no script.
    package static func response(_ text: String) -> Response {
        var headers: HTTPFields = [.contentType: "text/html; charset=utf-8", .cacheControl: "private, no-cache"]
        if let policy = HTTPField.Name("Content-Security-Policy") {
            headers[policy] = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'"
        }
        return Response(status: .ok, headers: headers, body: .init(byteBuffer: ByteBuffer(string: text)))
    }
}
