/// An evaluation told in connected prose, on request.
package struct Narrative: Sendable, Hashable, Codable {
    /// Where its sentences come from.
    package enum Source: String, Sendable, Codable, CaseIterable {
        /// A model wrote it; every number and quotation was checked.
        case model
        /// Put together from the findings, without a model.
        case findings
    }

    /// The paragraphs, in order.
    package var paragraphs: [String]
    /// Where its sentences come from.
    package var source: Source
    /// The model that wrote it.
    package var model: String?
    /// Sentences that were dropped because a number or a quotation in them could not be verified.
    package var droppedSentences: Int
    /// Sentences for the reader about the text, e.g. that it is shorter than asked for.
    package var notes: [String]

    /// A narrative.
    package init(
        paragraphs: [String],
        source: Source,
        model: String? = nil,
        droppedSentences: Int = 0,
        notes: [String] = []
    ) {
        self.paragraphs = paragraphs
        self.source = source
        self.model = model
        self.droppedSentences = droppedSentences
        self.notes = notes
    }

    /// How many words it has.
    package var wordCount: Int { paragraphs.reduce(0) { $0 + $1.split(whereSeparator: \.isWhitespace).count } }
}
