import Model

/// Makes words of whisper.cpp's tokens: a token that starts with a blank starts a word.
enum TokenJoiner {
    /// The words of one segment.
    static func words(_ tokens: [JSONValue], within durationMs: Int) -> [Transcript.Word] {
        var words: [Transcript.Word] = []
        var sure: [Double] = []
        for token in tokens {
            guard let piece = token["word"]?.text, !piece.isEmpty,
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
