import FoundationEssentials
import Model

@testable import Coaching

/// Builders the tests of this room share.
enum Samples {
    /// The folder `config/rubrics` of the package.
    static var folder: URL {
        URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "config/rubrics")
    }

    /// The shipped rubrics.
    static func library() throws -> RubricLibrary { try RubricLibrary.load(folder: folder) }

    /// A shipped rubric.
    static func rubric(_ name: String) throws -> Rubric { try library().rubric(named: name, role: nil) }

    /// Reads every answer as one to its question, for tests of what comes after.
    static let answered = RelevanceReader(configuration: "answered") { _, spoken in
        Relevance(verdict: .yes, evidence: spoken.sentences.prefix(1).map { $0 })
    }

    /// A transcript whose words follow each other every 400 ms.
    static func transcript(
        _ text: String,
        accuracy: Transcript.Accuracy = .supplied,
        language: String = "en-US",
        confidence: (Int) -> Double? = { _ in nil }
    ) -> Transcript {
        let words = text.split(whereSeparator: \.isWhitespace).enumerated().map { index, word in
            Transcript.Word(
                text: String(word),
                startMs: index * 400,
                endMs: index * 400 + 350,
                confidence: confidence(index)
            )
        }
        return Transcript(
            text: text,
            language: language,
            engine: "test",
            keepsFillers: true,
            wordTimes: .exact,
            accuracy: accuracy,
            words: words
        )
    }

    /// A delivery with nothing remarkable about it.
    static func delivery(words: Int = 0, fillersPer100: Double? = nil, pace: Double? = nil) -> Delivery {
        Delivery(
            wordCount: words,
            wordsPerMinute: pace,
            fillers: Fillers(total: 0, per100Words: fillersPer100, reliability: .counted, reliabilityNote: ""),
            pauses: Pauses(count: 0, totalMs: 0)
        )
    }

    /// A request to judge.
    static func request(
        _ text: String,
        question: Question = Question(text: ""),
        accuracy: Transcript.Accuracy = .supplied,
        quality: Quality.Verdict = .good,
        confidence: (Int) -> Double? = { _ in nil }
    ) -> Judge.Request {
        let transcript = transcript(text, accuracy: accuracy, confidence: confidence)
        return Judge.Request(
            question: question,
            transcript: transcript,
            delivery: delivery(words: transcript.words.count),
            quality: Quality(verdict: quality)
        )
    }

    /// A good behavioural answer, told for these tests.
    static let answer = """
        Last spring at the hospital pharmacy our night shift kept running out of labels for infusion bags. My task was to find \
        out why before the summer. I counted the labels for two weeks, I asked the three night nurses what they printed, and I \
        discovered that every correction printed a full sheet. I wrote a one page proposal and changed the printer settings with \
        our technician. As a result we used 40 percent fewer labels and the night shift has not run out since. I learned to \
        count first and to ask the people who do the work.
        """
}
