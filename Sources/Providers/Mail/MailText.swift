import Core
import FoundationEssentials
import Model
import Outbound

/// Writes a mail as servers take it: header and MIME body (RFC 5322, 2045–2047, 2231), ASCII only, CR LF, short lines.
struct MailText {
    /// Who it is from.
    let sender: MailSender
    /// When it was written, in seconds since 1970.
    let unixTime: Int

    /// The finished mail.
    func bytes(of mail: Mailer.Message) -> [UInt8] {
        var lines = head(of: mail)
        let boundary = "=_debrief_\(mail.id.prefix(48))"
        if mail.attachments.isEmpty {
            lines += body(of: mail, boundary: boundary + "_a")
        } else {
            lines += [#"Content-Type: multipart/mixed; boundary="\#(boundary)_m""#, "", "--\(boundary)_m"]
            lines += body(of: mail, boundary: boundary + "_a")
            for attachment in mail.attachments { lines += ["--\(boundary)_m"] + part(for: attachment) }
            lines.append("--\(boundary)_m--")
        }
        return Array((lines.joined(separator: "\r\n") + "\r\n").utf8)
    }

    /// Its `Message-ID`, by which readers' programs recognise a second copy.
    func messageID(of mail: Mailer.Message) -> String { "<\(mail.id)@\(sender.domain)>" }

    private func head(of mail: Mailer.Message) -> [String] {
        let name = sender.name.map { EncodedWord.text($0, quotes: true) + "\r\n " } ?? ""
        var lines = [
            "Date: \(MailDate.text(unixTime: unixTime))",
            "From: \(name)<\(sender.address)>",
            "To: " + mail.to.map { "<\($0)>" }.joined(separator: ",\r\n "),
        ]
        if let replyTo = mail.replyTo { lines.append("Reply-To: <\(replyTo)>") }
        return lines + [
            "Subject: \(EncodedWord.text(mail.subject))",
            "Message-ID: \(messageID(of: mail))",
            "Auto-Submitted: auto-generated",
            "MIME-Version: 1.0",
        ]
    }

    private func body(of mail: Mailer.Message, boundary: String) -> [String] {
        let plain = text(mail.text, subtype: "plain")
        guard let html = mail.html else { return plain }
        // The best form comes last (RFC 2046 §5.1.4).
        return [#"Content-Type: multipart/alternative; boundary="\#(boundary)""#, "", "--\(boundary)"] + plain
            + ["--\(boundary)"] + text(html, subtype: "html") + ["--\(boundary)--"]
    }

    private func text(_ text: String, subtype: String) -> [String] {
        [
            "Content-Type: text/\(subtype); charset=utf-8", "Content-Transfer-Encoding: quoted-printable", "",
            QuotedPrintable.text(text),
        ]
    }

    private func part(for attachment: Mailer.Message.Attachment) -> [String] {
        // RFC 2231 for readers that know it, plain ASCII for those that do not.
        let ascii = String(attachment.fileName.unicodeScalars.map { $0.isASCII ? Character($0) : "_" })
        let extended = attachment.fileName.percentEncoded()
        let base64 = Data(attachment.bytes).base64EncodedString(options: [
            .lineLength76Characters, .endLineWithCarriageReturn, .endLineWithLineFeed,
        ])
        return [
            "Content-Type: \(attachment.type)",
            #"Content-Disposition: attachment; filename="\#(ascii)";"#,
            " filename*=utf-8''\(extended)",
            "Content-Transfer-Encoding: base64", "",
            base64,
        ]
    }
}

/// Dates as mail headers write them (RFC 5322 §3.3), in UTC.
enum MailDate {
    /// E.g. `Sat, 21 Nov 2026 04:00:00 +0000`.
    ///
    /// - Parameter unixTime: seconds since 1970; clamped to the years 1970 to 9999.
    static func text(unixTime: Int) -> String {
        let date = CivilDate(unixTime: unixTime)
        return "\(date.shortWeekday), \(CivilDate.pad(date.day)) \(date.shortMonth) \(date.year) \(date.clock) +0000"
    }
}

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

/// Header text outside ASCII (RFC 2047).
enum EncodedWord {
    /// Bytes of text in one word: 52 characters of Base64, which with the frame and `Subject: ` stay under the 76 of a line.
    private static let bytesPerWord = 39

    /// The text as it may stand in a header; control characters become blanks.
    ///
    /// - Parameter quotes: whether plain text is put in quotes, as names beside addresses need.
    static func text(_ text: String, quotes: Bool = false) -> String {
        let clean = String(
            String.UnicodeScalarView(text.unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7F ? " " : $0 })
        )
        let isPlain = clean.utf8.allSatisfy { $0 < 0x80 } && clean.utf8.count <= 60 && !clean.contains("=?")
        if isPlain, quotes {
            return "\"" + clean.map { $0 == "\"" || $0 == "\\" ? "\\\($0)" : "\($0)" }.joined() + "\""
        }
        if isPlain { return clean }
        var words: [String] = []
        var bytes: [UInt8] = []
        for character in clean {
            let next = Array(character.utf8)
            // A single character longer than a word is cut between its scalars; they stay whole.
            for scalar in next.count > bytesPerWord ? character.unicodeScalars.map({ Array(String($0).utf8) }) : [next]
            {
                if bytes.count + scalar.count > bytesPerWord {
                    words.append(word(bytes))
                    bytes = []
                }
                bytes += scalar
            }
        }
        words.append(word(bytes))
        return words.joined(separator: "\r\n ")
    }

    private static func word(_ bytes: [UInt8]) -> String { "=?utf-8?B?\(Data(bytes).base64EncodedString())?=" }
}

/// Text as short ASCII lines (RFC 2045 §6.7).
enum QuotedPrintable {
    /// Characters in a line, the soft break included.
    private static let width = 76

    /// The text, its lines ended by CR LF whatever they were ended by.
    static func text(_ text: String) -> String {
        // A CR LF is one Character in Swift, and `isNewline` knows it.
        text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" || $0 == "\r" }
            .map(line).joined(separator: "\r\n")
    }

    private static func line(_ line: Substring) -> String {
        var out = ""
        var column = 0
        let bytes = Array(line.utf8)
        for (index, byte) in bytes.enumerated() {
            let isLast = index == bytes.count - 1
            let piece: String
            switch byte {
            // Blanks at the end of a line get lost on the way.
            case 0x20 where !isLast, 0x09 where !isLast, 0x21...0x3C, 0x3E...0x7E:
                piece = String(Unicode.Scalar(byte))
            default:
                piece = "=" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
            }
            if column + piece.count > width - 1 {
                out += "=\r\n"
                column = 0
            }
            out += piece
            column += piece.count
        }
        return out
    }
}
