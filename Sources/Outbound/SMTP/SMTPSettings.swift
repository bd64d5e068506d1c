/// A mail server that takes mail for others (a submission server, RFC 6409).
package struct SMTPSettings: Sendable, Hashable, Codable {
    /// How the connection is secured.
    package enum Security: String, Sendable, Codable, CaseIterable {
        /// `smtp://`, and TLS before anything is said (RFC 3207); a server without it is refused.
        case startTLS
        /// `smtps://`: TLS from the first byte (RFC 8314).
        case tls
        /// No TLS. A password is then sent to this machine only.
        case none
    }

    /// The server's name.
    package var host: String
    /// Its port: 587 for STARTTLS, 465 for TLS, by custom.
    package var port: Int
    /// How the connection is secured.
    package var security: Security
    /// The account; nil for a server without accounts.
    package var user: String?
    /// Its password.
    package var password: Secret?
    /// A file of CA certificates to trust instead of the system's.
    package var caFile: String?

    /// Settings.
    package init(
        host: String,
        port: Int = 587,
        security: Security = .startTLS,
        user: String? = nil,
        password: Secret? = nil,
        caFile: String? = nil
    ) {
        self.host = host
        self.port = port
        self.security = security
        self.user = user
        self.password = password
        self.caFile = caFile
    }

    /// The server's address; libcurl greets it with the path as our name.
    var url: String {
        let name = host.contains(":") ? "[\(host)]" : host
        return "\(security == .tls ? "smtps" : "smtp")://\(name):\(port)/debrief"
    }

    /// Whether the server is this machine.
    var isLoopback: Bool {
        let name = host.lowercased()
        return name == "localhost" || name == "::1"
            || (name.hasPrefix("127.") && name.utf8.allSatisfy { $0 == 0x2E || (0x30...0x39).contains($0) })
    }
}
