/// The settings page of the docs, made from ``SettingsTable``.
enum SettingsPage {
    /// The page's text.
    static var markdown: String {
        let rows = SettingsTable.keys.map { key in
            "| `\(key.name)` | `\(key.environmentName)` | \(defaultValue(key)) | \(escaped(meaning(key))) |"
        }
        return """
            # Settings

            Every setting, its environment variable, its default and what it means.

            ## Overview

            A value is taken from the first place that has one: a flag of the command, the environment, `.env` in the working folder, the
            JSON file (`--config FILE`, else `DEBRIEF_CONFIG`, else `config/debrief.json`), the default. An unknown key in the file or a
            value out of its range stops the start with the key's name. Secrets are never printed. This page is `debrief settings --page`.

            | key | environment | default | meaning |
            |---|---|---|---|
            \(rows.joined(separator: "\n"))
            """ + "\n"
    }

    private static func defaultValue(_ key: SettingKey) -> String {
        key.defaultText.isEmpty ? "empty" : "`\(key.defaultText)`"
    }

    private static func meaning(_ key: SettingKey) -> String {
        var text = key.meaning
        switch key.value {
        case .choice(_, let words): text += " One of \(words.joined(separator: ", "))."
        case .number(_, let range): text += " \(range.lowerBound) to \(range.upperBound)."
        case .text, .flag: break
        }
        if !key.aliases.isEmpty { text += " Also read from \(key.aliases.joined(separator: ", "))." }
        return text
    }

    private static func escaped(_ text: String) -> String { text.replacing("|", with: "\\|") }
}
