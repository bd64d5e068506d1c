
/// The formats a supplied transcript may have.
enum TranscriptFormat {
    case plain, webVTT, subRip, json

    /// The format of a text, by its content, and by the file's name where the content leaves it open.
    /// - Throws: `transcribe.invalid_transcript` when a name promises a caption or JSON file and the content is none.
    static func of(_ text: String, named name: String?) throws(SpeechError) -> TranscriptFormat {
        let start = text.drop(while: \.isWhitespace)
        if start.hasPrefix("WEBVTT") { return .webVTT }
        if start.first == "{" || (start.first == "[" && opensArray(start.dropFirst())) { return .json }
        if hasTiming(text) { return .subRip }
        switch name?.split(separator: ".").last?.lowercased() {
        case "json": throw TranscriptFile.invalid(1, "the file is named .json but does not begin with { or [")
        case "vtt": throw TranscriptFile.invalid(1, "the file is named .vtt but does not begin with WEBVTT")
        case "srt":
            throw TranscriptFile.invalid(
                1,
                "the file is named .srt but has no line such as 00:00:01,000 --> 00:00:02,000"
            )
        default: return .plain
        }
    }

    /// A "[" also begins plain text such as "[laughs] So I": an array goes on with a value or ends.
    private static func opensArray(_ rest: Substring) -> Bool {
        let next = rest.first { !$0.isWhitespace }
        return next == "{" || next == "]" || next == "["
    }

    private static func hasTiming(_ text: String) -> Bool {
        text.split(separator: "\n").prefix(200).contains { CaptionTime.timing(String($0)) != nil }
    }
}
