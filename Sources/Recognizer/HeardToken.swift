/// One entry of the engine's best path, silence and noise included, as the engine spells it.
struct HeardToken: Sendable, Hashable, Codable {
    /// The dictionary entry: `power`, `to(2)`, `<sil>`, `[SPEECH]`, `++NOISE++`.
    var text: String
    /// First frame of 10 ms, counted from the start of the utterance.
    var startFrame: Int
    /// Last frame, inclusive.
    var endFrame: Int
    /// Posterior probability, 0–1.
    var posterior: Double
}
