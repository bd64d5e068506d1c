/// How one stage's result came about.
package struct Provenance: Sendable, Hashable, Codable {
    /// The stage.
    package var stage: Stage
    /// Hash of everything the result depends on, hexadecimal.
    package var fingerprint: String
    /// Who did it, e.g. `pocketsphinx`, `rules`, `libharu`.
    package var engine: String?
    /// Its model, when it has one.
    package var model: String?
    /// How long it took.
    package var durationMs: Int
    /// Whether a stored result was taken instead of computing it again.
    package var reused: Bool

    /// The history of one stage.
    package init(
        stage: Stage,
        fingerprint: String,
        engine: String? = nil,
        model: String? = nil,
        durationMs: Int,
        reused: Bool
    ) {
        self.stage = stage
        self.fingerprint = fingerprint
        self.engine = engine
        self.model = model
        self.durationMs = durationMs
        self.reused = reused
    }
}
