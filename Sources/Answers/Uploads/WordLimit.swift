import Core
import HTTPKit
import Model

/// How much an answer may say: what every later step costs follows from it.
enum WordLimit {
    /// Words of an answer: more than two hours of fast speech.
    static let words = 20_000
    /// Bytes of a transcript without times: twenty for each word.
    private static let plainBytes = 400_000
    /// Words and numbers of a transcript file with times, in whatever format.
    private static let marks = 12 * words

    /// Reads a transcript that has no more words than an answer may have. What is far too long is refused before it is read.
    ///
    /// - Throws: `upload.invalid_field` for more words, and what `parse` throws.
    static func read(_ text: String, _ field: String, _ parse: () throws -> Transcript) throws -> Transcript {
        guard isReadable(text) else { throw refusal(field) }
        let transcript = try parse()
        guard transcript.words.count <= words else { throw refusal(field) }
        return transcript
    }

    private static func refusal(_ field: String) -> WebError {
        WebError(.invalidField, "The field \"\(field)\" has more than \(words) words.")
    }

    private static func isReadable(_ text: String) -> Bool {
        var (marks, isBetween, first) = (0, true, UInt8(0))
        for byte in text.utf8 {
            let isBlank = byte <= 32
            if isBetween, !isBlank {
                marks += 1
                if first == 0 { first = byte }
            }
            isBetween = isBlank
        }
        // Files with times begin with a bracket, a number or WEBVTT.
        let isFile =
            [UInt8(ascii: "{"), UInt8(ascii: "["), UInt8(ascii: "W"), 0xEF].contains(first)
            || (48...57).contains(first)
        return marks <= Self.marks && (isFile || text.utf8.count <= plainBytes)
    }
}
