import Core
import Model
import Outbound

/// Brings a service's words and its text together, so that the words occur in the text in order.
enum WordAligner {
    /// Extends each word to the whole of what stands between blanks in the text ("Um" becomes "Um,"). Where a few differ ("40,000" and
    /// "forty thousand") the text's spelling gets the words' times; the text is replaced by the joined words when they do not fit it.
    static func align(_ words: [Transcript.Word], to text: String) -> AlignedWords {
        var text = text[...]
        while text.first?.isWhitespace == true { text.removeFirst() }
        while text.last?.isWhitespace == true { text.removeLast() }
        var ranges: [Range<Substring.Index>] = []
        ranges.reserveCapacity(words.count)
        var from = text.startIndex
        for word in words {
            guard let found = place(word.text, in: text, from: from) else {
                // One word that is written otherwise costs the text neither its sentences nor the others their times.
                if let fitted = WordFit.fitted(words, to: String(text)) {
                    return AlignedWords(text: fitted.text, words: fitted.words)
                }
                return AlignedWords(text: words.map(\.text).joined(separator: " "), words: words)
            }
            ranges.append(found)
            from = found.upperBound
        }
        var out = words
        for (index, range) in ranges.enumerated() {
            let before = index > 0 ? ranges[index - 1].upperBound : text.startIndex
            let after = index + 1 < ranges.count ? ranges[index + 1].lowerBound : text.endIndex
            out[index].text = String(
                text[start(of: range, after: before, in: text)..<end(of: range, before: after, in: text)]
            )
        }
        return AlignedWords(text: String(text), words: out)
    }

    /// The next place of a word: the first where it stands alone among the next few, else the first at all ("a" is not meant
    /// by "said", but scripts without blanks have no words that stand alone).
    private static func place(_ word: String, in text: Substring, from: Substring.Index) -> Range<Substring.Index>? {
        guard !word.isEmpty, let first = text[from...].firstRange(of: word) else { return nil }
        var candidate = first
        for _ in 1...4 {
            if isAlone(candidate, in: text) { return candidate }
            guard let next = text[candidate.upperBound...].firstRange(of: word) else { break }
            candidate = next
        }
        return first
    }

    private static func isAlone(_ range: Range<Substring.Index>, in text: Substring) -> Bool {
        let before = range.lowerBound > text.startIndex ? text[text.index(before: range.lowerBound)] : " "
        let after = range.upperBound < text.endIndex ? text[range.upperBound] : " "
        return !before.isLetter && !before.isNumber && !after.isLetter && !after.isNumber
    }

    private static func start(
        of range: Range<Substring.Index>,
        after bound: Substring.Index,
        in text: Substring
    ) -> Substring.Index {
        var index = range.lowerBound
        while index > bound {
            let previous = text.index(before: index)
            // Only opening marks belong to the word that follows.
            guard "\"'“‘«([{¿¡".contains(text[previous]) else { break }
            index = previous
        }
        return index
    }

    private static func end(
        of range: Range<Substring.Index>,
        before bound: Substring.Index,
        in text: Substring
    ) -> Substring.Index {
        var index = range.upperBound
        while index < bound, !text[index].isWhitespace, !text[index].isLetter, !text[index].isNumber {
            index = text.index(after: index)
        }
        return index
    }
}

/// A text and its words, which occur in it in order.
struct AlignedWords: Hashable {
    /// The text.
    var text: String
    /// Its words.
    var words: [Transcript.Word]

    /// The same without what was invented over silence.
    func without(_ silence: SilenceFilter) -> AlignedWords {
        let kept = silence.kept(words)
        if kept.count < words.count { return AlignedWords(text: kept.map(\.text).joined(separator: " "), words: kept) }
        // Words without times have no place to look at but the whole recording.
        let isTimed = words.contains { $0.span != nil }
        return !isTimed && silence.drops(text: text) ? AlignedWords(text: "", words: []) : self
    }
}

/// Reads lists of timed words, whatever their members are called and whatever their times are written in.
enum TimedWords {
    /// The words that have a text and both times, in order of time.
    ///
    /// - Parameter names: members that may hold the word, best first.
    static func read(
        _ items: [JSONValue],
        names: [String],
        start: String,
        end: String,
        within durationMs: Int
    ) -> [Transcript.Word] {
        let words = items.compactMap { item -> Transcript.Word? in
            guard let text = names.lazy.compactMap({ item[$0]?.text?.trimmed }).first(where: { !$0.isEmpty }),
                let end = WordTiming.milliseconds(seconds(item[end]), within: durationMs)
            else { return nil }
            // Google leaves zero out.
            let start = WordTiming.milliseconds(seconds(item[start]) ?? 0, within: durationMs)
            return Transcript.Word(text: text, startMs: start, endMs: end, confidence: item["confidence"]?.probability)
        }
        return WordTiming.ordered(words)
    }

    /// A transcript of timed words; without any, of a text whose words have no times.
    static func transcript(
        _ words: [Transcript.Word],
        text: String,
        request: Transcriber.Request,
        engine: String,
        model: String?,
        keepsFillers: Bool
    ) -> Transcript {
        var words = words
        var times = Transcript.WordTimes.exact
        if words.isEmpty {
            words = text.split(whereSeparator: \.isWhitespace).map { Transcript.Word(text: String($0)) }
            times = words.isEmpty ? .exact : .none
        }
        let aligned = WordAligner.align(words, to: text).without(SilenceFilter(speech: request.speech))
        return Transcript(
            text: aligned.text,
            language: request.language,
            engine: engine,
            model: model,
            keepsFillers: keepsFillers,
            wordTimes: times,
            accuracy: .standard,
            words: aligned.words
        )
    }

    /// Seconds from a number, or from a protobuf duration such as `1.300s`.
    private static func seconds(_ json: JSONValue?) -> Double? {
        guard let text = json?.text, text.hasSuffix("s") else { return json?.number }
        return Double(text.dropLast())
    }
}

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

/// Spreads words over a stretch whose ends alone are known.
enum WordTiming {
    /// The words of a text with times in proportion to their lengths; one letter stands for a blank after each.
    static func spread(_ text: String, startMs: Int, endMs: Int) -> [Transcript.Word] {
        let words = text.split(whereSeparator: \.isWhitespace)
        let total = words.reduce(0) { $0 + $1.count + 1 }
        guard total > 0 else { return [] }
        let span = Double(max(0, endMs - startMs))
        var done = 0
        return words.map { word in
            let start = startMs + Int(span * Double(done) / Double(total))
            done += word.count + 1
            return Transcript.Word(
                text: String(word),
                startMs: start,
                endMs: startMs + Int(span * Double(done) / Double(total))
            )
        }
    }

    /// Seconds as whole milliseconds, clamped to the recording; nil for anything but a finite number.
    static func milliseconds(_ seconds: Double?, within durationMs: Int) -> Int? {
        guard let seconds, seconds.isFinite else { return nil }
        return Int(min(max(seconds * 1_000, 0), Double(max(0, durationMs))).rounded())
    }

    /// The words with starts that never go back and ends that never lie before starts.
    static func ordered(_ words: [Transcript.Word]) -> [Transcript.Word] {
        var last = 0
        return words.map { word in
            guard let start = word.startMs, let end = word.endMs else { return word }
            var word = word
            word.startMs = max(start, last)
            word.endMs = max(end, max(start, last))
            last = max(start, last)
            return word
        }
    }
}
