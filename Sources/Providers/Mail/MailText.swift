import Core
import FoundationEssentials
import Model

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
