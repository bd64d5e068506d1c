import FoundationEssentials

/// A mounted folder with a file for each value, as container platforms give secrets: named like the environment variable or like the
/// key.
enum SecretFolder {
    /// Values by the names of environment variables.
    static func read(_ path: String) throws(SettingsError) -> [String: String] {
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: path) else {
            throw SettingsError("DEBRIEF_SECRETS: the folder \(path) cannot be read.")
        }
        var variables: [String: String] = [:]
        // Platforms keep what is theirs behind a dot.
        for name in names.sorted() where !name.hasPrefix(".") {
            let variable = SettingsTable.key(name)?.environmentName ?? name
            guard SettingsNames.known.contains(variable) else {
                throw SettingsError("The folder \(path) has a file for an unknown key: \(name).")
            }
            variables[variable] = try SettingsNames.content(of: "\(path)/\(name)", for: name)
        }
        return variables
    }
}
