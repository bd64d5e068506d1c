import Core
import Model

/// Turns captions into a transcript: without markup, names of speakers and described sounds, each word once however the captions roll. The
/// words of a caption share its time by their length, so word times are approximate.
struct CaptionReader {
    private struct Line {
        var span: TimeSpan
        var rows: [String]

        var text: String { rows.joined(separator: " ") }
    }

    /// The transcript of some captions, in whatever order they come.
    static func transcript(_ cues: [CaptionCue], language: String) -> Transcript {
        let inOrder = cues.enumerated().sorted {
            ($0.element.span.startMs, $0.offset) < ($1.element.span.startMs, $1.offset)
        }.map(\.element)
        let isMarked = inOrder.contains { $0.lines.contains { $0.contains("<c>") || $0.contains("<c.") } }
        let plain = inOrder.map { Line(span: $0.span, rows: $0.lines.map(CaptionMarkup.plain).filter { !$0.isEmpty }) }
        let labels = SpeakerLabels(plain.map { $0.rows.first ?? "" } + plain.flatMap { $0.rows.dropFirst() })
        var lines = plain.map { line in
            let rows = line.rows.map(labels.removed)
            if SoundMarks.removed(from: rows.joined(separator: " "), isWhole: true).isEmpty {
                return Line(span: line.span, rows: [])
            }
            return Line(
                span: line.span,
                rows: rows.map { SoundMarks.removed(from: $0).trimmed }.filter { !$0.isEmpty }
            )
        }
        lines.removeAll { $0.rows.isEmpty }
        lines = CaptionRolling.once(lines.map { ($0.span, $0.rows) }, isMarked: isMarked)
            .map { Line(span: $0.span, rows: $0.rows) }
        clip(&lines)
        let spoken = lines.map { ($0.text, words($0.text, over: $0.span)) }.filter { !$0.1.isEmpty }
        return TranscriptFile.supplied(
            spoken.map(\.0).joined(separator: " "),
            language: language,
            wordTimes: .approximate,
            words: spoken.flatMap(\.1)
        )
    }

    /// A caption that is still shown when the next begins was spoken before it.
    private static func clip(_ lines: inout [Line]) {
        for index in lines.indices.dropLast() {
            let next = lines[index + 1].span.startMs
            if lines[index].span.endMs > next, next > lines[index].span.startMs {
                lines[index].span.endMs = next
            }
        }
    }

    /// The words of a text, a span shared among them by length.
    static func words(_ text: String, over span: TimeSpan) -> [Transcript.Word] {
        let words = text.split(whereSeparator: \.isWhitespace).map(String.init).filter {
            !TextTokens($0).tokens.isEmpty
        }
        return zip(words, WordAlignment.shares(span, words)).map {
            Transcript.Word(text: $0, startMs: $1.startMs, endMs: $1.endMs)
        }
    }
}
