import Configuration
import FoundationEssentials

/// The effective settings: flags over environment over mounted secrets over `.env` over the JSON file over defaults. Every value has been checked
/// against ``SettingsTable`` by the time this exists.
struct Settings: Sendable {
    private let values: [String: SettingKey.Value]

    /// Reads all settings.
    ///
    /// - Parameters:
    ///   - flags: Values given on the command line, by key.
    ///   - file: The JSON file; nil for `config/debrief.json`, which may be missing.
    ///   - environment: The process environment.
    static func load(
        flags: [String: String] = [:],
        file: String?,
        environment: [String: String]
    ) async throws -> Settings {
        let path = file ?? environment["DEBRIEF_CONFIG"] ?? "config/debrief.json"
        let json = try SettingsFile.read(path: path, mayBeMissing: file == nil && environment["DEBRIEF_CONFIG"] == nil)
        let dotenv = try EnvironmentFile.read(".env")
        try SettingsNames.check(environment.keys, in: "The environment", isOurs: false)
        try SettingsNames.check(dotenv.keys, in: ".env", isOurs: true)
        let secrets = try (environment["DEBRIEF_SECRETS"] ?? dotenv["DEBRIEF_SECRETS"]).map(SecretFolder.read) ?? [:]
        let reader = ConfigReader(providers: [
            provider("flags", flags),
            provider("environment", try SettingsNames.values(of: environment)),
            provider("DEBRIEF_SECRETS", try SettingsNames.values(of: secrets)),
            provider(".env", try SettingsNames.values(of: dotenv)),
            provider(path, json),
        ])
        var values: [String: SettingKey.Value] = [:]
        for key in SettingsTable.keys {
            let text = reader.string(forKey: ConfigKey(key.name), isSecret: key.isSecret)
            values[key.name] = try text.map { try checked($0, key) } ?? key.value
        }
        return Settings(values: values)
    }

    /// The same settings with some others, checked like those of a file.
    func changed(_ changes: [String: String]) throws(SettingsError) -> Settings {
        var values = values
        for (name, text) in changes {
            guard let key = SettingsTable.key(name) else { throw SettingsError("There is no setting \(name).") }
            values[name] = try Self.checked(text, key)
        }
        return Settings(values: values)
    }

    /// A text or a choice.
    func text(_ name: String) -> String {
        switch values[name] {
        case .text(let text)?: text
        case .choice(let word, _)?: word
        default: ""
        }
    }

    /// A text, or nil when it is empty.
    func optionalText(_ name: String) -> String? {
        let value = text(name)
        return value.isEmpty ? nil : value
    }

    /// The items of a text with commas between them.
    func list(_ name: String) -> [String] {
        text(name).split { $0 == "," || $0.isWhitespace }.map(String.init)
    }

    /// A whole number.
    func number(_ name: String) -> Int {
        if case .number(let number, _)? = values[name] { number } else { 0 }
    }

    /// Yes or no.
    func flag(_ name: String) -> Bool {
        if case .flag(let flag)? = values[name] { flag } else { false }
    }

    /// Whether it was set to something else than its default.
    func isChanged(_ key: SettingKey) -> Bool { values[key.name].map { $0 != key.value } ?? false }

    /// The value as an operator may see it: secrets masked, and what may be one in an address.
    func printable(_ key: SettingKey) -> String {
        var shown = key
        shown.value = values[key.name] ?? key.value
        guard key.isSecret else { return AddressMask.shown(shown.defaultText) }
        return shown.defaultText.isEmpty ? "(not set)" : "(set)"
    }

    private static func provider(_ name: String, _ values: [String: String]) -> InMemoryProvider {
        InMemoryProvider(
            name: name,
            values: Dictionary(
                uniqueKeysWithValues: values.map {
                    (AbsoluteConfigKey(ConfigKey($0.key)), ConfigValue(.string($0.value), isSecret: false))
                }
            )
        )
    }

    private static func checked(_ text: String, _ key: SettingKey) throws(SettingsError) -> SettingKey.Value {
        switch key.value {
        case .text:
            return .text(text)
        case .number(_, let range):
            guard let number = Int(text), range.contains(number) else {
                throw SettingsError(
                    "\(key.name) wants a whole number from \(range.lowerBound) to \(range.upperBound), not \"\(shown(text, key))\"."
                )
            }
            return .number(number, range)
        case .flag:
            switch text.lowercased() {
            case "true", "yes", "1", "on": return .flag(true)
            case "false", "no", "0", "off": return .flag(false)
            default: throw SettingsError("\(key.name) wants true or false, not \"\(shown(text, key))\".")
            }
        case .choice(_, let words):
            guard words.contains(text) else {
                throw SettingsError(
                    "\(key.name) wants one of \(words.joined(separator: ", ")), not \"\(shown(text, key))\"."
                )
            }
            return .choice(text, words)
        }
    }

    private static func shown(_ text: String, _ key: SettingKey) -> String { key.isSecret ? "(secret)" : text }
}

/// One setting: its name, its default, and what an operator should know about it. The table of all keys is the single source
/// for reading, for `config/debrief.json` and for the settings page of the docs.
struct SettingKey: Sendable, Hashable {
    /// A default value, which also fixes the type.
    enum Value: Sendable, Hashable {
        case text(String)
        /// A whole number within a range.
        case number(Int, ClosedRange<Int>)
        case flag(Bool)
        /// One word of a list.
        case choice(String, [String])
    }

    /// Dotted name, e.g. `http.port`; in the environment `HTTP_PORT`.
    var name: String
    /// The default.
    var value: Value
    /// What it means, in one line.
    var meaning: String
    /// Whether the value must never be printed.
    var isSecret = false
    /// Environment variables that users of similar services already set, tried after our own name.
    var aliases: [String] = []

    /// The name of the environment variable.
    var environmentName: String {
        var (result, isSmall) = ("", false)
        for character in name {
            if character == "." {
                result += "_"
            } else {
                // A row of capitals is one word: publicURL is PUBLIC_URL.
                if character.isUppercase, isSmall { result += "_" }
                result += character.uppercased()
            }
            isSmall = character.isLowercase || character.isNumber
        }
        return result
    }

    /// The default as text.
    var defaultText: String {
        switch value {
        case .text(let text): text
        case .number(let number, _): String(number)
        case .flag(let flag): String(flag)
        case .choice(let word, _): word
        }
    }
}

/// Every setting there is.
enum SettingsTable {
    /// All keys in the order of the docs.
    static let keys = service + engines + features

    /// The key of a name.
    static func key(_ name: String) -> SettingKey? { keys.first { $0.name == name } }

    /// Seconds in milliseconds.
    static func second(_ count: Int) -> Int { count * 1000 }
}

/// A setting that stops the start; the message names the key.
struct SettingsError: Error, Hashable, CustomStringConvertible {
    /// What is wrong, for the operator.
    let description: String

    /// An error about one key or file.
    init(_ description: String) { self.description = description }
}
