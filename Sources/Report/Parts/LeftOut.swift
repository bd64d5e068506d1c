/// What did not fit on page one and must come later in full.
struct LeftOut: OptionSet, Hashable, Sendable {
    /// The bits.
    let rawValue: Int

    /// The question was cut.
    static let question = LeftOut(rawValue: 1)
    /// The drill was cut.
    static let drill = LeftOut(rawValue: 2)
    /// Some strengths or improvements were cut.
    static let remarks = LeftOut(rawValue: 4)
    /// The reason why there is no score was cut.
    static let reason = LeftOut(rawValue: 8)
}
