/// Something about the text of a page that its foot must say.
struct PageRemark: OptionSet, Hashable, Sendable {
    /// The bits.
    let rawValue: Int

    /// A character has no font and is shown as a boxed code.
    static let replaced = PageRemark(rawValue: 1)
    /// The text is of a script whose letters are joined or stacked by tables of the font, which libharu does not read.
    static let unshaped = PageRemark(rawValue: 2)
}
