import Core
import Foundation
import Logging
import Model
import Outbound
import Synchronization
import Testing

@testable import Providers

/// The replies of public bug reports, each with its right outcome.
@Suite(.timeLimit(.minutes(1))) struct UpstreamCaseTests {
    /// What was said in most of them: 56 words.
    private static let said =
        "In my last role I led the move of our billing system to a new platform. The hard part was keeping every invoice correct while both systems were running. We compared forty thousand invoices a night and fixed three errors in the tax rules. In the end the switch took two weekends and no customer noticed."

    private static let cases: URL? = {
        let package = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        return ["../shared", "../../shared"].map { package.appending(path: $0 + "/cases/upstream") }
            .first { FileManager.default.fileExists(atPath: $0.path) }
    }()

    private func json(_ name: String) throws -> JSONValue? {
        guard let folder = Self.cases else { return nil }
        return JSONValue.parse(SplitBytes.guarded(Array(try Data(contentsOf: folder.appending(path: name)))))
    }

    private func transcript(_ json: JSONValue, _ dialect: OpenAITranscriberSettings.Dialect, language: String = "en-US")
        throws -> Transcript
    {
        try OpenAITranscription(json, settings: OpenAITranscriberSettings(dialect: dialect)).transcript(
            for: Transcriber.Request(
                wav: URL(filePath: "/nowhere.wav"),
                speech: [TimeSpan(startMs: 0, endMs: 23_125)],
                durationMs: 23_125,
                language: language
            )
        )
    }

    private func tokens(_ texts: [String]) -> JSONValue {
        .array(
            texts.enumerated().map { index, text in
                .object(["word": .string(text), "start": .number(Double(index)), "end": .number(Double(index) + 0.5)])
            }
        )
    }

    @Test(.enabled(if: cases != nil), arguments: ["wc_wrap60.json", "wc_special_tokens.json", "wc_blank_audio.json"])
    func `whisper.cpp's words are whole and nothing else is a word`(name: String) throws {
        let transcript = try transcript(try #require(try json(name)), .whisperCpp)
        #expect(transcript.words.map(\.text).joined(separator: " ") == Self.said)
        #expect(transcript.words.count == 56 && transcript.wordTimes == .exact)
        #expect(transcript.text.split(whereSeparator: \.isWhitespace).joined(separator: " ") == Self.said)
    }

    @Test(.enabled(if: cases != nil)) func `tokens split inside a character are whole again`() throws {
        let transcript = try transcript(try #require(try json("wc_split_utf8.json")), .whisperCpp, language: "de-DE")
        #expect(
            transcript.words.map(\.text)
                == ["Ich", "habe", "größere", "Umstellungen", "für", "müde", "Kunden", "geführt."]
        )
        #expect(transcript.text == "Ich habe größere Umstellungen für müde Kunden geführt.")
    }

    @Test(.enabled(if: cases != nil)) func `one word that is written otherwise leaves the sentences alone`() throws {
        let transcript = try transcript(try #require(try json("oa_number_differs.json")), .openAI)
        #expect(transcript.text == Self.said.replacing("forty thousand", with: "40,000"))
        let number = try #require(transcript.words.first { $0.text == "40,000" })
        #expect(number.approximate == true && (number.endMs ?? 0) > (number.startMs ?? 0))
        #expect(transcript.words.count { $0.approximate == true } == 1)
    }

    @Test(arguments: ["日本語", "naïve", "Ελλάδα", "emoji 😀 too", "plain"])
    func `bytes split anywhere come back`(text: String) {
        let bytes = Array(text.utf8)
        for cut in 1..<bytes.count {
            let head = String(decoding: SplitBytes.guarded(Array(bytes[..<cut])), as: UTF8.self)
            let tail = String(decoding: SplitBytes.guarded(Array(bytes[cut...])), as: UTF8.self)
            #expect(SplitBytes.restored(head + tail) == text, "cut at \(cut)")
        }
        #expect(SplitBytes.restored(String(decoding: SplitBytes.guarded([0x61, 0xC3]), as: UTF8.self)) == "a\u{FFFD}")
    }

    @Test func `segments go on inside a word of an alphabet, not in scripts without spaces`() {
        func words(_ segments: [[String]]) -> [String] {
            TokenJoiner.words(of: segments.map { tokens($0).items }, within: 90_000).map(\.text)
        }
        #expect(words([[" invoice", " corr"], ["ect", " while"]]) == ["invoice", "correct", "while"])
        #expect(words([[" the", " end"], [" next"]]) == ["the", "end", "next"])
        #expect(words([[" done", "."], ["Next"]]) == ["done.", "Next"])
        #expect(words([["今日は"], ["天気"]]) == ["今日は", "天気"])
        #expect(words([["[_BEG_]", " So", "[_TT_50]"], ["<|endoftext|>"]]) == ["So"])
        #expect(words([[" rule"], ["[_BEG_]", "s", "."]]) == ["rules."])
    }

    @Test func `a model that refuses the detailed reply is asked for the plain one`() {
        func refusal(_ status: Int, _ text: String?) -> OutboundError {
            OutboundError(.rejected, "it refuses the request.", status: status, upstream: text)
        }
        #expect(
            OpenAITranscriber.isAboutForm(
                refusal(400, "unsupported_value: response_format 'verbose_json' is not compatible with model 'x'")
            )
        )
        #expect(OpenAITranscriber.isAboutForm(refusal(422, "timestamp_granularities is not supported")))
        #expect(!OpenAITranscriber.isAboutForm(refusal(400, "The audio file is too short.")))
        #expect(!OpenAITranscriber.isAboutForm(refusal(400, nil)))
        #expect(!OpenAITranscriber.isAboutForm(OutboundError(.auth, "no", status: 401, upstream: "response_format")))
    }

    @Test func `plain text is a reply, a page is none`() {
        func reply(_ type: String, _ body: String, status: Int = 200) -> HTTPReply {
            HTTPReply(status: status, headers: ["content-type": type], body: Array(body.utf8))
        }
        #expect(
            OpenAITranscriber.plain(reply("text/plain; charset=utf-8", " I led it.\n"))?["text"]?.text == "I led it."
        )
        #expect(OpenAITranscriber.plain(reply("text/html", "<html>busy</html>")) == nil)
        #expect(OpenAITranscriber.plain(reply("text/plain", #"{"text":"I led it."}"#)) == nil)
        #expect(OpenAITranscriber.plain(reply("text/plain", "busy", status: 503)) == nil)
    }

    @Test func `a refusal passes the service's own reason on, bounded and on one line`() throws {
        let reason = "Audio duration\nis too short.<b> " + String(repeating: "x", count: 500)
        let error = ProvidersError.transcribe(
            OutboundError(.rejected, "it could not transcribe the recording.", status: 200, upstream: reason),
            engine: "assemblyai"
        )
        let message = try #require(error as? ProvidersError).message
        #expect(message.contains("It says: “Audio duration is too short.b xxx"))
        #expect(message.count < 400 && !message.contains("\n") && !message.contains("<"))
        let passing = ProvidersError.transcribe(
            OutboundError(.transient, "it fails at the moment (HTTP 503).", status: 503, upstream: "stack trace"),
            engine: "assemblyai"
        )
        #expect(try #require(passing as? ProvidersError).message.contains("stack trace") == false)
    }
}

