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
