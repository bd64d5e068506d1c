import Core
import Model

/// Makes words of whisper.cpp's tokens: a token that starts with a blank starts a word. Control tokens are none. Segments are cut by length
/// on newer servers, inside a word too: the first token of a segment then goes on with the last word of the one before.
enum TokenJoiner {
    /// The words of all segments.
    static func words(of segments: [[JSONValue]], within durationMs: Int) -> [Transcript.Word] {
        var words: [Transcript.Word] = []
        for tokens in segments {
            let next = Self.words(tokens, within: durationMs)
            guard let last = words.last, let first = next.first,
                goesOn(last.text, tokens.lazy.compactMap { $0["word"]?.text }.first { !SoundMarks.isControl($0) } ?? "")
            else {
                words += next
                continue
            }
            words[words.count - 1].text = SplitBytes.restored(last.text + first.text)
            words[words.count - 1].endMs = max(last.endMs ?? 0, first.endMs ?? 0)
            words += next.dropFirst()
        }
        return words.map { word in
            var word = word
            word.text = SplitBytes.restored(word.text)
            return word
        }
    }

    /// Whether a text goes on inside a word: letters of an alphabet on both sides. Scripts without spaces begin anew.
    static func goesOn(_ before: String, _ after: String) -> Bool {
        guard let last = before.unicodeScalars.last, let first = after.unicodeScalars.first else { return false }
        return [last, first].allSatisfy { scalar in
            (scalar.properties.isAlphabetic && scalar.value < 0xE00) || (0xF780...0xF7FF).contains(scalar.value)
        }
    }

    /// The words of one segment.
    private static func words(_ tokens: [JSONValue], within durationMs: Int) -> [Transcript.Word] {
        var words: [Transcript.Word] = []
        var sure: [Double] = []
        for token in tokens {
            guard let piece = token["word"]?.text, !piece.isEmpty, !SoundMarks.isControl(piece),
                let start = WordTiming.milliseconds(token["start"]?.number, within: durationMs),
                let end = WordTiming.milliseconds(token["end"]?.number, within: durationMs)
            else { continue }
            let probability = token["probability"]?.probability
            let text = piece.trimmed
            if piece.first?.isWhitespace == true || words.isEmpty {
                guard !text.isEmpty else { continue }
                words.append(Transcript.Word(text: text, startMs: start, endMs: end, confidence: probability))
                sure = [probability].compactMap(\.self)
            } else {
                let last = words.count - 1
                words[last].text += text
                words[last].endMs = max(words[last].endMs ?? 0, end)
                if let probability { sure.append(probability) }
                words[last].confidence = sure.isEmpty ? nil : sure.reduce(0, +) / Double(sure.count)
            }
        }
        return words
    }
}
