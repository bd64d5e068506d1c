import Database
package import Model

/// What one step has to do.
package struct Step<Value: Codable & Sendable>: Sendable {
    /// What it leaves behind.
    package var kind: Artifact.Kind
    /// Everything the result depends on: fingerprints of the inputs, code versions, configuration.
    package var inputs: [String]
    /// Who does it.
    package var engine: String?
    /// With which model.
    package var model: String?
    /// How long it may take.
    package var deadlineMs: Int
    /// Whether a stored result is still whole; a PDF's file may be gone.
    package var isWhole: @Sendable (_ value: Value, _ fingerprint: String) async -> Bool = { _, _ in true }
    /// Whether the result of a run that did not fail is one to keep for good, or stands in for one that is missing.
    package var isFinal: @Sendable (Value) -> Bool = { _ in true }
    /// Does it.
    package var work: @Sendable (_ fingerprint: String) async throws -> Value
    /// What the answer gets when the work has failed for good; nil when the answer fails with it.
    package var otherwise: (@Sendable (StageFailure) async -> Value)?

    /// The key of its result.
    package var fingerprint: String { Fingerprint.of([kind.rawValue] + inputs) }

    /// The stage that clients see while it runs.
    package var stage: Stage { Stage(rawValue: kind.rawValue) ?? .evaluate }

    /// The stage that follows; nil for what is no stage of its own.
    package var next: Stage? {
        switch kind {
        case .decode: .transcribe
        case .transcribe: .analyze
        case .analyze: .evaluate
        case .evaluate, .report: .report
        case .emotion: nil
        }
    }
}

/// What a step left behind.
package struct Done<Value: Sendable>: Sendable {
    /// The result.
    package var value: Value
    /// The fingerprint it is stored under.
    package var fingerprint: String
}
