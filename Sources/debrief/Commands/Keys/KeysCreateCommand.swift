import Accounts
import ArgumentParser
import Core
import Database
import FoundationEssentials

/// `debrief keys create`: makes a key and shows it once.
struct KeysCreateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "create",
        abstract: "Make a key and print it, once: only a hash of it is kept.",
        discussion: "The key alone goes to standard output, what it may do to standard error."
    )

    @Option(help: "What to call it, e.g. the program that will use it.")
    var name: String

    @Option(help: "Whose answers it makes and sees; several keys may have one owner. The name when absent.")
    var owner: String?

    @Option(
        name: .customLong("scope"),
        parsing: .upToNextOption,
        help: "What it may do: \(Permission.allCases.map(\.rawValue).joined(separator: ", "))."
    )
    var scopes: [Permission] = [.answersRead, .answersWrite]

    @Option(help: "Days until it is refused; never when absent.")
    var days: Int?

    @OptionGroup var place: KeysOptions

    func validate() throws {
        for (text, option) in [(name, "--name"), (owner ?? name, "--owner")] {
            guard (1...200).contains(text.count), !text.contains(where: \.isNewline) else {
                throw ValidationError("\(option) wants one line of 1 to 200 characters.")
            }
        }
        if let days, !(1...36_500).contains(days) { throw ValidationError("--days wants 1 to 36500.") }
    }

    func run() async throws {
        let store = try await place.store()
        let now = Instant(Date())
        let expires = days.map { now.advanced(byMs: $0 * 86_400_000) }
        // Two keys of one name would need the luck of one in a million million; the second try finds another.
        for _ in 0..<3 {
            let key = AccessKey()
            let stored = StoredKey(
                prefix: key.prefix,
                hash: key.hash,
                name: name,
                owner: owner ?? name,
                scopes: Set(scopes),
                created: now,
                expires: expires
            )
            guard try await store.add(stored) else { continue }
            Console.print(key.text)
            let scopes = stored.scopes.sorted().map(\.rawValue).joined(separator: " ")
            Console.warn(
                "\(key.prefix) for \(stored.owner): \(scopes); \(expires.map { "until \(KeysOptions.shown($0))" } ?? "without end"). "
                    + "It is not shown again."
            )
            return
        }
        throw StorageError(.unavailable, "No key could be made; try again.")
    }
}

extension Permission: ExpressibleByArgument {}
