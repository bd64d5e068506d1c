/// Turns texts into vectors whose nearness means nearness in meaning.
package struct Embedder: Sendable {
    /// What the vectors are for; some models place a question and the passages that answer it differently.
    package enum Purpose: String, Sendable, Codable, CaseIterable {
        /// A passage that will be searched.
        case document
        /// A question to search with.
        case query
        /// Texts to compare with each other.
        case similarity
    }

    /// One text to place.
    package struct Text: Sendable, Hashable {
        /// The text.
        package var text: String
        /// The title of the document it is from, when it has one.
        package var title: String?

        /// A text.
        package init(_ text: String, title: String? = nil) {
            self.text = text
            self.title = title
        }
    }

    /// Where vectors live. Vectors of two spaces cannot be compared: store the space with each vector, and make the vectors
    /// anew when it changes.
    package struct Space: Sendable, Hashable, Codable {
        /// The service's name, e.g. `gemini`.
        package var engine: String
        /// The model.
        package var model: String
        /// Numbers in a vector.
        package var dimensions: Int

        /// A space.
        package init(engine: String, model: String, dimensions: Int) {
            self.engine = engine
            self.model = model
            self.dimensions = dimensions
        }
    }

    /// Where its vectors live.
    package var space: Space
    /// Places texts: one vector of length 1 for each, in their order, so that a dot product is the cosine. Throws a
    /// ``CodedError`` whose code starts with `embed.`.
    package var embed: @Sendable ([Text], Purpose) async throws -> [[Float]]

    /// An embedding model behind a service.
    package init(space: Space, embed: @escaping @Sendable ([Text], Purpose) async throws -> [[Float]]) {
        self.space = space
        self.embed = embed
    }
}
