import HTTPKit
package import Model

/// What the transcribe stage leaves behind: the words, or why there are none.
package struct Words: Sendable, Hashable, Codable {
    /// The words.
    package var transcript: Transcript?
    /// Why there are none.
    package var problem: Answer.Problem?

    /// Words, or a reason.
    package init(transcript: Transcript? = nil, problem: Answer.Problem? = nil) {
        self.transcript = transcript
        self.problem = problem
    }

    /// The words for a stage that can work without: an empty transcript when there are none.
    func orNone(language: String) -> Transcript {
        transcript
            ?? Transcript(
                text: "",
                language: language,
                engine: "none",
                keepsFillers: false,
                wordTimes: .none,
                accuracy: .low,
                words: []
            )
    }
}
