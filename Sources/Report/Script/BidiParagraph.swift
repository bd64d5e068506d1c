/// The levels of the characters of one paragraph (Unicode Standard Annex #9, rules P2 to I2 without explicit embeddings): even ones run
/// from left to right, odd ones from right to left.
struct BidiParagraph: Sendable {
    /// The level of the paragraph: 0 or 1.
    let base: UInt8
    /// The level of each character.
    let levels: [UInt8]

    /// Resolves the levels of some characters.
    init(_ scalars: some Collection<Unicode.Scalar>) {
        let scalars = Array(scalars)
        let classes = scalars.map(BidiClass.init)
        // P2, P3: the first letter with a direction decides.
        let first = classes.first { $0 == .l || $0 == .r || $0 == .al }
        let base: UInt8 = first == .r || first == .al ? 1 : 0
        var resolver = BidiResolver(classes, base: base)
        resolver.resolveWeak()
        resolver.resolveBrackets(scalars)
        resolver.resolveNeutral()
        self.base = base
        levels = resolver.levels
    }
}
