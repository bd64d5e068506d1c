/// Where the time of an answer goes: its parts with their seconds, how long the first point takes to come, and what could be cut.
package struct AnswerEconomy: Sendable, Hashable, Codable {
    /// A part of a told experience (situation, task, action, result), or what is none of them.
    package enum PartName: String, Sendable, Codable, CaseIterable {
        case situation, task, action, result, other
    }

    /// One part: all its sentences together.
    package struct Part: Sendable, Hashable, Codable {
        /// Which part.
        package var name: PartName
        /// How many words it has.
        package var words: Int
        /// How long it takes in all, in milliseconds; nil when the transcript has no times.
        package var durationMs: Int?
        /// When its first sentence starts.
        package var startMs: Int?

        /// A part.
        package init(name: PartName, words: Int, durationMs: Int? = nil, startMs: Int? = nil) {
            self.name = name
            self.words = words
            self.durationMs = durationMs
            self.startMs = startMs
        }
    }

    /// A section of an answer that is no told experience, under a title of its own, e.g. "Where you are now".
    package struct Section: Sendable, Hashable, Codable {
        /// The title a reader sees.
        package var title: String
        /// How many words it has; 0 when nothing of it was found.
        package var words: Int
        /// How long it takes in all, in milliseconds; nil when the transcript has no times.
        package var durationMs: Int?
        /// When its first sentence starts.
        package var startMs: Int?

        /// A section.
        package init(title: String, words: Int, durationMs: Int? = nil, startMs: Int? = nil) {
            self.title = title
            self.words = words
            self.durationMs = durationMs
            self.startMs = startMs
        }
    }

    /// Words the answer would not miss.
    package struct Cut: Sendable, Hashable, Codable {
        /// The words.
        package var text: String
        /// Why they can go.
        package var reason: String
        /// When they start.
        package var startMs: Int?
        /// When they end.
        package var endMs: Int?

        /// Words to cut.
        package init(text: String, reason: String, startMs: Int? = nil, endMs: Int? = nil) {
            self.text = text
            self.reason = reason
            self.startMs = startMs
            self.endMs = endMs
        }
    }

    /// The parts that were found, in the order of a told experience.
    package var parts: [Part]
    /// The sections of an answer to a question that asks for no told experience; nil for one that does, whose parts are above.
    package var sections: [Section]?
    /// Milliseconds from the first word to the first sentence that says something; nil without times.
    package var timeToFirstPointMs: Int?
    /// Words before the first sentence that says something.
    package var wordsToFirstPoint: Int
    /// What could be cut, in order.
    package var cuts: [Cut]
    /// Milliseconds the cuts save together; nil without times.
    package var savedMs: Int?

    /// The economy of one answer.
    package init(
        parts: [Part] = [],
        timeToFirstPointMs: Int? = nil,
        wordsToFirstPoint: Int = 0,
        cuts: [Cut] = [],
        savedMs: Int? = nil,
        sections: [Section]? = nil
    ) {
        self.parts = parts
        self.sections = sections
        self.timeToFirstPointMs = timeToFirstPointMs
        self.wordsToFirstPoint = wordsToFirstPoint
        self.cuts = cuts
        self.savedMs = savedMs
    }
}
