/// The version of this program, printed by `--version`, `/version` and each report.
enum Version {
    /// Semantic version.
    static let text = "0.2.0"
}
