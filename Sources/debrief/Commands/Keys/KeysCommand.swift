import ArgumentParser

/// `debrief keys`: the keys of machine clients.
struct KeysCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "keys",
        abstract: "Make, list and revoke the API keys of machine clients.",
        discussion: """
            As soon as there is a key, every request needs one; without any the service listens on loopback only. Keys are in \
            the database; a running service knows of a change within three seconds.
            """,
        subcommands: [KeysCreateCommand.self, KeysListCommand.self, KeysRevokeCommand.self]
    )
}
