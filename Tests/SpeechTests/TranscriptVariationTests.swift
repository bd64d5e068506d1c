import Core
import FoundationEssentials
import Model
import Testing

@testable import Speech

/// Forms of transcripts beside those of the shared cases, written after the rules.
@Suite(.timeLimit(.minutes(1))) struct TranscriptVariationTests {
    private func read(_ text: String, named name: String? = nil) throws(SpeechError) -> Transcript {
        try TranscriptFile.read(Data(text.utf8), named: name, language: "en-US")
    }

    @Test(
        arguments: [
            // SubViewer
            "0:00:00.000,0:00:02.000\nI led it.\n\n0:00:02.500,0:00:04.000\nIt went well.\n",
            // Teams
            "WEBVTT\n\n1a2b-3c/12-0\n00:00:00.000 --> 00:00:02.000\n<v Ann Example>I led it.</v>\n\n1a2b-3c/12-1\n00:00:02.500 --> 00:00:04.000\n<v Bo Example>It went well.</v>\n",
            // Names of two speakers, one of them alone
            "1\n00:00:00,000 --> 00:00:02,000\nAnn Example: I led it.\n\n2\n00:00:02,500 --> 00:00:04,000\n>> Speaker 2: It went well.\n",
            // Diarized, brackets and none
            "1\n00:00:00,000 --> 00:00:02,000\n[SPEAKER_01]: I led it.\n\n2\n00:00:02,500 --> 00:00:04,000\n[SPEAKER_01] It went well.\n",
            // A live caption that grows
            "WEBVTT\n\n00:00.000 --> 00:00.500\nI\n\n00:00.500 --> 00:01.000\nI led\n\n00:01.000 --> 00:02.000\nI led it.\n\n00:02.500 --> 00:03.000\nIt\n\n00:03.000 --> 00:03.500\nIt went\n\n00:03.500 --> 00:04.000\nIt went well.\n",
            // What an engine prints, without hours, with lines about itself
            "Detecting language using up to the first 30 seconds.\nDetected language: English\n[00:00.000 --> 00:02.000]  I led it.\n[00:02.500 --> 00:04.000]  It went well.\n",
            // Labels of a sound editor
            "0.000000\t2.000000\tI led it.\n2.500000\t4.000000\tIt went well.\n",
            // A video site's transcript, copied
            "0:00\nI led it.\n0:02\nIt went well.\n",
            "0:00 I led it.\n0:02 It went well.\n",
            // A meeting tool's text
            "Ann Example   0:00\nI led it.\nAnn Example   0:02\nIt went well.\n",
            "[00:00:00] Ann: I led it.\n[00:00:02] Ann: It went well.\n",
            // Plain text with names
            "Ann: I led it.\nBo: Mm. Well.\nAnn: It went well.",
        ]
    )
    func `names and times are no words`(text: String) throws {
        let transcript = try read(text)
        let words = transcript.words.map { TextTokens.fold($0.text).filter(\.isLetter) }.filter { $0 != "mm" }
        #expect(
            words == ["i", "led", "it", "it", "went", "well"]
                || words == ["i", "led", "it", "well", "it", "went", "well"],
            "\(words)"
        )
    }

    @Test(
        arguments: [
            #"{"results":{"channels":[{"alternatives":[{"transcript":"I led it.","words":[{"word":"i","punctuated_word":"I","start":0.1,"end":0.2,"confidence":0.9},{"word":"led","punctuated_word":"led","start":0.3,"end":0.5},{"word":"it","punctuated_word":"it.","start":0.6,"end":0.8}]}]}]}}"#,
            #"{"results":[{"alternatives":[{"transcript":"I led it.","words":[{"endTime":"0.200s","word":"I"},{"startTime":"0.300s","endTime":"0.500s","word":"led"},{"startTime":"0.600s","endTime":"0.800s","word":"it."}]}]}]}"#,
            #"{"results":[{"alternatives":[{"transcript":"I led it.","words":[{"startOffset":"0.100s","endOffset":"0.200s","word":"I"},{"startOffset":"0.300s","endOffset":"0.500s","word":"led"},{"startOffset":"0.600s","endOffset":"0.800s","word":"it."}]}]}]}"#,
            #"{"response":{"results":[{"alternatives":[{"transcript":"I led it.","words":[{"startTime":{"nanos":100000000},"endTime":{"nanos":200000000},"word":"I"},{"startTime":{"nanos":300000000},"endTime":{"seconds":"0","nanos":500000000},"word":"led"},{"startTime":{"nanos":600000000},"endTime":{"nanos":800000000},"word":"it."}]}]}]}}"#,
            #"{"results":{"transcripts":[{"transcript":"I led it."}],"items":[{"start_time":"0.1","end_time":"0.2","type":"pronunciation","alternatives":[{"content":"I"}]},{"start_time":"0.3","end_time":"0.5","type":"pronunciation","alternatives":[{"content":"led"}]},{"start_time":"0.6","end_time":"0.8","type":"pronunciation","alternatives":[{"content":"it"}]},{"type":"punctuation","alternatives":[{"content":"."}]}]}}"#,
            #"{"monologues":[{"speaker":0,"elements":[{"type":"text","value":"I","ts":0.1,"end_ts":0.2},{"type":"punct","value":" "},{"type":"text","value":"led","ts":0.3,"end_ts":0.5},{"type":"punct","value":" "},{"type":"text","value":"it","ts":0.6,"end_ts":0.8},{"type":"punct","value":"."}]}]}"#,
            #"{"result":[{"word":"I","start":0.1,"end":0.2,"conf":1},{"word":"led","start":0.3,"end":0.5},{"word":"it.","start":0.6,"end":0.8}],"text":"I led it."}"#,
            #"{"text":"I led it.","words":[{"text":"I","start":100,"end":200},{"text":"led","start":300,"end":500},{"text":"it.","start":600,"end":800}]}"#,
        ]
    )
    func `services' own JSON gives words with their times`(text: String) throws {
        let transcript = try read(text)
        #expect(transcript.text == "I led it.")
        #expect(transcript.words.count == 3 && transcript.wordTimes == .exact)
        #expect(transcript.words.dropFirst().map(\.startMs) == [300, 600])
        #expect(transcript.words.map(\.endMs) == [200, 500, 800])
    }

    @Test(
        arguments: [
            #"{"transcription":[{"timestamps":{"from":"00:00:00,000","to":"00:00:02,000"},"offsets":{"from":0,"to":2000},"text":" I led it."}]}"#,
            #"{"events":[{"tStartMs":0,"dDurationMs":2000,"segs":[{"utf8":"I"},{"utf8":" led","tOffsetMs":300},{"utf8":" it."}]},{"tStartMs":1900,"aAppend":1,"segs":[{"utf8":"\n"}]}]}"#,
            #"{"chunks":[{"timestamp":[0.0,2.0],"text":" I led it."}],"text":" I led it."}"#,
            #"{"utterances":[{"start":0,"end":2000,"text":"I led it.","speaker":"A","words":[{"text":"I","start":100,"end":200},{"text":"led","start":300,"end":500},{"text":"it.","start":600,"end":800}]}]}"#,
        ]
    )
    func `segments of services give words inside their time`(text: String) throws {
        let transcript = try read(text)
        #expect(transcript.text == "I led it." && transcript.wordTimes != .none)
        #expect(transcript.words.allSatisfy { (0...2_000).contains($0.startMs ?? -1) && ($0.endMs ?? 9_999) <= 2_000 })
    }

    @Test(
        arguments: [
            ("So (lacht) I led it. [Musik]", "So I led it."), ("♪♪ I led it.", "I led it."),
            ("I *coughs* led it.", "I led it."),
            ("I led (in my last role) a team.", "I led (in my last role) a team."),
            ("I *really* led it.", "I *really* led it."), ("(Human resources) led it.", "(Human resources) led it."),
            ("We used a[i] and b<c here.", "We used a and b<c here."), ("[mo-] more", "[mo-] more"),
            ("<|startoftranscript|><|en|> I led it.<|endoftext|>", "I led it."),
        ] as [(String, String)]
    )
    func `sounds are dropped and words in brackets are not`(text: String, said: String) throws {
        #expect(SoundMarks.removed(from: text).split(separator: " ").joined(separator: " ") == said)
    }

    @Test func `words before a colon that are no names stay`() throws {
        let text =
            "WEBVTT\n\n00:00.000 --> 00:02.000\nSituation: we lost data.\n\n00:02.000 --> 00:04.000\nTask: I had to restore it.\n\n00:04.000 --> 00:06.000\nResult: all of it came back.\n"
        #expect(try read(text).text.hasPrefix("Situation: we lost data. Task: I had"))
        #expect(
            try read("The plan was this: we go at 10:30.\nNew York: that was the site.").text.contains("New York: that")
        )
    }

    @Test func `a sentence that is said twice in its own time is kept twice`() throws {
        let cue = { (index: Int, text: String) in
            "\(index)\n00:00:0\(index),000 --> 00:00:0\(index + 1),000\n\(text)\n\n"
        }
        let texts = ["I led it.", "We won.", "We won.", "We won.", "And left."]
        let transcript = try read(texts.enumerated().map { cue($0.offset, $0.element) }.joined())
        #expect(transcript.text == texts.joined(separator: " "))
    }

    @Test(
        arguments: [
            ("[00:00.000 --> 00:02.000] I led it.\n[00:xx --> 00:04.000] more", "line 2"),
            ("start\tend\ttext\n0\t2000\tI led it.\n2500\tmore", "line 3"),
            ("start\tend\ttext\n2000\t1000\tI led it.", "line 2"),
            ("hello", "named .tsv"),
            (#"{"words":[{"word":"a","start":"x","end":1},{"word":"b","start":2,"end":1}]}"#, "words[0]"),
        ] as [(String, String)]
    )
    func `what is not understood is refused with its line`(text: String, reason: String) throws {
        let error = try #require(throws: SpeechError.self) {
            try read(text, named: reason == "named .tsv" ? "a.tsv" : nil)
        }
        #expect(
            reason == "named .tsv" ? error.message.contains(".tsv") : error.message.contains(reason),
            "\(error.message)"
        )
    }

    @Test(.enabled(if: Places.cases != nil))
    func `a loop in a supplied file is told when the words are held against the sound`() throws {
        let transcript = try TranscriptFile.read(
            try Places.bytes(ofCase: "upstream/oa_loop.json"),
            named: "loop.json",
            language: "en-US"
        )
        var heard = transcript
        heard.accuracy = .standard
        for words in [transcript, heard] {
            let checked = WordCheck.review(words, CheckedAnswer.hearing().acoustics)
            #expect(checked.has(.loop) || checked.has(.wordsDoNotFit))
            #expect(checked.words.count < 120, "\(checked.words.count)")
        }
    }

    @Test(.enabled(if: Places.cases != nil)) func `captions of another recording are told`() throws {
        let transcript = try TranscriptFile.read(
            try Places.bytes(ofCase: "transcripts/other_recording.srt"),
            named: "x.srt",
            language: "en-US"
        )
        let analysis = DeliveryAnalyzer(lists: try Places.lists()).analyze(transcript, CheckedAnswer.hearing())
        #expect(analysis.delivery.wordsPerMinute == nil)
        #expect(analysis.delivery.notes.contains { $0.contains("behind the end of the recording") })
    }
}
