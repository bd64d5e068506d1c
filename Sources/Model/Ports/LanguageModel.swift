/// A text model that answers with JSON: what is needed from Gemini and its like.
package struct LanguageModel: Sendable {
    /// What to ask.
    package struct Request: Sendable, Hashable {
        /// The instruction; ours alone, never user text.
        package var system: String
        /// The prompt; user text stands in it only as delimited data.
        package var prompt: String
        /// JSON Schema of the answer, as JSON text, strict (every property required, no additional ones).
        package var schema: String
        /// Upper limit of the answer, thinking included.
        package var maxOutputTokens: Int

        /// A request.
        package init(system: String, prompt: String, schema: String, maxOutputTokens: Int = 8192) {
            self.system = system
            self.prompt = prompt
            self.schema = schema
            self.maxOutputTokens = maxOutputTokens
        }
    }

    /// What came back.
    package struct Reply: Sendable, Hashable {
        /// The text, supposed to be JSON.
        package var text: String
        /// The model that answered, by its own word.
        package var model: String

        /// A reply.
        package init(text: String, model: String) {
            self.text = text
            self.model = model
        }
    }

    /// The service's name, e.g. `gemini`.
    package var engine: String
    /// The configured model.
    package var model: String
    /// Asks. Throws a ``CodedError`` whose code starts with `evaluate.`.
    package var reply: @Sendable (Request) async throws -> Reply

    /// A model behind a service.
    package init(engine: String, model: String, reply: @escaping @Sendable (Request) async throws -> Reply) {
        self.engine = engine
        self.model = model
        self.reply = reply
    }
}
