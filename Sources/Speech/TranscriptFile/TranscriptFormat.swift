/// The formats a supplied transcript may have.
enum TranscriptFormat {
    case plain, webVTT, subRip, json, printedLines, table, timedParagraphs

    /// The format of a text, by its content, and by the file's name where the content leaves it open.
    /// - Throws: `transcribe.invalid_transcript` when a name promises a caption or JSON file and the content is none.
    static func of(_ text: String, lines: [String], named name: String?) throws(SpeechError) -> TranscriptFormat {
        let start = text.drop(while: \.isWhitespace)
        if start.hasPrefix("WEBVTT") { return .webVTT }
        if start.first == "{" || (start.first == "[" && opensArray(start.dropFirst())) { return .json }
        let head = lines.lazy.filter { !$0.allSatisfy(\.isWhitespace) }.prefix(200)
        if head.contains(where: TimedLines.isPrinted) { return .printedLines }
        if head.contains(where: { CaptionTime.timing($0) != nil || CaptionTime.commaTiming($0) != nil }) {
            return .subRip
        }
        if TimedLines.isTable(lines) { return .table }
        switch name?.split(separator: ".").last?.lowercased() {
        case "json": throw TranscriptFile.invalid(1, "the file is named .json but does not begin with { or [")
        case "vtt": throw TranscriptFile.invalid(1, "the file is named .vtt but does not begin with WEBVTT")
        case "srt", "sbv":
            throw TranscriptFile.invalid(
                1,
                "the file is named .srt or .sbv but has no line such as 00:00:01,000 --> 00:00:02,000"
            )
        case "tsv":
            throw TranscriptFile.invalid(
                1,
                "the file is named .tsv but its rows are not start, end and text parted by tabs"
            )
        default: return TimedParagraphs.areIn(lines) ? .timedParagraphs : .plain
        }
    }

    /// A "[" also begins plain text such as "[laughs] So I": an array goes on with a value or ends.
    private static func opensArray(_ rest: Substring) -> Bool {
        let next = rest.first { !$0.isWhitespace }
        return next == "{" || next == "]" || next == "["
    }
}
