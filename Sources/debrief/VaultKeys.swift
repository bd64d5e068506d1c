import Blobs
import Core
import Database
import FoundationEssentials

/// The installation's keys, which wrap the keys of owners: the setting `vault.key`, or a file in the data folder, made at the first
/// start. They are in no database and in no copy that `scripts/deploy/backup` makes of the data.
enum VaultKeys {
    /// The setting, and the file.
    static func file(in folder: URL) -> SecretFile { SecretFile("vault.key", in: folder) }

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
        guard let (text, place) = try file(in: folder).found(settings) else { return nil }
        guard let keys = InstallationKeys(text) else {
            throw SettingsError("\(place) wants 64 hexadecimal digits, or several such keys with the newest first.")
        }
        return keys
    }

    /// What keeps the keys of owners; nil where nothing is or was sealed.
    ///
    /// - Parameter makes: whether to make the installation's key when there is none and things are to be sealed.
    static func vault(_ settings: Settings, folder: URL, makes: Bool) throws -> Vault? {
        let seals = seals(settings)
        var keys = try read(settings, folder: folder)
        if keys == nil, seals, makes {
            try file(in: folder).make(InstallationKeys.newKey() + "\n")
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
}

/// A secret of an installation: a setting, or the file of the same name in the data folder, made at first use. Only its owner may read it.
struct SecretFile {
    private let name: String
    private let folder: URL

    /// A secret by its setting, e.g. `vault.key`.
    init(_ name: String, in folder: URL) {
        self.name = name
        self.folder = folder
    }

    /// Where the file is.
    var url: URL { folder.appending(path: name) }

    /// The text, and where it stands for messages; nil when there is neither setting nor file.
    func found(_ settings: Settings) throws(SettingsError) -> (text: String, place: String)? {
        if let text = settings.optionalText(name) { return (text, name) }
        guard let data = FileManager.default.contents(atPath: url.path) else {
            guard !FileManager.default.fileExists(atPath: url.path) else {
                throw SettingsError("The file \(url.path) cannot be read.")
            }
            return nil
        }
        return (String(decoding: data, as: UTF8.self), "The file \(url.path)")
    }

    /// Makes the file whole and synced; one that another process made meanwhile stays.
    func make(_ text: String) throws {
        try FileCalls.makeFolder(folder)
        let draft = try draft(text)
        defer { try? FileCalls.remove(draft) }
        // A link is never made over a file that is there.
        do { try FileCalls.link(draft, to: url) } catch {
            guard FileManager.default.fileExists(atPath: url.path) else { throw error }
        }
        try FileCalls.sync(folder)
    }

    /// Writes another text in the place of the one that is there, in one step.
    func replace(_ text: String) throws {
        try FileCalls.move(try draft(text), to: url)
        try FileCalls.sync(folder)
    }

    /// Removes a file that was made for something it does not belong to.
    func forget() { try? FileCalls.remove(url) }

    private func draft(_ text: String) throws -> URL {
        let draft = folder.appending(path: "\(name).\(UUID().uuidString.lowercased())")
        let descriptor = try FileCalls.create(draft)
        defer { FileCalls.shut(descriptor) }
        try FileCalls.write(Array(text.utf8).span, to: descriptor, draft)
        try FileCalls.sync(descriptor, draft)
        return draft
    }
}