/// One budget of calls for an answer, over repairs, models and attempts.
@Suite(.timeLimit(.minutes(1))) struct CallBudgetTests {
    @Test func `a budget is spent once, here and in the one around it`() {
        let answer = CallBudget(limit: 4)
        CallBudget.$current.withValue(answer) {
            let judge = CallBudget(limit: 3)
            CallBudget.$current.withValue(judge) {
                for _ in 0..<3 { #expect(CallBudget.current?.take() == true) }
                #expect(!judge.take() && judge.isSpent)
            }
            #expect(answer.made == 3 && !answer.isSpent)
            #expect(answer.take() && !answer.take() && answer.made == 4)
            #expect(CallBudget(limit: 3).isSpent)
        }
        #expect(answer.sentence == "It was asked 4 times." && CallBudget().sentence.isEmpty)
    }

    @Test func `a model that always hits its cap is asked four times, whatever the ladder`() async throws {
        let asked = Counted()
        let client = try HTTPClient()
        let rung = { (name: String) in
            ModelLadder.Rung(model: name, upstream: Upstream("gemini", client: client, logger: quietLogger))
        }
        let ladder = ModelLadder(engine: "gemini", rungs: ["a", "b", "c", "d"].map(rung)) {
            _,
            _ throws(OutboundError) in
            try ModelLadder.take()
            asked.add()
            var error = OutboundError(.truncated, "its answer reached the output cap.", status: 200)
            error.anotherModelMayAnswer = true
            throw error
        }
        let request = LanguageModel.Request(system: "", prompt: "", schema: "{}")
        await CallBudget.$current.withValue(CallBudget()) {
            let error = await #expect(throws: ProvidersError.self) { try await ladder.reply(request) }
            #expect(error?.code == "evaluate.truncated")
            #expect(error?.message.hasSuffix("It was asked 4 times.") == true)
            // What comes after it, such as a narrator, asks no more.
            await #expect(throws: ProvidersError.self) { try await ladder.reply(request) }
        }
        #expect(asked.count == 4)
    }
}

private let quietLogger: Logger = {
    var logger = Logger(label: "test")
    logger.logLevel = .critical
    return logger
}()

private final class Counted: Sendable {
    private let value = Atomic(0)
    var count: Int { value.load(ordering: .relaxed) }
    func add() { value.add(1, ordering: .relaxed) }
}
