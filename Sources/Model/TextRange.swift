/// A stretch of ``Transcript/text``, in UTF-16 code units as JavaScript, Java and Foundation strings count them.
package struct TextRange: Sendable, Hashable, Codable {
    /// First code unit, inclusive.
    package var start: Int
    /// Last code unit, exclusive.
    package var end: Int

    /// A range of UTF-16 code units.
    package init(start: Int, end: Int) {
        self.start = start
        self.end = end
    }
}
