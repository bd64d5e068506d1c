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
