import Core
package import FoundationEssentials
package import Model

/// Makes any engine take recordings of any length: cuts at silences, has the parts heard side by side, and joins them.
package struct SplitTranscriber: Sendable {
    private let engine: Transcriber
    private let parallel: Int
    private let folder: URL

    /// Wraps an engine.
    ///
    /// - Parameters:
    ///   - parallel: parts heard at once, at least 1.
    ///   - folder: where the parts are kept while they are heard.
    package init(_ engine: Transcriber, parallel: Int = 4, folder: URL = .temporaryDirectory) {
        self.engine = engine
        self.parallel = max(1, parallel)
        self.folder = folder
    }

    /// The port; its only limit is the recording's own.
    package var transcriber: Transcriber {
        var capabilities = engine.capabilities
        guard let longest = capabilities.maxDurationMs, longest > 1 else { return engine }
        capabilities.maxDurationMs = nil
        return Transcriber(engine: engine.engine, model: engine.model, capabilities: capabilities) { request in
            guard request.durationMs > longest else { return try await engine.transcribe(request) }
            return try await transcribe(request, longestMs: longest)
        }
    }

    private func transcribe(_ request: Transcriber.Request, longestMs: Int) async throws -> Transcript {
        let plan = AudioSplit.plan(durationMs: request.durationMs, speech: request.speech, longestMs: longestMs)
        // Parts without speech cost money and invite inventions; with no speech at all one part still tells.
        var parts = plan.filter { part in request.speech.contains { $0.overlapMs(with: part) > 0 } }
        if parts.isEmpty { parts = Array(plan.prefix(1)) }
        guard let wav = WAVSlice(request.wav) else {
            throw ProvidersError(.transcribeRejected, "The decoded recording cannot be read.")
        }
        var heard: [Int: Transcript] = [:]
        try await withThrowingTaskGroup(of: (Int, Transcript).self) { group in
            for (index, part) in parts.enumerated() {
                if index >= parallel, let (done, transcript) = try await group.next() { heard[done] = transcript }
                group.addTask { (index, try await hear(part, of: request, wav)) }
            }
            for try await (done, transcript) in group { heard[done] = transcript }
        }
        return TranscriptJoin.join(
            parts.indices.compactMap { index in heard[index].map { (parts[index], $0) } },
            language: request.language,
            engine: engine
        )
    }

    private func hear(_ part: TimeSpan, of request: Transcriber.Request, _ wav: WAVSlice) async throws -> Transcript {
        let url = folder.appending(path: "debrief-part-\(UUID()).wav")
        defer { try? FileManager.default.removeItem(at: url) }
        do {
            try wav.bytes(part).write(to: url)
        } catch {
            throw ProvidersError(.transcribeUnavailable, "A part of the recording cannot be written.")
        }
        let speech = request.speech.compactMap { span -> TimeSpan? in
            guard span.overlapMs(with: part) > 0 else { return nil }
            return TimeSpan(
                startMs: max(span.startMs, part.startMs) - part.startMs,
                endMs: min(span.endMs, part.endMs) - part.startMs
            )
        }
        return try await engine.transcribe(
            Transcriber.Request(wav: url, speech: speech, durationMs: part.durationMs, language: request.language)
        )
    }
}

/// Puts the transcripts of a recording's parts together.
enum TranscriptJoin {
    /// One transcript, each part's times moved to where the part lies.
    static func join(
        _ parts: [(span: TimeSpan, transcript: Transcript)],
        language: String,
        engine: Transcriber
    ) -> Transcript {
        let spoken = parts.filter { !$0.transcript.words.isEmpty }
        let times: Transcript.WordTimes =
            if spoken.contains(where: { $0.transcript.wordTimes == .none }) {
                .none
            } else if spoken.contains(where: { $0.transcript.wordTimes == .approximate }) {
                .approximate
            } else {
                .exact
            }
        let words = spoken.flatMap { part in
            part.transcript.words.map { word in
                var word = word
                word.startMs = times == .none ? nil : word.startMs.map { $0 + part.span.startMs }
                word.endMs = times == .none ? nil : word.endMs.map { $0 + part.span.startMs }
                return word
            }
        }
        let first = parts.first?.transcript
        return Transcript(
            text: spoken.map(\.transcript.text).joined(separator: " "),
            language: language,
            engine: first?.engine ?? engine.engine,
            model: first?.model ?? engine.model,
            keepsFillers: parts.allSatisfy(\.transcript.keepsFillers),
            wordTimes: times,
            accuracy: first?.accuracy ?? engine.capabilities.accuracy,
            words: words
        )
    }
}

/// Drops what speech models are known to invent over silence, where the signal has no speech.
struct SilenceFilter {
    private let speech: [TimeSpan]

    /// A filter for a recording; `speech` says where speech is.
    init(speech: [TimeSpan]) { self.speech = speech }

    /// Whether a segment is an invention: there is no speech, and either the model doubts it itself (`no_speech_prob` over
    /// 0.6, Whisper's own threshold) or the words are ones models are known to say into silence.
    func drops(_ segment: OpenAITranscription.Segment) -> Bool {
        let span = TimeSpan(startMs: segment.startMs, endMs: segment.endMs)
        guard !speech.contains(where: { $0.overlapMs(with: span) > 0 }) else { return false }
        return (segment.noSpeech ?? 0) > 0.6 || Self.isKnown(segment.text)
    }

    /// The words without runs of timed ones that lie wholly outside of speech and say together what models are known to
    /// say there. Words without times stay.
    func kept(_ words: [Transcript.Word]) -> [Transcript.Word] {
        var kept: [Transcript.Word] = []
        var run: [Transcript.Word] = []
        for word in words {
            if let span = word.span, !isSpoken(span) {
                run.append(word)
            } else {
                kept += Self.real(run) + [word]
                run = []
            }
        }
        return kept + Self.real(run)
    }

    private static func real(_ run: [Transcript.Word]) -> [Transcript.Word] {
        run.isEmpty || isKnown(run.map(\.text).joined(separator: " ")) ? [] : run
    }

    /// Whether there is speech in a stretch; a word's own place may be off by as much as people disagree on where it begins.
    private func isSpoken(_ span: TimeSpan) -> Bool {
        let around = TimeSpan(startMs: span.startMs - Self.slackMs, endMs: span.endMs + Self.slackMs)
        return speech.contains { $0.overlapMs(with: around) > 0 }
    }

    /// In milliseconds.
    private static let slackMs = 100

    /// Whether a whole text without times is an invention.
    func drops(text: String) -> Bool { speech.isEmpty && Self.isKnown(text) }

    private static func isKnown(_ text: String) -> Bool {
        let words = text.lowercased().split { !$0.isLetter && $0 != "'" }.joined(separator: " ")
        return words.isEmpty || known.contains(words)
    }

    private static let known: Set<String> = [
        "you", "thank you", "thanks", "thank you so much", "thank you very much", "thank you for watching",
        "thanks for watching", "thank you so much for watching", "please subscribe", "bye", "bye bye", "okay", "so",
        "subtitles by the amara org community", "transcription by castingwords", "silence", "music", "applause",
        "untertitel der amara org community", "untertitel im auftrag des zdf", "vielen dank",
        "vielen dank für's zuschauen",
        "sous titres réalisés para la communauté d'amara org", "merci d'avoir regardé cette vidéo",
        "subtítulos realizados por la comunidad de amara org", "gracias por ver el video",
        "sottotitoli creati dalla comunità amara org",
    ]
}
