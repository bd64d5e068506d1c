/// A setting that stops the start; the message names the key.
struct SettingsError: Error, Hashable, CustomStringConvertible {
    /// What is wrong, for the operator.
    let description: String

    /// An error about one key or file.
    init(_ description: String) { self.description = description }
}
