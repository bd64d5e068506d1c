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

            A value is taken from the first place that has one: a flag of the command, the environment, a mounted folder, `.env` in the
            working folder, the JSON file (`--config FILE`, else `DEBRIEF_CONFIG`, else `config/debrief.json`), the default. Secrets are
            never printed. This page is `debrief settings --page`.

            Secrets need not stand in the environment: `NAME_FILE` names a file that holds the value of `NAME`, and `DEBRIEF_SECRETS`
            names a folder with a file for each value, called like the variable or like the key. A line end behind the value is no
            part of it.

            A value out of its range stops the start with the key's name, and so does an unknown name: any in the JSON file and
            the mounted folder, in `.env` any that begins like ours, and in the environment one that is a letter away from ours.

            Names of similar services are taken too, as the table says. Those of Flask-Mail work together: `MAIL_SERVER` (which also
            sets `mail.engine` to smtp), `MAIL_PORT`, `MAIL_USERNAME`, `MAIL_PASSWORD`, `MAIL_USE_TLS`, `MAIL_USE_SSL`, and
            `MAIL_DEFAULT_SENDER` as an address or as `Name <address>`.

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

/// `config/debrief.json`, made from ``SettingsTable``: every key with its default and a line of explanation.
enum SettingsDocument {
    /// The file's text.
    static var json: String {
        let groups = SettingsTable.keys.reduce(into: Group()) { root, key in
            root.insert(key, path: key.name.split(separator: ".").map(String.init)[...])
        }
        return groups.text(indent: 0) + "\n"
    }

    private struct Group {
        private var order: [String] = []
        private var groups: [String: Group] = [:]
        private var keys: [String: SettingKey] = [:]

        mutating func insert(_ key: SettingKey, path: ArraySlice<String>) {
            guard let first = path.first else { return }
            if !order.contains(first) { order.append(first) }
            if path.count == 1 {
                keys[first] = key
            } else {
                groups[first, default: Group()].insert(key, path: path.dropFirst())
            }
        }

        func text(indent: Int) -> String {
            let pad = String(repeating: " ", count: indent + 2)
            let lines = order.map { name in
                if let key = keys[name] {
                    return "\(pad)\"// \(name)\": \(quoted(meaning(key))),\n\(pad)\"\(name)\": \(plain(key))"
                }
                return "\(pad)\"\(name)\": \(groups[name]?.text(indent: indent + 2) ?? "{}")"
            }
            return "{\n" + lines.joined(separator: ",\n") + "\n" + String(repeating: " ", count: indent) + "}"
        }

        private func meaning(_ key: SettingKey) -> String {
            switch key.value {
            case .choice(_, let words): key.meaning + " One of: " + words.joined(separator: ", ") + "."
            case .number(_, let range): key.meaning + " \(range.lowerBound) to \(range.upperBound)."
            case .text, .flag: key.meaning
            }
        }

        private func plain(_ key: SettingKey) -> String {
            switch key.value {
            case .text(let text): quoted(text)
            case .choice(let word, _): quoted(word)
            case .number(let number, _): String(number)
            case .flag(let flag): String(flag)
            }
        }

        private func quoted(_ text: String) -> String {
            "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
        }
    }
}
