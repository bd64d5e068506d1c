import CCurl

/// The C library this room is built on.
package enum OutboundLibrary {
    /// libcurl and what it is built with, each with its version.
    package static var version: String {
        guard let text = unsafe curl_version() else { return "libcurl" }
        return unsafe String(cString: text)
    }
}
