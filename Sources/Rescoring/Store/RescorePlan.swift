package import Model

/// What is done anew. What is not set is as the settings of the process that does it say.
package struct RescorePlan: Sendable, Hashable, Codable {
    /// The stages before this one are taken as they are, whatever they were made with; nil takes what still fits.
    package var from: Stage?
    /// Name of the rubric to judge by.
    package var rubric: String?
    /// The rubric's file as it was when the re-scoring began.
    package var rubricText: String?
    /// Who judges.
    package var engine: String?
    /// With which model.
    package var model: String?
    /// Who hears the words.
    package var transcriber: String?
    /// With which model.
    package var transcriberModel: String?
    /// Whether what is judged is judged again though nothing it depends on changed; nil means no.
    package var force: Bool?
    /// Whether the results are kept beside those that count; nil means no.
    package var shadow: Bool?

    /// A plan.
    package init(
        from: Stage? = nil,
        rubric: String? = nil,
        rubricText: String? = nil,
        engine: String? = nil,
        model: String? = nil,
        transcriber: String? = nil,
        transcriberModel: String? = nil,
        force: Bool? = nil,
        shadow: Bool? = nil
    ) {
        self.force = force
        self.shadow = shadow
        self.from = from
        self.rubric = rubric
        self.rubricText = rubricText
        self.engine = engine
        self.model = model
        self.transcriber = transcriber
        self.transcriberModel = transcriberModel
    }
}
