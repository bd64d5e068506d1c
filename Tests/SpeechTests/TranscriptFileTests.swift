import Core
import FoundationEssentials
import Model
import Testing

@testable import Speech

@Suite(.timeLimit(.minutes(1))) struct TranscriptFileTests {
    /// The transcript a text holds.
    private func read(_ text: String, named name: String? = nil, language: String = "en-US") throws(SpeechError)
        -> Transcript
    {
        try TranscriptFile.read(Data(text.utf8), named: name, language: language)
    }

    /// Whether words keep to the contract of a transcript.
    private func isConsistent(_ transcript: Transcript) -> Bool {
        let timed = transcript.words.count { $0.startMs != nil && $0.endMs != nil }
        let aligned = SpokenText(transcript)
        return timed == (transcript.wordTimes == .none ? 0 : transcript.words.count)
            && aligned.tokens.map(\.folded) == transcript.words.flatMap { TextTokens($0.text).tokens.map(\.folded) }
    }

    @Test func `plain text has words without times`() throws {
        let transcript = try read("\u{FEFF}Um, I led it.\r\nIt went well.\r\n", named: "answer.txt")
        #expect(transcript.words.map(\.text) == ["Um,", "I", "led", "it.", "It", "went", "well."])
        #expect(transcript.wordTimes == .none && transcript.accuracy == .supplied && transcript.engine == "supplied")
        #expect(transcript.keepsFillers)
        #expect(transcript.language == "en-US")
        #expect(try read("I led it.").keepsFillers == false)
        #expect(try read("er ging um die Ecke", language: "de").keepsFillers == false)
        #expect(isConsistent(transcript))
    }

    @Test(arguments: ["captions.vtt", nil, "mistaken.txt"])
    func `WebVTT is told by its content`(name: String?) throws {
        let transcript = try read(
            "WEBVTT - a title\r\nKind: captions\r\n\r\nNOTE not\r\nspoken\r\n\r\nSTYLE\r\n::cue { color: red }\r\n\r\nintro\r\n00:01.000 --> 00:03.000 align:start\r\n<v Ann>I <i>like</i> R&amp;D <00:00:02.000>&lt;much&gt;\r\n\r\n1:00:00.500 --> 1:00:01.500\r\n[Music] the end\r\n",
            named: name
        )
        #expect(transcript.text == "I like R&D <much> the end")
        #expect(transcript.wordTimes == .approximate)
        #expect(transcript.words.first?.startMs == 1_000)
        #expect(transcript.words[3].endMs == 3_000)
        #expect(transcript.words.last?.endMs == 3_601_500)
        #expect(isConsistent(transcript))
    }

    @Test func `captions that roll say each line once`() throws {
        let transcript = try read(
            "WEBVTT\n\n00:00.000 --> 00:02.000\n \nso we<00:00:01.000><c> began</c>\n\n00:02.000 --> 00:02.010\nso we began\n \n\n00:02.010 --> 00:04.000\nso we began\nand<00:00:03.000><c> went</c>\n"
        )
        #expect(transcript.text == "so we began and went")
    }

    @Test func `SubRip is told by its times`() throws {
        let transcript = try read(
            "1\r\n00:00:00,500 --> 00:00:02,500\r\n{\\an8}<b>Hello</b> there\r\n\r\n2\r\n00:00:02,500 --> 00:00:04,000\r\nuh [mo-] more\r\n"
        )
        #expect(transcript.text == "Hello there uh [mo-] more")
        // A cue's time is shared by length, a letter more for each space: 3, 6 and 5 of 14 parts of 1.5 s.
        #expect(transcript.words.map(\.startMs) == [500, 1_500, 2_500, 2_500 + 1_500 * 3 / 14, 2_500 + 1_500 * 9 / 14])
        #expect(transcript.keepsFillers)
        #expect(isConsistent(transcript))
    }

    @Test func `our own JSON comes back as it was written, as supplied`() throws {
        let own = Spoken.timed("hello@0-400 world.@500-900", keepsFillers: false)
        let transcript = try TranscriptFile.read(try JSONEncoder().encode(own), named: nil, language: "de")
        #expect(transcript.words == own.words && transcript.text == own.text && transcript.wordTimes == .exact)
        #expect(transcript.keepsFillers == false)
        #expect(transcript.language == "en")
        #expect(transcript.accuracy == .supplied && transcript.engine == "supplied")
    }

    @Test func `verbose JSON gives words beside the punctuated text`() throws {
        let transcript = try read(
            #"{"task":"transcribe","language":"english","duration":"3.4","text":" Um, so I left.","segments":[{"id":0,"start":0,"end":3.4,"text":"Um, so I left."}],"words":[{"word":"Um","start":0.12,"end":0.48},{"word":"so","start":0.5,"end":0.7},{"word":"I","start":0.7,"end":0.8},{"word":"left","start":0.8,"end":1.2}]}"#
        )
        #expect(transcript.text == "Um, so I left.")
        #expect(transcript.words.map(\.startMs) == [120, 500, 700, 800])
        #expect(transcript.wordTimes == .exact && transcript.language == "en-US")
        #expect(SpokenText(transcript).times.map { $0?.endMs } == [480, 700, 800, 1_200])
    }

    @Test func `segments without words give approximate times`() throws {
        let transcript = try read(#"{"text":"one two","segments":[{"start":1,"end":2,"text":" one two"}]}"#)
        #expect(transcript.wordTimes == .approximate)
        #expect(transcript.words.map(\.startMs) == [1_000, 1_500])
    }

    @Test func `tokens inside segments join into words`() throws {
        let transcript = try read(
            #"{"text":" Umbrella, ok","segments":[{"start":0,"end":2,"text":" Umbrella, ok","words":[{"word":" Umb","start":0.1,"end":0.4,"probability":0.8},{"word":"rella","start":0.4,"end":0.7},{"word":",","start":0.7,"end":0.7},{"word":" ok","start":0.9,"end":1.2}]}]}"#
        )
        #expect(transcript.words.map(\.text) == ["Umbrella,", "ok"])
        #expect(transcript.words.map(\.endMs) == [700, 1_200])
        #expect(transcript.wordTimes == .exact)
    }

    @Test(arguments: [
        #"{"words":[{"text":"one","start":0.5,"end":0.75},{"word":"two","start":1,"end":1.5}]}"#,
        #"[{"text":"one","startMs":500,"endMs":750},{"text":"two","startMs":1000,"endMs":1500}]"#,
    ])
    func `a list of words is enough`(text: String) throws {
        let transcript = try read(text)
        #expect(transcript.text == "one two")
        #expect(transcript.words.map(\.startMs) == [500, 1_000])
        #expect(transcript.words.map(\.endMs) == [750, 1_500])
    }

    @Test(
        arguments: [
            ("", nil, "no words"), ("  \n ", nil, "no words"), ("... !", nil, "no words"), ("🙂", nil, "no words"),
            ("{\"words\": [\n{\"word\": \"a\", \"start\": 1}\n]}", nil, "line 2"),
            ("{\"words\": [\n\n{\"start\": 1, \"end\": 2}]}", nil, "line 3"),
            (#"{"words": [{"word": "a", "start": 2, "end": 1}]}"#, nil, "ends before it starts"),
            (#"{"words": [{"word": "a", "start": -2, "end": 1}]}"#, nil, "before 0"),
            (#"{"words": [{"word": "a", "start": 1, "end": 1e300}]}"#, nil, "24 hours"),
            (#"{"words": 3}"#, nil, "line 1"), (#"{"text": 3}"#, nil, "line 1"), (#"{"x": 3}"#, nil, "line 1"),
            ("{\n\"text\": \"a\nb\"}", nil, "line 2"), ("{\"text\": \"a\"} b", nil, "line 1"), ("{", nil, "line 1"),
            (String(repeating: "[", count: 5_000), nil, "deep"),
            ("hello", "x.json", "named .json"), ("hello", "X.VTT", "named .vtt"), ("hello", "x.srt", "named .srt"),
            ("WEBVTT\n\n00:01.000 --> 00:xx\nhello", nil, "line 3"),
            ("WEBVTT\n\n00:02.000 --> 00:01.000\nhello", nil, "line 3"),
            ("WEBVTT\n\nhello", nil, "line 3"),
            ("1\n00:00:01,000 --> 00:00:02,000\nhello\n\nstray\n", nil, "line 5"),
            ("one\ntwo\0three", nil, "line 2"),
        ] as [(String, String?, String)]
    )
    func `bad input is refused with its place`(text: String, name: String?, reason: String) throws {
        let error = try #require(throws: SpeechError.self) { try read(text, named: name) }
        #expect(error.code == "transcribe.invalid_transcript")
        #expect(error.message.contains(reason), "\(error.message)")
    }

    @Test func `bytes that are no text are refused with their line`() throws {
        let error = try #require(throws: SpeechError.self) {
            try TranscriptFile.read(Data([0x61, 0x0A, 0x62, 0xFF, 0x0A]), named: nil, language: "en")
        }
        #expect(error.message.contains("line 2"))
        let large = try #require(throws: SpeechError.self) {
            try TranscriptFile.read(
                Data(repeating: 0x61, count: TranscriptFile.mostBytes + 1),
                named: nil,
                language: "en"
            )
        }
        #expect(large.message.contains("2 MB"))
    }

    @Test func `UTF-16 with a byte order mark is read`() throws {
        let units = Array("Hello, Zoë".utf16)
        let little = Data([0xFF, 0xFE] + units.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] })
        #expect(try TranscriptFile.read(little, named: nil, language: "en").text == "Hello, Zoë")
    }
}
