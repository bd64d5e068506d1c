/// A cut of the report's typeface.
enum Face: Int, Hashable, Sendable, CaseIterable {
    case regular, bold, oblique
}
