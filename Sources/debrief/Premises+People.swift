import Accounts
import Administration
import Answers
import Blobs
import Core
import Database
import FoundationEssentials
import HTTPKit
import Interviews
import Knowledge
import Model
import Providers
import Resumes
import ServiceLifecycle
import Sharing
import Synchronization
import Webhooks

/// Where readers reach the service, for links: `http.publicURL`, else the address it listens on, known once it does.
final class LinkBase: Sendable {
    private let text: Mutex<String>

    /// A base that is known from the start.
    init(_ text: String) { self.text = Mutex(Self.trimmed(text)) }

    /// The base, without a slash at the end.
    var address: String { text.withLock { $0 } }

    /// Sets it.
    func set(_ address: String) { text.withLock { $0 = Self.trimmed(address) } }

    private static func trimmed(_ text: String) -> String {
        var text = text
        while text.hasSuffix("/") { text.removeLast() }
        return text
    }
}

extension Settings {
    /// How people get accounts.
    var accountsMode: AccountsMode { AccountsMode(rawValue: text("accounts.mode")) ?? .alone }
}

extension Premises {
    /// Tables whose rows belong to an owner: the first administrator takes over those of the local operator.
    static let ownedTables = [
        "answers", "jobs", "webhooks", "shares", "share_comments", "questions", "question_lists", "interviews",
        "resumes",
        "resume_matches",
        "knowledge_documents", "uploads", "owner_keys",
    ]

    /// How mail goes out; nil when none is configured.
    func mailer() throws -> Mailer? { try wiring.mailServer()?.mailer ?? wiring.mailService()?.mailer }

    /// The accounts of a database.
    static func accounts(
        _ database: any SQLDatabase,
        _ settings: Settings,
        folder: URL,
        sendsMail: Bool,
        base: LinkBase
    ) throws -> AccountService {
        guard let seal = Seal(key: try InstallationSecret.read(settings, folder: folder)) else {
            throw SettingsError("accounts.key wants 64 hexadecimal digits.")
        }
        return AccountService(
            database,
            mode: settings.accountsMode,
            sendsMail: sendsMail,
            seal: seal,
            ownedTables: ownedTables,
            base: { base.address },
            now: { Date() }
        )
    }

    /// The accounts of these premises.
    func accounts(base: LinkBase) throws -> AccountService {
        let settings = wiring.settings
        let sendsMail = settings.text("mail.engine") != "none"
        return try Self.accounts(database, settings, folder: folder, sendsMail: sendsMail, base: base)
    }

    /// Sessions as requests meet them; nil for an installation without accounts.
    func sessions(_ accounts: AccountService) -> SessionGate? {
        guard accounts.mode != .alone else { return nil }
        return AccountWeb.gate(accounts, publicURL: wiring.settings.optionalText("http.publicURL"))
    }

    /// The web side of accounts.
    func accountWeb(_ accounts: AccountService) -> AccountWeb {
        let settings = wiring.settings
        let gate = AccountWeb.gate(accounts, publicURL: settings.optionalText("http.publicURL"))
        return AccountWeb(service: accounts, gate: gate, proxies: settings.number("http.proxies"))
    }

    /// Signs archives and receipts.
    func signer() throws -> Signer { try Signer(secret: try InstallationSecret.read(wiring.settings, folder: folder)) }
}

/// The secret of an installation, from which the keys follow that seal second factors and sign exports: the setting `accounts.key`, or
/// a file in the data folder, made at first use. It is in no database, so a copy of the database opens nothing.
enum InstallationSecret {
    /// The secret: 32 bytes.
    static func read(_ settings: Settings, folder: URL) throws -> [UInt8] {
        let file = SecretFile("accounts.key", in: folder)
        if try file.found(settings) == nil {
            try? file.make((0..<Seal.keyLength).map { _ in UInt8.random(in: .min ... .max) }.hexadecimal + "\n")
        }
        guard let (text, place) = try file.found(settings) else {
            throw SettingsError("The file \(file.url.path) cannot be written; set accounts.key.")
        }
        let digits = text.lowercased().filter { !$0.isWhitespace }
        guard let bytes = digits.hexadecimalBytes, bytes.count == Seal.keyLength else {
            throw SettingsError("\(place) wants 64 hexadecimal digits.")
        }
        return bytes
    }
}
