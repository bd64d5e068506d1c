import FoundationEssentials

/// Values by the names that environment variables have: our own, with `_FILE` behind it for a file that holds the value, and those
/// that users of similar services already set.
enum SettingsNames {
    private static let maxFileBytes = 65_536

    /// Every name that means something.
    static let known: Set<String> = {
        let names = SettingsTable.keys.flatMap { [$0.environmentName] + $0.aliases } + MailNames.all
        return Set(names + names.map { $0 + "_FILE" } + ["DEBRIEF_CONFIG", "DEBRIEF_SECRETS"])
    }()

    /// Values by key of variables by name.
    static func values(of variables: [String: String]) throws(SettingsError) -> [String: String] {
        var values: [String: String] = [:]
        for key in SettingsTable.keys {
            if let own = try value(key.environmentName, in: variables) {
                values[key.name] = own
            } else {
                for alias in key.aliases where values[key.name] == nil {
                    // An empty variable of another program says nothing about this one.
                    if let value = try value(alias, in: variables), !value.isEmpty { values[key.name] = value }
                }
            }
        }
        let mail = try MailNames.values { name throws(SettingsError) in try value(name, in: variables) }
        return values.merging(mail) { own, _ in own }
    }

    /// Stops at a name that is most likely meant for us and means nothing.
    ///
    /// - Parameter isOurs: whether the variables are in a file of ours, where every name of our groups must mean something.
    static func check(_ names: some Sequence<String>, in place: String, isOurs: Bool) throws(SettingsError) {
        for name in names.sorted() where !known.contains(name) {
            if let meant = known.sorted().first(where: { isOneOff(name, $0) }) {
                throw SettingsError("\(place) has an unknown key: \(name). Is \(meant) meant?")
            }
            let group = name.prefix { $0 != "_" }
            if isOurs, groups.contains(String(group)), !name.hasSuffix("_PROXY") {
                throw SettingsError("\(place) has an unknown key: \(name).")
            }
        }
    }

    /// A file's content as a value: without the line end that editors add.
    static func content(of path: String, for name: String) throws(SettingsError) -> String {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw SettingsError("\(name): the file \(path) cannot be read.")
        }
        guard data.count <= maxFileBytes, let text = String(validating: data, as: UTF8.self) else {
            throw SettingsError("\(name): the file \(path) is not text, or larger than 64 KB.")
        }
        var value = text[...]
        if value.hasSuffix("\r\n") || value.hasSuffix("\n") { value = value.dropLast() }
        return String(value)
    }

    private static let groups = Set(
        SettingsTable.keys.map { String($0.environmentName.prefix { $0 != "_" }) }
    )

    private static func value(_ name: String, in variables: [String: String]) throws(SettingsError) -> String? {
        let file = variables[name + "_FILE"] ?? ""
        guard !file.isEmpty else { return variables[name] }
        guard variables[name] == nil else { throw SettingsError("\(name) and \(name)_FILE are both set; keep one.") }
        return try content(of: file, for: name + "_FILE")
    }

    /// Whether one letter added, left out, changed or swapped with its neighbour makes one of the other.
    private static func isOneOff(_ a: String, _ b: String) -> Bool {
        let (a, b) = (Array(a.utf8), Array(b.utf8))
        guard a != b, abs(a.count - b.count) <= 1 else { return false }
        let same = zip(a, b).prefix { $0 == $1 }.count
        let (x, y) = (a.dropFirst(same), b.dropFirst(same))
        if a.count != b.count { return x.count > y.count ? x.dropFirst() == y : x == y.dropFirst() }
        if x.dropFirst() == y.dropFirst() { return true }
        return x.count >= 2 && x.first == y.dropFirst().first && x.dropFirst().first == y.first
            && x.dropFirst(2) == y.dropFirst(2)
    }
}
