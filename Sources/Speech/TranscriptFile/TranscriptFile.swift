import Core
package import FoundationEssentials
package import Model

/// Reads a transcript that is supplied in place of recognition: captions (WebVTT, SubRip, SubViewer), what speech engines print or
/// write (lines and tables with times, JSON of several services), what meeting tools export, or plain text. The format is told by content first
/// and by name second. Names of speakers, times, markup and described sounds are no words.
package enum TranscriptFile {
    /// The largest file, in bytes: two megabytes are some 30 hours of speech as text.
    package static let mostBytes = 2 * 1024 * 1024
    /// Times later than this are refused, in milliseconds: 24 hours.
    package static let latestMs = 86_400_000

    /// The transcript a file holds. Its engine is `supplied`; whether it keeps fillers is told by whether any "um" is in it, unless it
    /// says so itself. Captions give approximate word times, plain text gives none.
    /// - Throws: `transcribe.invalid_transcript`, naming the line.
    package static func read(_ data: Data, named name: String?, language: String) throws(SpeechError) -> Transcript {
        guard data.count <= mostBytes else {
            throw invalid(nil, "it is larger than \(mostBytes / 1024 / 1024) MB")
        }
        let text = try TranscriptText.decode([UInt8](data))
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        let transcript: Transcript
        switch try TranscriptFormat.of(text, lines: lines, named: name) {
        case .webVTT: transcript = captions(try CaptionCues(isWebVTT: true).cues(lines), language)
        case .subRip: transcript = captions(try CaptionCues(isWebVTT: false).cues(lines), language)
        case .printedLines: transcript = captions(try TimedLines.printedCues(lines), language)
        case .table: transcript = captions(try TimedLines.tableCues(lines), language)
        case .timedParagraphs: transcript = captions(TimedParagraphs.cues(lines), language)
        case .json: transcript = try TranscriptJSON(language: language).read(text)
        case .plain: transcript = plain(spoken(lines), language: language)
        }
        guard !TextTokens(transcript.text).tokens.isEmpty else { throw invalid(nil, "it holds no words") }
        return transcript
    }

    /// The transcript that a typed text is: plain text, whatever it begins with.
    /// - Throws: `transcribe.invalid_transcript` when there are no words in it.
    package static func typed(_ text: String, language: String) throws(SpeechError) -> Transcript {
        let transcript = plain(try TranscriptText.decode(Array(text.utf8)), language: language)
        guard !TextTokens(transcript.text).tokens.isEmpty else { throw invalid(nil, "it holds no words") }
        return transcript
    }

    /// A refusal that names the line.
    static func invalid(_ line: Int?, _ reason: String) -> SpeechError {
        guard let line else {
            return SpeechError(.invalidTranscript, "The supplied transcript cannot be used: \(reason).")
        }
        return SpeechError(
            .invalidTranscript,
            "The supplied transcript cannot be read, line \(line): \(reason).",
            context: ["line": "\(line)"]
        )
    }

    /// A supplied transcript of these words.
    static func supplied(
        _ text: String,
        language: String,
        wordTimes: Transcript.WordTimes,
        words: [Transcript.Word],
        keepsFillers: Bool? = nil
    ) -> Transcript {
        Transcript(
            text: text,
            language: language,
            engine: "supplied",
            keepsFillers: keepsFillers ?? WrittenFillers.occur(in: text, language: language),
            wordTimes: wordTimes,
            accuracy: .supplied,
            words: words
        )
    }

    private static func captions(_ cues: [CaptionCue], _ language: String) -> Transcript {
        CaptionReader.transcript(cues, language: language)
    }

    /// The lines of a plain text without names of speakers, described sounds and the name of the tool that made it.
    private static func spoken(_ lines: [String]) -> String {
        let filled = lines.map(\.trimmed).filter { !$0.isEmpty }
        let labels = SpeakerLabels(filled, isPlain: true)
        var spoken = filled.map { SoundMarks.removed(from: labels.removed(from: $0)) }
        if filled.count > 1, let last = filled.last, TimedParagraphs.isCredit(last) { spoken.removeLast() }
        return spoken.joined(separator: "\n")
    }

    private static func plain(_ text: String, language: String) -> Transcript {
        let words = text.split(whereSeparator: \.isWhitespace).map { Transcript.Word(text: String($0)) }
        return supplied(
            text.trimmed,
            language: language,
            wordTimes: .none,
            words: words.filter { !TextTokens($0.text).tokens.isEmpty }
        )
    }
}

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

/// The bytes of a transcript file as text with `\n` line ends: UTF-8, or UTF-16 with a byte order mark.
enum TranscriptText {
    /// The text.
    /// - Throws: `transcribe.invalid_transcript`, naming the line of the first byte that is no UTF-8, or of a NUL.
    static func decode(_ bytes: [UInt8]) throws(SpeechError) -> String {
        var text: String
        if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
            text = try utf16(bytes)
        } else if let valid = String(validating: bytes, as: UTF8.self) {
            text = valid
        } else {
            throw TranscriptFile.invalid(brokenLine(bytes), "its bytes are not UTF-8 text; save it as UTF-8")
        }
        if text.unicodeScalars.first == "\u{FEFF}" { text.unicodeScalars.removeFirst() }
        if let nul = text.utf8.firstIndex(of: 0) {
            let line = text.utf8[..<nul].count { $0 == 0x0A } + 1
            throw TranscriptFile.invalid(line, "it holds a zero byte, so it is no text")
        }
        return text.replacing("\r\n", with: "\n").replacing("\r", with: "\n")
    }

    private static func utf16(_ bytes: [UInt8]) throws(SpeechError) -> String {
        let isLittle = bytes[0] == 0xFF
        guard bytes.count.isMultiple(of: 2) else {
            throw TranscriptFile.invalid(nil, "its UTF-16 text ends in half a character")
        }
        let units = stride(from: 2, to: bytes.count, by: 2).map { at in
            isLittle ? UInt16(bytes[at]) | UInt16(bytes[at + 1]) << 8 : UInt16(bytes[at]) << 8 | UInt16(bytes[at + 1])
        }
        guard let text = String(validating: units, as: UTF16.self) else {
            throw TranscriptFile.invalid(nil, "its UTF-16 text is broken; save it as UTF-8")
        }
        return text
    }

    private static func brokenLine(_ bytes: [UInt8]) -> Int {
        let lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
        return (lines.firstIndex { String(validating: $0, as: UTF8.self) == nil } ?? 0) + 1
    }
}

/// Whether a written transcript has its "um" and "uh". Only spellings that are no words of the language count.
enum WrittenFillers {
    private static let common: Set<String> = ["uh", "uhh", "uhm", "umm", "hmm", "erm", "mmm"]
    private static let byLanguage: [String: Set<String>] = [
        "en": ["um", "uhm", "er", "ah", "hm"],
        "de": ["äh", "ähm", "öh", "öhm", "ehm", "hm"],
        "fr": ["euh", "heu", "hum"],
        "es": ["eh", "em", "ehm"],
        "hi": ["उम", "उम्म", "अं", "हम्म", "um"],
    ]

    /// Whether one occurs.
    static func occur(in text: String, language: String) -> Bool {
        let primary = language.prefix { $0 != "-" && $0 != "_" }.lowercased()
        let known = common.union(byLanguage[primary] ?? [])
        return TextTokens(text).tokens.contains { known.contains($0.folded) }
    }
}
