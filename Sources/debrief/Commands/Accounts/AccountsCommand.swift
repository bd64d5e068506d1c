import Accounts
import ArgumentParser
import Blobs
import Core
import FoundationEssentials
import Logging

/// `debrief accounts`: people and their accounts.
struct AccountsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "accounts",
        abstract: "Make, invite, list, lock and unlock people; change roles and passwords.",
        discussion: """
            Accounts count when the setting accounts.mode is invited or open. NAME is an account's identifier, address or username. \
            What is done here is in the audit log.
            """,
        subcommands: [
            AccountsCreateCommand.self, AccountsInviteCommand.self, AccountsListCommand.self, AccountsLockCommand.self,
            AccountsUnlockCommand.self, AccountsRoleCommand.self, AccountsResetCommand.self,
        ]
    )
}

/// Where the accounts are.
struct AccountsOptions: ParsableArguments {
    @Option(help: "Where everything is kept (data.folder).")
    var data: String?

    @Option(help: "Settings file to read.")
    var config: String?

    /// The accounts of the database that the settings name, its schema brought up to date.
    func service() async throws -> AccountService {
        let settings = try await Settings.load(
            flags: data.map { ["data.folder": $0] } ?? [:],
            file: config,
            environment: ProcessInfo.processInfo.environment
        )
        let folder = URL(filePath: settings.text("data.folder"), directoryHint: .isDirectory)
        if settings.optionalText("storage.url") == nil { _ = try BlobFolder(folder) }
        let database = try await Premises.migrated(settings, folder: folder, log: Log.logger(level: .error))
        let (host, port) = (settings.text("http.host"), settings.number("http.port"))
        let base = settings.optionalText("http.publicURL") ?? Premises.address(host: host, port: port)
        return try Premises.accounts(
            database,
            settings,
            folder: folder,
            sendsMail: settings.text("mail.engine") != "none",
            base: LinkBase(base)
        )
    }
}

extension Role: ExpressibleByArgument {}

/// `debrief accounts create`: makes an account at once.
struct AccountsCreateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "create",
        abstract: "Make an account; its password is the first line of standard input.",
        discussion: """
            The first administrator takes over what was made without accounts. A password never stands on the command line, where \
            other programs can read it.
            """
    )

    @Option(help: "Mail address.")
    var email: String

    @Option(help: "Username; made from the address when absent.")
    var username: String?

    @Option(help: "What the account is for: user, reviewer or administrator.")
    var role: Role = .user

    @Option(help: "Also take over what this owner of API keys made.")
    var takeOver: String?

    @OptionGroup var place: AccountsOptions

    func run() async throws {
        let service = try await place.service()
        guard let address = EmailAddress(email) else { throw ValidationError("--email wants an address.") }
        guard let password = readLine(strippingNewline: true), !password.isEmpty else {
            throw ValidationError("Give the password as the first line of standard input.")
        }
        let registration = AccountService.Registration(
            email: email,
            username: username ?? Username(for: address).text,
            password: password
        )
        let account = try await service.add(as: .system, registration, role: role)
        if let takeOver { try await service.takeOver(as: .system, takeOver, by: account.id.rawValue) }
        Console.print(account.id.rawValue)
        Console.warn("\(account.username.text) <\(account.email.text)>, \(account.role.rawValue)")
    }
}

/// `debrief accounts invite`: makes an invitation.
struct AccountsInviteCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "invite",
        abstract: "Make an invitation and print its link, good once and for a week; with mail set up it is sent too."
    )

    @Option(help: "Address the account will have; the person chooses one when absent.")
    var email: String?

    @Option(help: "What the account is for: user, reviewer or administrator.")
    var role: Role = .user

    @OptionGroup var place: AccountsOptions

    func run() async throws {
        Console.print(try await place.service().invite(as: .system, email: email ?? "", role: role))
    }
}

/// `debrief accounts list`: who has an account.
struct AccountsListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List accounts, newest first.")

    @Argument(help: "What the address, the username or a name contains.")
    var wanted: String = ""

    @OptionGroup var place: AccountsOptions

    func run() async throws {
        let service = try await place.service()
        var before: AccountID?
        repeat {
            let page = try await service.list(as: .system, wanted, before: before)
            for account in page {
                let state = account.locked != nil ? "locked" : account.confirmed == nil ? "unconfirmed" : "active"
                let seen = account.seen.map { $0.date.formatted(.iso8601) } ?? "-"
                Console.print(
                    [
                        account.id.rawValue, state, account.role.rawValue, account.email.text, account.username.text,
                        seen,
                    ]
                    .joined(separator: "  ")
                )
            }
            before = page.count == AccountService.pageLength ? page.last?.id : nil
        } while before != nil
    }
}

/// `debrief accounts lock`: locks an account.
struct AccountsLockCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lock",
        abstract: "Lock an account: its sessions end, its tokens are refused within three seconds."
    )

    @Argument(help: "Identifier, address or username.")
    var name: String

    @OptionGroup var place: AccountsOptions

    func run() async throws {
        let account = try await place.service().lock(as: .system, name, true)
        Console.print("\(account.id.rawValue)  locked")
    }
}

/// `debrief accounts unlock`: unlocks an account.
struct AccountsUnlockCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "unlock", abstract: "Unlock an account.")

    @Argument(help: "Identifier, address or username.")
    var name: String

    @OptionGroup var place: AccountsOptions

    func run() async throws {
        let account = try await place.service().lock(as: .system, name, false)
        Console.print("\(account.id.rawValue)  active")
    }
}

/// `debrief accounts role`: changes what an account is for.
struct AccountsRoleCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "role",
        abstract: "Give an account another role; its sessions end."
    )

    @Argument(help: "Identifier, address or username.")
    var name: String

    @Argument(help: "user, reviewer or administrator.")
    var role: Role

    @OptionGroup var place: AccountsOptions

    func run() async throws {
        let account = try await place.service().change(as: .system, name, to: role)
        Console.print("\(account.id.rawValue)  \(account.role.rawValue)")
    }
}

/// `debrief accounts reset`: makes a link for a new password.
struct AccountsResetCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reset",
        abstract: "Make a link for a new password and print it, good once and for 30 minutes."
    )

    @Argument(help: "Identifier, address or username.")
    var name: String

    @OptionGroup var place: AccountsOptions

    func run() async throws {
        Console.print(try await place.service().makeReset(as: .system, name))
    }
}
