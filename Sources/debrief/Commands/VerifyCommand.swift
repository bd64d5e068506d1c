import Administration
import ArgumentParser
import FoundationEssentials

/// `debrief verify`: checks an exported archive.
struct VerifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract:
            "Check an archive that a person downloaded: every file as it was signed, none added, the signature right.",
        discussion:
            "The key of a service is at its address /v1/signing-key. Without --key the one that the archive names is taken."
    )

    @Argument(help: "The archive.")
    var archive: String

    @Option(help: "The key that must have signed it, in Base64.")
    var key: String?

    func run() async throws {
        guard let data = FileManager.default.contents(atPath: archive) else {
            throw ValidationError("The file \(archive) cannot be read.")
        }
        let manifest = try ExportCheck.check(data, key: key)
        Console.print(
            "\(manifest.files.count) files of \(manifest.account), as signed at \(manifest.createdAt.formatted(.iso8601))"
        )
        Console.print("key \(manifest.publicKey)")
    }
}
