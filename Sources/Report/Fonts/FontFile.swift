/// A TrueType file that may be embedded, and what it can draw.
struct FontFile: Sendable, Hashable {
    /// Where it is.
    var path: String
    /// Which font of a collection; nil for a single font.
    var index: Int?
    /// What it can draw.
    var coverage: TrueTypeCoverage
}
