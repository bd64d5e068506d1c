/// Who mails are from.
package struct MailSender: Sendable, Hashable, Codable {
    /// The address, e.g. `reports@example.com`.
    package var address: String
    /// The name shown beside it.
    package var name: String?

    /// A sender.
    package init(address: String, name: String? = nil) {
        self.address = address
        self.name = name
    }

    /// The part after the `@`.
    var domain: String { address.split(separator: "@").last.map(String.init) ?? "localhost" }
}
