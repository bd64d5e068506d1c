import Core

/// The port of the service is taken by another process.
struct PortInUse: CodedError, Hashable {
    /// The address that was asked for.
    let host: String
    /// The port that was asked for.
    let port: Int

    var code: String { "access.port_in_use" }
    var message: String {
        "Another process listens on \(host):\(port) already. End it, or name another port (--port, http.port)."
    }
}
