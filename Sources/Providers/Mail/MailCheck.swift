import Model
import Outbound

/// What every way to send mail asks of a mail before it goes out.
enum MailCheck {
    /// Addresses one mail may have.
    private static let maxRecipients = 50
    /// Bytes of all attachments together, before Base64.
    private static let maxBytes = 25 << 20

    /// Refuses what no server should see.
    ///
    /// - Throws: `rejected`.
    static func check(_ mail: Mailer.Message, from sender: MailSender) throws(OutboundError) {
        guard (1...200).contains(mail.id.utf8.count), mail.id.utf8.allSatisfy(isIDByte) else {
            throw OutboundError(.rejected, "the mail's id has characters it may not have.")
        }
        let addresses = mail.to + [sender.address] + [mail.replyTo].compactMap(\.self)
        guard (1...maxRecipients).contains(mail.to.count), addresses.allSatisfy(SMTPEnvelope.isAddress) else {
            throw OutboundError(.rejected, "an address is none that mail can be sent to, or there are too many.")
        }
        var bytes = 0
        for attachment in mail.attachments {
            bytes += attachment.bytes.count
            guard bytes <= maxBytes else { throw OutboundError(.rejected, "its attachments are larger than 25 MB.") }
            guard isName(attachment.fileName), isType(attachment.type) else {
                throw OutboundError(.rejected, "an attachment's name or type has characters it may not have.")
            }
        }
    }

    private static func isIDByte(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F: true
        default: false
        }
    }

    private static func isName(_ text: String) -> Bool {
        (1...200).contains(text.utf8.count)
            && text.unicodeScalars.allSatisfy {
                $0.value >= 0x20 && $0.value != 0x7F && !"\"\\/".unicodeScalars.contains($0)
            }
    }

    private static func isType(_ text: String) -> Bool {
        text.utf8.count <= 100 && text.split(separator: "/", omittingEmptySubsequences: false).count == 2
            && text.utf8.allSatisfy { isIDByte($0) || $0 == 0x2F || $0 == 0x2B }
    }
}
