package import Model

/// Carries the times of what was heard over to a correction without times: words that stayed keep theirs exactly, words that changed get
/// the time of what was heard in their place, and words that were added share the time between their neighbours and are marked.
package enum CarriedTimes {
    /// Words one other word may stand for and still have a time that was measured ("sequel light", "SQLite").
    private static let mostForOne = 3
    /// The share of the correction's words that must have been heard; below it the texts are two, not one corrected.
    private static let leastHeard = 0.25
    /// The share of words with times of their own from which all are called exact, the marked ones aside.
    private static let mostlyExact = 0.9
    /// What an added word at either end may take, in milliseconds.
    private static let endMs = 300

    /// The correction with times; as it is when it has times already, or when what was heard has none or says something else.
    ///
    /// - Parameter durationMs: how long the recording is; no word ends later.
    package static func carry(from heard: Transcript, to corrected: Transcript, durationMs: Int?) -> Transcript {
        let old = heard.words.filter { $0.span != nil }
        guard corrected.wordTimes == .none, heard.wordTimes != .none, !old.isEmpty, !corrected.words.isEmpty else {
            return corrected
        }
        let pairs = WordPairs.of(old.map(key), corrected.words.map(key))
        guard Double(pairs.count) >= leastHeard * Double(corrected.words.count) else { return corrected }
        var words: [Transcript.Word] = []
        words.reserveCapacity(corrected.words.count)
        var (o, n) = (0, 0)
        for pair in pairs + [(old: old.count, new: corrected.words.count)] {
            let between = Space(
                after: o > 0 ? old[o - 1].span : nil,
                before: pair.old < old.count ? old[pair.old].span : nil,
                lastMs: durationMs
            )
            words += placed(corrected.words[n..<pair.new], for: old[o..<pair.old], in: between)
            if pair.new < corrected.words.count {
                words.append(timed(corrected.words[pair.new], as: old[pair.old]))
            }
            (o, n) = (pair.old + 1, pair.new + 1)
        }
        var carried = corrected
        carried.words = words
        let exact = words.count { $0.approximate != true }
        let isExact = heard.wordTimes == .exact && Double(exact) >= mostlyExact * Double(words.count)
        carried.wordTimes = isExact ? .exact : .approximate
        return carried
    }

    /// The time between two words that stayed.
    private struct Space {
        var after: TimeSpan?
        var before: TimeSpan?
        var lastMs: Int?

        func span(for count: Int) -> TimeSpan {
            let room = CarriedTimes.endMs * count
            let end = before?.startMs ?? (after?.endMs).map { min($0 + room, max($0, lastMs ?? .max)) } ?? room
            let start = after?.endMs ?? max(0, end - room)
            return TimeSpan(startMs: min(start, end), endMs: end)
        }
    }

    private static func placed(
        _ words: ArraySlice<Transcript.Word>,
        for heard: ArraySlice<Transcript.Word>,
        in space: Space
    ) -> [Transcript.Word] {
        guard let first = heard.first?.span, let last = heard.last?.span else {
            return spread(words, over: space.span(for: words.count))
        }
        let whole = TimeSpan(startMs: first.startMs, endMs: max(first.startMs, last.endMs))
        if words.count == 1, heard.count <= mostForOne, let word = words.first {
            let isMarked = heard.contains { $0.approximate == true }
            return [stamped(word, whole, isMarked: isMarked)]
        }
        guard words.count == heard.count else { return spread(words, over: whole) }
        return zip(words, heard).map { stamped($0, $1.span ?? whole, isMarked: true) }
    }

    private static func spread(_ words: ArraySlice<Transcript.Word>, over span: TimeSpan) -> [Transcript.Word] {
        zip(words, WordAlignment.shares(span, words.map(\.text))).map { stamped($0, $1, isMarked: true) }
    }

    private static func timed(_ word: Transcript.Word, as heard: Transcript.Word) -> Transcript.Word {
        heard.span.map { stamped(word, $0, isMarked: heard.approximate == true) } ?? word
    }

    private static func stamped(_ word: Transcript.Word, _ span: TimeSpan, isMarked: Bool) -> Transcript.Word {
        var word = word
        (word.startMs, word.endMs) = (span.startMs, span.endMs)
        word.approximate = isMarked ? true : nil
        return word
    }

    /// A word without its case and marks; one that is nothing but marks is itself.
    private static func key(_ word: Transcript.Word) -> String {
        let tokens = TextTokens(word.text).tokens
        return tokens.isEmpty ? word.text : tokens.map(\.folded).joined(separator: " ")
    }
}
