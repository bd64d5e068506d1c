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
