/// What was found when the words of a transcript were read and held against the sound: what does not fit, and what was done about it.
package struct TranscriptFinding: Sendable, Hashable, Codable {
    /// The codes, as results carry them.
    package enum Code: String, Sendable, Codable, CaseIterable {
        /// One phrase stands there many times more than the sound holds; the surplus was left out.
        case loop
        /// Words stood where the sound has no speech; they were left out.
        case wordsInSilence = "words_in_silence"
        /// Times lie behind the end of the recording.
        case timesBeyondEnd = "times_beyond_end"
        /// Times were a thousand times too large or too small; they were converted.
        case timesUnit = "times_unit"
        /// The times of a few words were missing, empty or backward; they were placed between their neighbours.
        case timesRepaired = "times_repaired"
        /// The times as a whole do not fit the sound; they are only rough now.
        case timesDoNotFit = "times_do_not_fit"
        /// The number of words does not fit the sound: the words may be those of another recording.
        case wordsDoNotFit = "words_do_not_fit"
        /// Speech is heard where no word stands.
        case speechWithoutWords = "speech_without_words"
        /// The words are in another language than was declared.
        case otherLanguage = "other_language"
        /// The sound holds nothing that speech could be told by, so the words could not be compared with it.
        case noSpeechFound = "no_speech_found"
        /// The preferred engine failed, and another one heard the words; ``TranscriptFinding/value`` is the error's code.
        case otherEngine = "other_engine"
    }

    /// Which it is.
    package var code: String
    /// One sentence for the reader: what was found, what was done, what helps.
    package var detail: String
    /// How many words, or milliseconds with ``Code/speechWithoutWords``, it concerns.
    package var count: Int
    /// Where it starts, when it has one place.
    package var startMs: Int?
    /// Where it ends, when it has one place.
    package var endMs: Int?
    /// What was found in place of what was expected: the language tag with ``Code/otherLanguage``, the error's code with
    /// ``Code/otherEngine``; nil otherwise.
    package var value: String?

    /// A finding.
    package init(
        _ code: Code,
        _ detail: String,
        count: Int,
        startMs: Int? = nil,
        endMs: Int? = nil,
        value: String? = nil
    ) {
        self.code = code.rawValue
        self.detail = detail
        self.count = count
        self.startMs = startMs
        self.endMs = endMs
        self.value = value
    }

    /// Its code; nil when a newer version wrote one that is unknown here.
    package var kind: Code? { Code(rawValue: code) }
}
