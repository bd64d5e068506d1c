/// Every setting there is.
enum SettingsTable {
    /// All keys in the order of the docs.
    static let keys = service + engines + features

    /// The key of a name.
    static func key(_ name: String) -> SettingKey? { keys.first { $0.name == name } }

    /// Seconds in milliseconds.
    static func second(_ count: Int) -> Int { count * 1000 }
}
