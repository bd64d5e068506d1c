/// Sends mail: what is needed from a mail server or a mail service.
package struct Mailer: Sendable {
    /// One mail.
    package struct Message: Sendable, Hashable {
        /// A file that goes with it.
        package struct Attachment: Sendable, Hashable {
            /// Its name, e.g. `report.pdf`.
            package var fileName: String
            /// Its media type, e.g. `application/pdf`.
            package var type: String
            /// Its content.
            package var bytes: [UInt8]

            /// A file.
            package init(fileName: String, type: String, bytes: [UInt8]) {
                self.fileName = fileName
                self.type = type
                self.bytes = bytes
            }
        }

        /// Names the mail for good: sending the same id twice is meant to reach the reader once. Letters, digits, `-`, `_` and
        /// `.`, at most 200 of them.
        package var id: String
        /// The readers' addresses, 1 to 50, without names.
        package var to: [String]
        /// The subject line.
        package var subject: String
        /// The body as plain text.
        package var text: String
        /// The body once more as HTML, for programs that show it.
        package var html: String?
        /// Where answers go, when not to the sender.
        package var replyTo: String?
        /// Files that go with it.
        package var attachments: [Attachment]

        /// A mail.
        package init(
            id: String,
            to: [String],
            subject: String,
            text: String,
            html: String? = nil,
            replyTo: String? = nil,
            attachments: [Attachment] = []
        ) {
            self.id = id
            self.to = to
            self.subject = subject
            self.text = text
            self.html = html
            self.replyTo = replyTo
            self.attachments = attachments
        }
    }

    /// Who sends it: `smtp`, `resend`.
    package var engine: String
    /// Sends a mail and returns the name the service gave it, or its `Message-ID`. Throws a ``CodedError`` whose code starts
    /// with `mail.`.
    package var send: @Sendable (Message) async throws -> String

    /// A way to send mail.
    package init(engine: String, send: @escaping @Sendable (Message) async throws -> String) {
        self.engine = engine
        self.send = send
    }
}
