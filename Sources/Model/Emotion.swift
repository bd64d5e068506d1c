/// What an external voice-emotion endpoint answered. Not validated by Debrief, private to the speaker, and never an input
/// to a score or to a judge's prompt.
package struct Emotion: Sendable, Hashable, Codable {
    /// One stretch the endpoint judged on its own.
    package struct Segment: Sendable, Hashable, Codable {
        /// When it starts.
        package var startMs: Int
        /// When it ends.
        package var endMs: Int
        /// The class it named.
        package var primary: String
        /// Its certainty, 0–100.
        package var confidence: Double?
        /// Class probabilities, 0–1.
        package var probabilities: [String: Double]

        /// A segment.
        package init(
            startMs: Int,
            endMs: Int,
            primary: String,
            confidence: Double? = nil,
            probabilities: [String: Double] = [:]
        ) {
            self.startMs = startMs
            self.endMs = endMs
            self.primary = primary
            self.confidence = confidence
            self.probabilities = probabilities
        }
    }

    /// Who answered.
    package var engine: String
    /// The most probable class; nil when the endpoint failed.
    package var primary: String?
    /// The endpoint's score 0–100 (already per cent).
    package var score: Double?
    /// Very High, High, Moderate, Low, Very Low by the bands 80, 65, 45, 25.
    package var rating: String?
    /// Class probabilities, 0–1, weighted by the segments' durations when there are segments.
    package var probabilities: [String: Double]
    /// The segments the endpoint judged.
    package var segments: [Segment]
    /// What the reader must know: not validated, or why there is no result.
    package var note: String

    /// One endpoint's answer.
    package init(
        engine: String,
        primary: String? = nil,
        score: Double? = nil,
        rating: String? = nil,
        probabilities: [String: Double] = [:],
        segments: [Segment] = [],
        note: String
    ) {
        self.engine = engine
        self.primary = primary
        self.score = score
        self.rating = rating
        self.probabilities = probabilities
        self.segments = segments
        self.note = note
    }
}
