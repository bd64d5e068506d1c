import Core
import Model

/// Reads what speech engines print on a terminal or write as a table: one stretch of speech a line, with its times.
enum TimedLines {
    /// Beginnings of lines that engines print about themselves.
    private static let chatter = [
        "detecting language", "detected language", "whisper_", "system_info", "main:", "output_", "ggml_", "log_mel",
        "100%",
        "transcribing", "processing", "performing", "warnings.warn", "userwarning",
    ]

    /// Whether a line is `[00:00.000 --> 00:04.300] text`.
    static func isPrinted(_ line: String) -> Bool { printed(line) != nil }

    /// The captions of `[00:00.000 --> 00:04.300] text` lines, as Whisper and whisper.cpp print them. Lines about the engine itself are
    /// passed over, and a line without times goes on with the one before.
    static func printedCues(_ lines: [String]) throws(SpeechError) -> [CaptionCue] {
        var cues: [CaptionCue] = []
        for (index, line) in lines.enumerated() where !line.allSatisfy(\.isWhitespace) {
            if let (span, text) = printed(line) {
                cues.append(CaptionCue(span: span, lines: [text]))
                continue
            }
            let start = line.trimmed.lowercased()
            if chatter.contains(where: start.hasPrefix) { continue }
            guard !cues.isEmpty, !line.contains("-->") else {
                throw TranscriptFile.invalid(
                    index + 1,
                    "\"\(line.prefix(60))\" has no times such as [00:00.000 --> 00:04.300] in front"
                )
            }
            cues[cues.count - 1].lines.append(line)
        }
        return cues
    }

    private static func printed(_ line: String) -> (TimeSpan, String)? {
        let start = line.drop(while: \.isWhitespace)
        guard start.first == "[", let end = start.prefix(60).firstIndex(of: "]"),
            let span = CaptionTime.timing(String(start[start.index(after: start.startIndex)..<end]))
        else { return nil }
        return (span, String(start[start.index(after: end)...]))
    }

    /// Whether the lines are a table of start, end and text parted by tabs, with a header or without.
    static func isTable(_ lines: [String]) -> Bool {
        let rows = lines.filter { !$0.allSatisfy(\.isWhitespace) }.prefix(20)
        guard let first = rows.first else { return false }
        if isHeader(first) { return true }
        return rows.allSatisfy { row($0) != nil }
    }

    /// The captions of a table: Whisper's has whole milliseconds, that of sound editors seconds with decimals.
    static func tableCues(_ lines: [String]) throws(SpeechError) -> [CaptionCue] {
        var rows: [(Double, Double, String)] = []
        var inSeconds = false
        for (index, line) in lines.enumerated() where !line.allSatisfy(\.isWhitespace) {
            if rows.isEmpty, isHeader(line) { continue }
            guard let found = row(line), found.end >= found.start else {
                throw TranscriptFile.invalid(
                    index + 1,
                    "\"\(line.prefix(60))\" is no row of start, end and text parted by tabs, its end not before its start"
                )
            }
            if line.prefix(while: { $0 != "\t" }).contains(".") { inSeconds = true }
            rows.append((found.start, found.end, found.text))
        }
        let factor = inSeconds ? 1_000.0 : 1
        guard rows.allSatisfy({ $0.1 * factor <= Double(TranscriptFile.latestMs) }) else {
            throw TranscriptFile.invalid(nil, "it has times after 24 hours")
        }
        return rows.map { start, end, text in
            let span = TimeSpan(startMs: Int((start * factor).rounded()), endMs: Int((end * factor).rounded()))
            return CaptionCue(span: span, lines: [text])
        }
    }

    private static func isHeader(_ line: String) -> Bool {
        let names = line.lowercased().split(separator: "\t").map { String($0).trimmed }
        return names.count >= 3 && names[0].hasPrefix("start") && names[1].hasPrefix("end")
    }

    private static func row(_ line: String) -> (start: Double, end: Double, text: String)? {
        let fields = line.split(separator: "\t", maxSplits: 2, omittingEmptySubsequences: false)
        guard fields.count == 3, let start = Double(String(fields[0]).trimmed),
            let end = Double(String(fields[1]).trimmed),
            start.isFinite, end.isFinite, start >= 0
        else { return nil }
        return (start, end, String(fields[2]))
    }
}
