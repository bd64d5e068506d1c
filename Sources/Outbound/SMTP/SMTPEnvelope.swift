/// A mail as a server takes it: who, to whom, and the finished text.
package struct SMTPEnvelope: Sendable, Hashable {
    /// The address failures are reported to.
    package var sender: String
    /// The readers' addresses.
    package var recipients: [String]
    /// Header and body (RFC 5322), lines ended by CR LF; dots at the start of lines are doubled on the way (RFC 5321 §4.5.2).
    package var content: [UInt8]

    /// A mail.
    package init(sender: String, recipients: [String], content: [UInt8]) {
        self.sender = sender
        self.recipients = recipients
        self.content = content
    }

    /// Whether a text can stand as an address in the dialogue: ASCII, one `@`, and nothing that could end the command.
    package static func isAddress(_ text: String) -> Bool {
        let bytes = text.utf8
        guard (3...254).contains(bytes.count), bytes.count(where: { $0 == 0x40 }) == 1, bytes.first != 0x40,
            bytes.last != 0x40
        else { return false }
        let banned: Set<UInt8> = [0x22, 0x28, 0x29, 0x2C, 0x3A, 0x3B, 0x3C, 0x3E, 0x5B, 0x5C, 0x5D]
        return bytes.allSatisfy { $0 > 0x20 && $0 < 0x7F && !banned.contains($0) }
    }
}
