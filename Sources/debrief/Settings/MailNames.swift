/// The names Flask-Mail gave to the settings of a mail server, which applications that send mail are often started with.
enum MailNames {
    /// All of them.
    static let all = [
        "MAIL_SERVER", "MAIL_PORT", "MAIL_USERNAME", "MAIL_PASSWORD", "MAIL_USE_TLS", "MAIL_USE_SSL",
        "MAIL_DEFAULT_SENDER",
    ]

    /// Values by key. A server that is named is used: who says where mail goes wants it to go.
    static func values(
        _ variable: (String) throws(SettingsError) -> String?
    ) throws(SettingsError) -> [String: String] {
        var values: [String: String] = [:]
        guard let server = try variable("MAIL_SERVER"), !server.isEmpty else { return [:] }
        values["mail.engine"] = "smtp"
        values["mail.smtp.host"] = server
        values["mail.smtp.port"] = try variable("MAIL_PORT")
        values["mail.smtp.user"] = try variable("MAIL_USERNAME")
        values["mail.smtp.password"] = try variable("MAIL_PASSWORD")
        let (tls, ssl) = (try flag("MAIL_USE_TLS", variable), try flag("MAIL_USE_SSL", variable))
        if ssl == true {
            values["mail.smtp.security"] = "tls"
        } else if let tls {
            values["mail.smtp.security"] = tls ? "startTLS" : "none"
        }
        if let sender = try variable("MAIL_DEFAULT_SENDER") {
            if let bracket = sender.firstIndex(of: "<"), sender.hasSuffix(">") {
                values["mail.from"] = String(sender[sender.index(after: bracket)...].dropLast())
                var name = sender[..<bracket]
                while name.last?.isWhitespace == true { name = name.dropLast() }
                if !name.isEmpty { values["mail.fromName"] = String(name) }
            } else {
                values["mail.from"] = sender
            }
        }
        return values
    }

    private static func flag(
        _ name: String,
        _ variable: (String) throws(SettingsError) -> String?
    ) throws(SettingsError) -> Bool? {
        guard let text = try variable(name), !text.isEmpty else { return nil }
        switch text.lowercased() {
        case "true", "yes", "1", "on": return true
        case "false", "no", "0", "off": return false
        default: throw SettingsError("\(name) wants true or false, not \"\(text)\".")
        }
    }
}
