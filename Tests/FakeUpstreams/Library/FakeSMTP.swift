import Foundation

/// A mail server without TLS: EHLO, AUTH PLAIN and LOGIN (`user`, `pa ss`), MAIL, RCPT, DATA, QUIT. A mail is received as
/// sender, recipients joined by commas, user or an empty text, and content with dots undoubled.
enum FakeSMTP {
    static func service(_ mode: FakeMode) -> FakeTCP {
        FakeTCP("smtp", mode: mode) { connection, mode in
            switch mode {
            case .slow:
                connection.linger()
                return nil
            case .empty: return nil
            case .html, .malformed:
                connection.send("HTTP/1.1 400 Bad Request\r\n\r\n")
                return nil
            case .overloaded:
                connection.send("421 4.3.2 too busy, closing\r\n")
                return nil
            default: return Talk(connection, mode).run()
            }
        }
    }

    private final class Talk {
        private let connection: FakeConnection
        private let mode: FakeMode
        private var user = ""
        private var sender = ""
        private var recipients: [String] = []

        init(_ connection: FakeConnection, _ mode: FakeMode) {
            self.connection = connection
            self.mode = mode
        }

        func run() -> [String]? {
            var mail: [String]?
            connection.send("220 fake ESMTP\r\n")
            while let line = connection.line() {
                let word = line.prefix { $0 != " " }.uppercased()
                switch word {
                case "EHLO", "HELO":
                    connection.send("250-fake\r\n250-SIZE 26214400\r\n250-8BITMIME\r\n250 AUTH PLAIN LOGIN\r\n")
                case "AUTH": connection.send(auth(line))
                case "MAIL":
                    sender = address(line)
                    connection.send("250 2.1.0 ok\r\n")
                case "RCPT": connection.send(recipient(line))
                case "DATA":
                    connection.send("354 go ahead\r\n")
                    guard let content = content() else { return mail }
                    if mode == .reset {
                        connection.end(abruptly: true)
                        return mail
                    }
                    let reply = verdict()
                    if reply.hasPrefix("250") { mail = [sender, recipients.joined(separator: ","), user, content] }
                    connection.send(reply)
                case "QUIT":
                    connection.send("221 2.0.0 bye\r\n")
                    return mail
                default: connection.send("250 2.0.0 ok\r\n")
                }
            }
            return mail
        }

        private func auth(_ line: String) -> String {
            let words = line.split(separator: " ").map(String.init)
            func decoded(_ text: String?) -> String {
                text.flatMap { Data(base64Encoded: $0) }.map { String(decoding: $0, as: UTF8.self) } ?? ""
            }
            var account = ("", "")
            if words.count > 1, words[1].uppercased() == "PLAIN" {
                if words.count == 2 { connection.send("334 \r\n") }
                let fields = decoded(words.count > 2 ? words[2] : connection.line())
                    .split(separator: "\0", omittingEmptySubsequences: false).map(String.init)
                if fields.count == 3 { account = (fields[1], fields[2]) }
            } else {
                connection.send("334 VXNlcm5hbWU6\r\n")
                account.0 = decoded(connection.line())
                connection.send("334 UGFzc3dvcmQ6\r\n")
                account.1 = decoded(connection.line())
            }
            if mode == .failing { return "454 4.7.0 temporary authentication failure\r\n" }
            guard account == ("user", "pa ss"), mode != .unauthorized else {
                return "535 5.7.8 authentication failed for \(account.0) with \(account.1)\r\n"
            }
            user = account.0
            return "235 2.7.0 accepted\r\n"
        }

        private func recipient(_ line: String) -> String {
            switch mode {
            case .throttled: return "451 4.7.1 greylisted, try again later\r\n"
            case .quota: return "452 4.2.2 mailbox full\r\n"
            case .rejected, .missing: return "550 5.1.1 no such user \(address(line))\r\n"
            default:
                recipients.append(address(line))
                return "250 2.1.5 ok\r\n"
            }
        }

        private func verdict() -> String {
            switch mode {
            case .blocked: "554 5.7.1 spam\r\n"
            case .truncated: "552 5.3.4 message too big\r\n"
            case .failing: "451 4.3.0 queue file write error\r\n"
            default: "250 2.0.0 queued\r\n"
            }
        }

        private func content() -> String? {
            var lines: [String] = []
            while let line = connection.line() {
                if line == "." { return lines.joined(separator: "\n") }
                lines.append(line.hasPrefix(".") ? String(line.dropFirst()) : line)
            }
            return nil
        }

        private func address(_ line: String) -> String {
            String(line.drop { $0 != "<" }.dropFirst().prefix { $0 != ">" })
        }
    }
}
