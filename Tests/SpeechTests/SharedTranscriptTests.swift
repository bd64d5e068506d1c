import FoundationEssentials
import Model
import Testing

@testable import Speech

/// The transcript files of public bug reports, each with its right outcome.
@Suite(.timeLimit(.minutes(1)), .enabled(if: Places.cases != nil)) struct SharedTranscriptTests {
    /// What was said in most of them: 56 words.
    static let said =
        "In my last role I led the move of our billing system to a new platform. The hard part was keeping every invoice correct while both systems were running. We compared forty thousand invoices a night and fixed three errors in the tax rules. In the end the switch took two weekends and no customer noticed."

    private func read(_ name: String) throws -> Transcript {
        try TranscriptFile.read(try Places.bytes(ofCase: "transcripts/\(name)"), named: name, language: "en-US")
    }

    @Test(
        arguments: [
            "youtube_rolling_colors.vtt", "youtube_rolling.srt", "overlapping_font.srt", "zoom_names.vtt",
            "whisperx_speaker.srt", "vtt_no_space_setting.vtt", "whisper_stdout.txt", "whisper.tsv", "otter.txt",
            "assemblyai.json", "whisperx_backwards.json", "openai_zero_words.json",
        ]
    )
    func `each form holds the words that were said, once`(name: String) throws {
        let transcript = try read(name)
        #expect(transcript.text == Self.said)
        #expect(transcript.words.count == 56)
        #expect(transcript.wordTimes != .none)
        #expect(transcript.words.allSatisfy { ($0.startMs ?? -1) >= 0 && ($0.endMs ?? -1) >= ($0.startMs ?? 0) })
    }

    @Test func `milliseconds of AssemblyAI are read as such`() throws {
        let transcript = try read("assemblyai.json")
        #expect(transcript.words[1].startMs == 268 && transcript.wordTimes == .exact)
        #expect(try #require(transcript.words.last?.endMs) <= 46_000)
    }

    @Test func `one word that ends before it starts costs only its own time`() throws {
        let transcript = try read("whisperx_backwards.json")
        #expect(transcript.wordTimes == .exact)
        #expect(transcript.findings?.map(\.code) == ["times_repaired"])
        #expect(transcript.words.count { $0.approximate == true } <= 4)
    }

    @Test func `captions that overlap are spoken one after the other`() throws {
        let words = try read("overlapping_font.srt").words
        #expect(zip(words, words.dropFirst()).allSatisfy { ($0.endMs ?? 0) <= ($1.startMs ?? 0) })
    }

    @Test func `an arrow in the text is text`() throws {
        let transcript = try read("srt_arrow_in_text.srt")
        #expect(transcript.text.hasPrefix("The flow was client --> queue --> worker. The hard part"))
    }

    @Test func `character references are decoded once`() throws {
        #expect(
            try read("vtt_entities.vtt").text == "We don't say it’s done – R&D isn’t <done> &amp; never was…"
        )
    }

    @Test func `described sounds are no words`() throws {
        let transcript = try read("vtt_sounds.vtt")
        #expect(
            transcript.words.map { TextTokens.fold($0.text).filter(\.isLetter) }
                == "in my last role i led the move and it worked next".split(separator: " ").map(String.init)
        )
    }
}
