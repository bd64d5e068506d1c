import Model

/// Gives each word of captions that roll once. Three ways are in use: the last row is shown again above a new one (video sites), a
/// caption is shown again with more words at its end (live captions), and a caption begins with the last words of the one before
/// (windows that slide). A speaker who says a sentence again has it in a caption of its own that is shown as long as it takes: that is none
/// of these.
enum CaptionRolling {
    /// A caption shown no longer than this only moves the rows, in milliseconds.
    private static let stepMs = 100
    /// How much of the previous caption's words is looked at.
    private static let window = 60

    /// The captions with what each adds to those before it.
    ///
    /// - Parameter isMarked: whether the file marks new words, as video sites do with `<c>`.
    static func once(_ cues: [(span: TimeSpan, rows: [String])], isMarked: Bool) -> [(span: TimeSpan, rows: [String])] {
        let words = cues.map { $0.rows.flatMap(tokens) }
        guard isMarked || rolls(cues, words) else { return cues }
        var kept: [(span: TimeSpan, rows: [String])] = []
        var shown: [String] = []
        for (index, cue) in cues.enumerated() {
            let again = overlap(shown, words[index])
            let isWhole = again == words[index].count
            // Said again in full and in its own time: the speaker's own repetition.
            let isOwn = isWhole && cue.span.durationMs > stepMs && cue.rows.count == 1 && !isMarked
            shown = (again == 0 || isOwn ? shown + words[index] : shown + words[index].dropFirst(again)).suffix(window)
            if isOwn || again == 0 {
                kept.append(cue)
            } else if !isWhole {
                kept.append((cue.span, rest(of: cue.rows, behind: again)))
            }
        }
        return kept
    }

    /// Whether enough captions begin with the end of the one before, and go on.
    private static func rolls(_ cues: [(span: TimeSpan, rows: [String])], _ words: [[String]]) -> Bool {
        guard cues.count >= 3 else { return false }
        var (pairs, rolling) = (0, 0)
        for index in 1..<cues.count {
            pairs += 1
            let again = overlap(words[index - 1], words[index])
            let goesOn = (again >= 2 || again == words[index - 1].count && again > 0) && again < words[index].count
            let isStep = again == words[index].count && again > 0 && cues[index].span.durationMs <= stepMs
            let isRow = again > 0 && cues[index].rows.count > 1 && tokens(cues[index].rows[0]).count == again
            if goesOn || isStep || isRow { rolling += 1 }
        }
        return rolling >= 2 && rolling * 2 >= pairs
    }

    /// How many words at the end of some are the first of others.
    private static func overlap(_ before: [String], _ after: [String]) -> Int {
        var length = min(before.count, after.count, 2 * window)
        while length > 0 {
            if before.suffix(length).elementsEqual(after.prefix(length)) { return length }
            length -= 1
        }
        return 0
    }

    private static func rest(of rows: [String], behind count: Int) -> [String] {
        var left = count
        var rest: [String] = []
        for row in rows {
            let parts = row.split(whereSeparator: \.isWhitespace)
            var from = 0
            while from < parts.count, left > 0 {
                left -= tokens(String(parts[from])).count
                from += 1
            }
            let text = parts[from...].joined(separator: " ")
            if !text.isEmpty { rest.append(text) }
        }
        return rest
    }

    private static func tokens(_ row: String) -> [String] { TextTokens(row).tokens.map(\.folded) }
}
