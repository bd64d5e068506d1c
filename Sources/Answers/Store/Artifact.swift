package import Core
package import Model

/// What one stage left behind for one answer, found again by the fingerprint of everything it depends on.
package struct Artifact: Sendable, Hashable {
    /// The stages that leave something, and the emotion reading that runs beside `evaluate` without being a stage.
    package enum Kind: String, Sendable, Codable, CaseIterable {
        case decode, transcribe, analyze, evaluate, report, emotion
    }

    /// The answer.
    package var answer: AnswerID
    /// Which of its results.
    package var kind: Kind
    /// Hash of everything it depends on, hexadecimal.
    package var fingerprint: String
    /// The result as JSON.
    package var payload: String
    /// Who made it.
    package var engine: String?
    /// With which model.
    package var model: String?
    /// How long it took.
    package var durationMs: Int
    /// When it was made.
    package var created: Instant

    /// An artifact.
    package init(
        answer: AnswerID,
        kind: Kind,
        fingerprint: String,
        payload: String,
        engine: String? = nil,
        model: String? = nil,
        durationMs: Int,
        created: Instant
    ) {
        self.answer = answer
        self.kind = kind
        self.fingerprint = fingerprint
        self.payload = payload
        self.engine = engine
        self.model = model
        self.durationMs = max(0, durationMs)
        self.created = created
    }
}
