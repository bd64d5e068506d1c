import Core
import Model

/// Takes words out of a text and its word list alike, so that the words that stay occur in the text that stays.
enum TextCut {
    /// The transcript without the words at some places.
    static func removing(_ places: Set<Int>, from transcript: Transcript) -> Transcript {
        guard !places.isEmpty else { return transcript }
        var cut = transcript
        cut.words = transcript.words.indices.filter { !places.contains($0) }.map { transcript.words[$0] }
        guard let starts = starts(transcript) else {
            cut.text = cut.words.map(\.text).joined(separator: " ")
            return cut
        }
        let units = Array(transcript.text.utf16)
        var text: [UInt16] = []
        var at = 0
        for index in transcript.words.indices where places.contains(index) {
            let end = index + 1 < starts.count ? starts[index + 1] : units.count
            if starts[index] > at { text += units[at..<starts[index]] }
            at = max(at, end)
        }
        text += units[at...]
        cut.text = String(decoding: text, as: UTF16.self).trimmed
        return cut
    }

    /// Where each word begins in the text, opening marks included; nil when they cannot be found in order.
    private static func starts(_ transcript: Transcript) -> [Int]? {
        let tokens = TextTokens(transcript.text).tokens
        var starts: [Int] = []
        var at = 0
        var end = 0
        let units = Array(transcript.text.utf16)
        for word in transcript.words {
            let pieces = TextTokens(word.text).tokens
            guard !pieces.isEmpty, at + pieces.count <= tokens.count else { return nil }
            for (offset, piece) in pieces.enumerated() where tokens[at + offset].folded != piece.folded { return nil }
            var start = tokens[at].range.start
            while start > end, !isBlank(units[start - 1]) { start -= 1 }
            starts.append(start)
            end = tokens[at + pieces.count - 1].range.end
            at += pieces.count
        }
        return at == tokens.count ? starts : nil
    }

    private static func isBlank(_ unit: UInt16) -> Bool { unit == 0x20 || unit == 0x0A || unit == 0x09 || unit == 0xA0 }
}
