import Blobs
import Core
import Database
import FoundationEssentials

/// The installation's keys, which wrap the keys of owners: the setting `vault.key`, or a file in the data folder, made at the first
/// start. They are in no database and in no copy that `scripts/deploy/backup` makes of the data.
enum VaultKeys {
    private static let name = "vault.key"

    /// Where the file is.
    static func file(in folder: URL) -> URL { folder.appending(path: name) }

    /// Whether new things are sealed. By themselves several machines would each make a key of their own, so there it wants the setting.
    static func seals(_ settings: Settings) -> Bool {
        switch settings.text("vault.mode") {
        case "on": true
        case "off": false
        default: settings.optionalText("vault.key") != nil || settings.optionalText("storage.url") == nil
        }
    }

    /// The keys; nil when there are none yet.
    static func read(_ settings: Settings, folder: URL) throws(SettingsError) -> InstallationKeys? {
        if let text = settings.optionalText("vault.key") { return try keys(text, "vault.key") }
        let file = file(in: folder)
        guard let data = FileManager.default.contents(atPath: file.path) else {
            guard !FileManager.default.fileExists(atPath: file.path) else {
                throw SettingsError("The file \(file.path) cannot be read.")
            }
            return nil
        }
        return try keys(String(decoding: data, as: UTF8.self), "The file \(file.path)")
    }

    /// What keeps the keys of owners; nil where nothing is or was sealed.
    ///
    /// - Parameter makes: whether to make the installation's key when there is none and things are to be sealed.
    static func vault(_ settings: Settings, folder: URL, makes: Bool) throws -> Vault? {
        let seals = seals(settings)
        var keys = try read(settings, folder: folder)
        if keys == nil, seals, makes {
            try make(folder)
            keys = try read(settings, folder: folder)
        }
        guard let keys else { return nil }
        return Vault(keys, seals: seals) { (try? read(settings, folder: folder)) ?? nil }
    }

    /// Refuses a database whose keys were wrapped with keys that are not here: new ones would hide that, and what is sealed would not
    /// open.
    static func check(_ database: any SQLDatabase) async throws {
        let census = try await database.read { connection in try OwnerKeyRows.census(in: connection) }
        guard !census.wrappedBy.isSubset(of: Set(database.vault?.installation ?? [])) else { return }
        throw SettingsError(
            "What is stored is sealed with an installation key that is not here. Put back the file vault.key, which "
                + "scripts/deploy/backup keeps beside the copy of the data, or set vault.key; all processes of one installation "
                + "need the same."
        )
    }

    /// Writes keys in the place of those there are, in one step.
    static func write(_ keys: InstallationKeys, in folder: URL) throws {
        let draft = folder.appending(path: "\(name).\(UUID().uuidString.lowercased())")
        try write(keys.text, to: draft)
        try FileCalls.move(draft, to: file(in: folder))
        try FileCalls.sync(folder)
    }

    /// Removes a file that was made for a database it does not belong to.
    static func forget(in folder: URL) { try? FileCalls.remove(file(in: folder)) }

    /// Makes the file with a first key; one that another process made meanwhile stays.
    private static func make(_ folder: URL) throws {
        try FileCalls.makeFolder(folder)
        let draft = folder.appending(path: "\(name).\(UUID().uuidString.lowercased())")
        try write(InstallationKeys.newKey() + "\n", to: draft)
        defer { try? FileCalls.remove(draft) }
        // A link is never made over a file that is there.
        do { try FileCalls.link(draft, to: file(in: folder)) } catch {
            guard FileManager.default.fileExists(atPath: file(in: folder).path) else { throw error }
        }
        try FileCalls.sync(folder)
    }

    private static func write(_ text: String, to file: URL) throws {
        let descriptor = try FileCalls.create(file)
        defer { FileCalls.shut(descriptor) }
        try FileCalls.write(Array(text.utf8).span, to: descriptor, file)
        try FileCalls.sync(descriptor, file)
    }

    private static func keys(_ text: String, _ place: String) throws(SettingsError) -> InstallationKeys {
        guard let keys = InstallationKeys(text) else {
            throw SettingsError("\(place) wants 64 hexadecimal digits, or several such keys with the newest first.")
        }
        return keys
    }
}
