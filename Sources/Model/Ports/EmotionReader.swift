package import FoundationEssentials

/// A voice-emotion endpoint. Off unless configured and consented to for the upload at hand.
package struct EmotionReader: Sendable {
    /// Who answers.
    package var engine: String
    /// Reads the emotion of a decoded recording (16 kHz mono 16-bit WAV). Never throws: a failure is a result whose
    /// ``Emotion/note`` says why, so that it cannot block an answer.
    package var read: @Sendable (URL) async -> Emotion

    /// An endpoint.
    package init(engine: String, read: @escaping @Sendable (URL) async -> Emotion) {
        self.engine = engine
        self.read = read
    }
}
