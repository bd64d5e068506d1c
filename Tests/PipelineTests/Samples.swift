import Answers
import Core
import Foundation
import Model

extension Engines {
    /// Engines that do next to nothing, but count.
    static func counting(_ calls: Calls, transcriber: Transcriber? = nil, emotion: EmotionReader? = nil) -> Engines {
        Engines(
            hear: { recording, wav in
                try calls.note("decode")
                let bytes = try Data(contentsOf: recording)
                if let wav { try Data(repeating: 0, count: 44 + 32 * bytes.count).write(to: wav) }
                return .sample(durationMs: bytes.count)
            },
            hearVersion: "1",
            transcriber: transcriber ?? .counting(calls),
            analyze: { transcript, hearing in
                try? calls.note("analyze")
                return .sample(words: transcript.words.count, hearing)
            },
            analyzeVersion: "1",
            judge: { _ in .counting(calls, "gemini") },
            emotion: emotion,
            render: { content in
                try calls.note("report")
                return [UInt8]("%PDF \(content.answer.transcript?.text ?? "no words")".utf8)
            },
            renderVersion: "1",
            version: "test"
        )
    }
}

extension Transcriber {
    static func counting(_ calls: Calls) -> Transcriber {
        Transcriber(
            engine: "fake",
            model: "m1",
            capabilities: Capabilities(keepsFillers: true, wordTimes: .none, accuracy: .standard)
        ) { request in
            try calls.note("transcribe")
            guard FileManager.default.fileExists(atPath: request.wav.path) else { throw TestError(code: "internal") }
            return .sample(engine: "fake")
        }
    }
}

extension Judge {
    static func counting(_ calls: Calls, _ engine: String) -> Judge {
        Judge(engine: engine, model: "j1", configuration: "rubric 1") { request in
            try calls.note(engine == "gemini" ? "evaluate" : engine)
            return Evaluation(engine: engine, score: Double(request.transcript.words.count), rubric: "general")
        }
    }
}

extension EmotionReader {
    static func counting(_ calls: Calls, primary: String? = "calm") -> EmotionReader {
        EmotionReader(engine: "voice") { _ in
            try? calls.note("emotion")
            return Emotion(engine: "voice", primary: primary, note: "Not validated.")
        }
    }
}

extension Transcript {
    static func sample(engine: String, accuracy: Accuracy = .standard) -> Transcript {
        Transcript(
            text: "I like Rust",
            language: "en-US",
            engine: engine,
            keepsFillers: true,
            wordTimes: .none,
            accuracy: accuracy,
            words: ["I", "like", "Rust"].map { Word(text: $0) }
        )
    }
}

extension Hearing {
    static func sample(durationMs: Int) -> Hearing {
        Hearing(
            recording: Recording(
                container: .wav,
                codec: "pcm_s16le",
                sampleRate: 16_000,
                channels: 1,
                durationMs: durationMs,
                bytes: 0
            ),
            acoustics: Acoustics(durationMs: durationMs),
            quality: Quality(verdict: .good)
        )
    }
}

extension Analysis {
    static func sample(words: Int, _ hearing: Hearing) -> Analysis {
        Analysis(
            delivery: Delivery(
                wordCount: words,
                fillers: Fillers(total: 0, reliability: words == 0 ? .none : .counted, reliabilityNote: ""),
                pauses: Pauses(count: 0, totalMs: 0)
            ),
            quality: hearing.quality
        )
    }
}

extension Submission {
    static func sample(
        id: AnswerID? = nil,
        at now: Date,
        transcript: Transcript? = nil,
        emotionConsent: Bool = false
    ) -> Submission {
        Submission(
            id: id ?? AnswerID(at: now),
            question: Question(text: "Why Rust?"),
            transcript: transcript,
            emotionConsent: emotionConsent,
            bytes: 0,
            sha256: "",
            createdAt: now
        )
    }
}
