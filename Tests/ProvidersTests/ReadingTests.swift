import Core
import FakeUpstreams
import Foundation
import Model
import Outbound
import Testing

@testable import Providers

@Suite(.timeLimit(.minutes(1)))
struct ReadingTests {
    @Test func `bare numbers become null outside strings only`() {
        let text = #"{"a":NaN,"b":[-Infinity,Infinity],"c":"NaN \" Infinity","d":-1}"#
        let clean = String(decoding: JSONText.withoutBareNumbers(Array(text.utf8)), as: UTF8.self)
        #expect(clean == #"{"a":null,"b":[null,null],"c":"NaN \" Infinity","d":-1}"#)
    }

    @Test(arguments: ["plain", "q\"b\\s/", "\u{0}\u{1F}\n\r\t", "émoji 🙂 नमस्ते", "\u{2028}"])
    func `a literal reads back as what it was`(text: String) throws {
        let json = "[" + text.jsonLiteral + "]"
        #expect(JSONValue.parse(Array(json.utf8))?[0]?.text == text)
    }

    @Test func `words take on the text's punctuation, and replace a text they do not fit`() {
        func words(_ texts: [String]) -> [Transcript.Word] { texts.map { Transcript.Word(text: $0) } }
        let fit = WordAligner.align(words(["a", "said", "he"]), to: #" "a" said: (he)! "#)
        #expect(fit.words.map(\.text) == [#""a""#, "said:", "(he)!"])
        let off = WordAligner.align(words(["said", "a"]), to: "He said nothing.")
        #expect(off.text == "said a")
        let inner = WordAligner.align(words(["said", "a", "word"]), to: "said plainly a word")
        #expect(inner.words.map(\.text) == ["said", "a", "word"])
    }

    @Test func `inventions over silence go, the same words spoken stay`() throws {
        let body =
            #"{"text":" Hello there. Thank you.","segments":[{"start":0,"end":1,"text":" Hello there.","no_speech_prob":0.01},{"start":5,"end":8,"text":" Thank you.","no_speech_prob":0.4}]}"#
        let json = try #require(JSONValue.parse(Array(body.utf8)))
        let wav = URL(filePath: "/nowhere")
        func text(_ speech: [TimeSpan]) throws -> String {
            try OpenAITranscription(json, settings: .init()).transcript(
                for: Transcriber.Request(wav: wav, speech: speech, durationMs: 8_000, language: "en")
            ).text
        }
        #expect(try text([TimeSpan(startMs: 0, endMs: 1_000)]) == "Hello there.")
        #expect(
            try text([TimeSpan(startMs: 0, endMs: 1_000), TimeSpan(startMs: 6_000, endMs: 7_000)])
                == "Hello there. Thank you."
        )
    }

    /// Words of a service that sends no segments, 400 ms each, one a second.
    private func heard(_ text: String, speech: [TimeSpan], timed: Bool = true) -> Transcript {
        let words = text.split(separator: " ").enumerated().map { index, word in
            Transcript.Word(text: String(word), startMs: index * 1_000, endMs: index * 1_000 + 400)
        }
        return TimedWords.transcript(
            timed ? words : [],
            text: text,
            request: .init(wav: URL(filePath: "/nowhere"), speech: speech, durationMs: 60_000, language: "en"),
            engine: "any",
            model: nil,
            keepsFillers: true
        )
    }

    @Test func `engines without segments lose inventions too, and only where nobody speaks`() {
        let text = "I led it. Thank you for watching."
        let spoken = TimeSpan(startMs: 0, endMs: 2_500)
        #expect(heard(text, speech: [spoken]).text == "I led it.")
        #expect(heard(text, speech: [spoken]).words.count == 3)
        #expect(heard(text, speech: [spoken, TimeSpan(startMs: 3_000, endMs: 6_500)]).text == text)
        // One word of the run is spoken: then so is the rest.
        #expect(heard(text, speech: [spoken, TimeSpan(startMs: 4_000, endMs: 4_300)]).text == text)
        // Unknown words over silence stay: the signal may be wrong, and nobody is known to invent them.
        #expect(heard("We moved the tables", speech: []).words.count == 4)
        #expect(heard("Vielen Dank.", speech: []).text.isEmpty)
        #expect(heard("Thank you.", speech: [], timed: false).text.isEmpty)
        #expect(heard("Thank you.", speech: [spoken], timed: false).text == "Thank you.")
        #expect(heard("", speech: []).wordTimes == .exact)
    }

