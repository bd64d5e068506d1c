import Model

@testable import Speech

/// An answer of 56 words in four sentences with pauses between them, as sound and as words, for the tests of the check of words against
/// the sound.
enum CheckedAnswer {
    static let sentences = [
        "In my last role I led the move of our billing system to a new platform.",
        "The hard part was keeping every invoice correct while both systems were running.",
        "We compared forty thousand invoices a night and fixed three errors in the tax rules.",
        "In the end the switch took two weekends and no customer noticed.",
    ]
    static let spans = [0...4_300, 5_700...10_600, 12_000...17_300, 18_800...23_000]
    static let durationMs = 23_125
    static var text: String { sentences.joined(separator: " ") }

    /// The sound, with four fifths of its syllables heard, as a detector hears them.
    static func hearing() -> Hearing {
        let nuclei = zip(sentences, spans).flatMap { sentence, span -> [Int] in
            let count = Int(WrittenSyllables.count(sentence.split(separator: " ").map(String.init)) * 0.8)
            return (0..<count).map {
                span.lowerBound + ($0 * 2 + 1) * (span.upperBound - span.lowerBound) / (2 * count)
            }
        }
        return Spoken.hearing(spans, durationMs: durationMs, nuclei: nuclei)
    }

    /// The words at their times, each time changed by `time`.
    static func words(_ time: (Int) -> Int = { $0 }) -> [Transcript.Word] {
        zip(sentences, spans).flatMap { sentence, span in
            let words = sentence.split(separator: " ").map(String.init)
            let shares = WordAlignment.shares(TimeSpan(startMs: span.lowerBound, endMs: span.upperBound), words)
            return zip(words, shares).map {
                Transcript.Word(text: $0, startMs: time($1.startMs), endMs: time($1.endMs - 20))
            }
        }
    }

    /// A transcript of some words.
    static func transcript(
        _ words: [Transcript.Word] = words(),
        accuracy: Transcript.Accuracy = .standard,
        wordTimes: Transcript.WordTimes = .exact
    ) -> Transcript {
        Transcript(
            text: words.map(\.text).joined(separator: " "),
            language: "en-US",
            engine: "test",
            keepsFillers: false,
            wordTimes: wordTimes,
            accuracy: accuracy,
            words: words
        )
    }

    /// The words after the check.
    static func checked(_ transcript: Transcript) -> Transcript {
        WordCheck.review(transcript, hearing().acoustics)
    }
}