    @Test func `a verbatim engine is one for the languages it is verbatim in`() async throws {
        let wav = try TemporaryWAV()
        try await FakeUpstreams.with { fakes in
            let client = try HTTPClient()
            defer { client.close() }
            for engine in [AllEngines.deepgram, .assemblyAI] {
                let transcriber = engine.transcriber(fakes, client)
                #expect(try await transcriber.transcribe(wav.request(language: "en-GB")).keepsFillers)
                #expect(try await !transcriber.transcribe(wav.request(language: "de-DE")).keepsFillers)
            }
            let submissions = fakes.assemblyAI.requests.filter { $0.path == "/v2/transcript" }.map(\.text)
            #expect(submissions.map { $0.contains(#""disfluencies":true"#) } == [true, false])
        }
    }

    @Test(arguments: ["OTHER", "MALFORMED_RESPONSE", "SAFETY", "MAX_TOKENS"])
    func `an answer that says it is not whole is none, whatever text it has`(reason: String) throws {
        let body = #"{"candidates":[{"content":{"parts":[{"text":"{}"}]},"finishReason":"\#(reason)"}]}"#
        let json = try #require(JSONValue.parse(Array(body.utf8)))
        let expected: OutboundError.Kind =
            reason == "SAFETY" ? .blocked : reason == "MAX_TOKENS" ? .truncated : .malformed
        #expect(throws: OutboundError(expected, "")) { try GeminiReply(json) }
    }

    @Test(arguments: [("STABLE", nil as String?), ("RETIRED", "RETIRED"), ("DEPRECATED", "DEPRECATED"), ("NEW", nil)])
    func `a model on its way out is told from one in its prime`(stage: String, told: String?) throws {
        let json = try #require(JSONValue.parse(Array(#"{"modelStatus":{"modelStage":"\#(stage)"}}"#.utf8)))
        #expect(GeminiReply.stage(json) == told)
    }

    @Test(arguments: [
        #"{"text":"a b","words":[{"word":"a","start":-5,"end":1e300},{"word":"b","start":3,"end":1}]}"#,
        #"{"text":"a b","words":[{"word":"a","start":"x","end":null},{"start":1}]}"#,
        #"{"text":"a b","words":{},"segments":[{"start":9e18,"end":-9e18,"text":"a b"}]}"#,
        #"{"text":"a b","words":null,"segments":[null,1,"x"]}"#,
    ])
    func `times out of range are brought in, whatever a server sends`(body: String) throws {
        let json = try #require(JSONValue.parse(Array(body.utf8)))
        let transcript = try OpenAITranscription(json, settings: .init()).transcript(
            for: Transcriber.Request(wav: URL(filePath: "/x"), speech: [], durationMs: 2_000, language: "en")
        )
        for word in transcript.words {
            guard let span = word.span else {
                #expect(transcript.wordTimes == .none)
                continue
            }
            #expect(span.startMs >= 0 && span.endMs <= 2_000 && word.startMs ?? 0 <= word.endMs ?? 0)
        }
    }

    @Test(arguments: [
        ("limit: 0, model: x", OutboundError.Kind.quota), ("limit: 0.5", .throttled), ("limit: 05", .throttled),
        ("Please retry in 301s.", .quota), ("Please retry in 450ms.", .throttled),
        ("You have exhausted your capacity on this model.", .quota), ("", .throttled),
    ])
    func `Google's quota messages are told apart`(message: String, kind: OutboundError.Kind) throws {
        let body = #"{"error":{"code":429,"message":\#(message.jsonLiteral),"status":"RESOURCE_EXHAUSTED"}}"#
        for text in [body, "[\(body)]", #"{"error":{"message":\#(body.jsonLiteral)}}"#] {
            let reply = HTTPReply(status: 429, body: Array(text.utf8))
            #expect(GoogleRefusal.error(reply, JSONValue.parse(reply.body)).kind == kind)
        }
    }

    @Test(arguments: [
        ("en-US", "en", "en_us"), ("en-GB", "en", "en_uk"), ("de_AT", "de", "de"), ("hi", "hi", "hi"), ("", "en", "en"),
    ])
    func `language tags take each service's form`(tag: String, language: String, underscored: String) {
        #expect(LanguageTag.language(tag) == language)
        #expect(LanguageTag.underscored(tag) == underscored)
    }
}
