package import FoundationEssentials
package import Model

/// Whisper in the companion, as an engine for whole recordings and for stretches of one that still grows.
///
/// Measured on real speech, tiny.en: about 3 % word errors on read and 25 % on spontaneous speech. It is prompted to write "um", "uh" and
/// repairs down and finds about seven of ten. Its word times are the decoder's; they drift by up to some tenths of a second in pauses.
package struct WhisperTranscriber: Sendable {
    /// The engine's name in results.
    package static let engine = "whisper"
    /// The longest recording it takes, in milliseconds.
    static let maxDurationMs = 4 * 3_600_000

    private let companion: Companion

    /// The engine of a companion.
    package init(companion: Companion) { self.companion = companion }

    private var settings: CompanionSettings { companion.settings }

    /// The engine behind its port.
    package var transcriber: Transcriber {
        Transcriber(
            engine: Self.engine,
            model: Self.name(settings.model),
            capabilities: Transcriber.Capabilities(
                keepsFillers: true,
                wordTimes: .exact,
                accuracy: .standard,
                maxDurationMs: Self.maxDurationMs
            ),
            transcribe: { try await transcribe($0) }
        )
    }

    private func transcribe(_ request: Transcriber.Request) async throws -> Transcript {
        let model = try model(for: request.language)
        let file = try SampleFile(request.wav)
        let durationMs = min(max(0, request.durationMs), file.durationMs, Self.maxDurationMs)
        let plan = HearingPlan(speech: request.speech, durationMs: durationMs, quietest: file.quietest)
        let caller = await companion.newCaller()
        var heard: [HeardStretch] = []
        for span in plan.stretches {
            heard.append(
                try await hear(
                    file.bytes(span),
                    at: span.startMs,
                    language: request.language,
                    model: model,
                    caller: caller
                )
            )
        }
        return transcript(of: heard, language: request.language)
    }

    /// Hears a stretch of a recording that may still grow, as soon as it is written. The stretch is cut at quiet places when it is longer
    /// than 28 s; what lies beyond the end of the file is left out. One stretch costs about 0.5 s and 0.1 s per second of sound on two
    /// idle cores. Call it for stretches that end in a pause, and put the results together with ``transcript(of:language:)``.
    package func transcribeSegment(of wav: URL, _ span: TimeSpan, language: String) async throws -> [HeardStretch] {
        try await transcribeSegment(of: try SampleFile(wav), span, language: language)
    }

    private func transcribeSegment(of file: SampleFile, _ span: TimeSpan, language: String) async throws
        -> [HeardStretch]
    {
        let model = try model(for: language)
        let whole = TimeSpan(startMs: max(0, span.startMs), endMs: min(span.endMs, file.durationMs))
        var plan = HearingPlan(speech: [whole], durationMs: whole.endMs, quietest: file.quietest).stretches
        // The margins of a plan would reach into the stretch before, which is heard already.
        if let first = plan.first { plan[0] = TimeSpan(startMs: whole.startMs, endMs: first.endMs) }
        let caller = await companion.newCaller()
        var heard: [HeardStretch] = []
        for span in plan {
            heard.append(
                try await hear(file.bytes(span), at: span.startMs, language: language, model: model, caller: caller)
            )
        }
        return heard
    }

    /// A recording that is being written, as an open file: what is there of it can be heard, whatever becomes of its name.
    package func growing(_ wav: URL) throws -> GrowingSound { GrowingSound(file: try SampleFile(wav), engine: self) }

    /// What can be asked of a recording that is being written.
    package struct GrowingSound: Sendable {
        fileprivate let file: SampleFile
        fileprivate let engine: WhisperTranscriber

        /// Milliseconds that are there.
        package var durationMs: Int { file.durationMs }

        /// The middle of the quietest 100 ms of a stretch, and how many times as much energy the stretch has on average.
        package func pause(in span: TimeSpan) -> (atMs: Int, depth: Double) { file.pause(in: span) }

        /// Whether no 100 ms of a stretch are louder than −60 dBFS.
        package func isSilent(_ span: TimeSpan) -> Bool { file.isSilent(span) }

        /// The words of a stretch, with the times of the recording.
        package func words(in span: TimeSpan, language: String) async throws -> [Transcript.Word] {
            WhisperTranscriber.words(try await engine.transcribeSegment(of: file, span, language: language))
        }
    }

    /// Loads the model for a language, so that the first answer does not wait for it.
    package func warm(language: String) async throws {
        let request = CompanionRequest(
            duty: .load,
            seconds: 60,
            model: settings.whisperFolder(try model(for: language))
        )
        let caller = await companion.newCaller()
        _ = try await companion.ask(request, for: .transcribe, caller: caller, deadlineMs: settings.deadlineBaseMs)
    }

    /// The transcript of stretches in order, each heard once.
    package func transcript(of stretches: [HeardStretch], language: String) -> Transcript {
        transcript(of: Self.words(stretches), language: language)
    }

    private static func words(_ stretches: [HeardStretch]) -> [Transcript.Word] {
        stretches.flatMap(\.segments).flatMap(\.words).map {
            Transcript.Word(text: $0.text, startMs: $0.startMs, endMs: $0.endMs, confidence: $0.probability)
        }
    }

    /// The transcript of words in order.
    package func transcript(of heard: [Transcript.Word], language: String) -> Transcript {
        var words: [Transcript.Word] = []
        var floor = 0
        for var word in heard {
            // Words come in order; a start before the end of the word before is the decoder's rounding.
            let start = max(floor, word.startMs ?? floor)
            let end = max(start + 10, word.endMs ?? start)
            (word.startMs, word.endMs) = (start, end)
            words.append(word)
            floor = end
        }
        let model = (try? model(for: language)) ?? settings.model
        return Transcript(
            text: words.map(\.text).joined(separator: " "),
            language: language,
            engine: Self.engine,
            model: Self.name(model),
            keepsFillers: true,
            wordTimes: .exact,
            accuracy: .standard,
            words: words
        )
    }

    private func hear(_ samples: [UInt8], at startMs: Int, language: String, model: String, caller: Int) async throws
        -> HeardStretch
    {
        let lengthMs = samples.count / SampleFile.bytesPerMs
        let span = TimeSpan(startMs: startMs, endMs: startMs + lengthMs)
        let code = Self.code(language)
        guard lengthMs > 0 else {
            return HeardStretch(span: span, segments: [], language: code, languageProbability: 1)
        }
        let deadlineMs = settings.deadlineBaseMs + lengthMs * settings.deadlinePerSoundMs(model)
        let request = CompanionRequest(
            duty: .transcribe,
            seconds: deadlineMs * settings.threads / 1_000,
            model: settings.whisperFolder(model),
            language: code,
            startMs: startMs,
            verbatim: code == "en"
        )
        let answer = try await companion.ask(
            request,
            payload: samples,
            for: .transcribe,
            caller: caller,
            deadlineMs: deadlineMs
        )
        return HeardStretch(
            span: span,
            segments: answer.segments,
            language: answer.done.language ?? code,
            languageProbability: answer.done.languageProbability ?? 0
        )
    }

    /// The model for a language; throws `transcribe.rejected` when none is installed that knows it.
    private func model(for language: String) throws(CompanionError) -> String {
        if Self.code(language) == "en" { return settings.model }
        if !Self.name(settings.model).hasSuffix(".en") { return settings.model }
        guard settings.isMultilingual else {
            throw CompanionError(
                .transcribe,
                .rejected,
                """
                The Whisper model \(Self.name(settings.model)) knows only English, not \(language.prefix(35)). Install one that knows \
                other languages (scripts/companion --model base), configure a speech-to-text service, or supply a transcript.
                """,
                context: ["language": String(language.prefix(35))]
            )
        }
        return settings.multilingualModel
    }

    /// The language as Whisper names it: the first part of a BCP 47 tag.
    static func code(_ language: String) -> String {
        language.split { $0 == "-" || $0 == "_" }.first.map { $0.lowercased() } ?? "en"
    }

    private static func name(_ model: String) -> String { model.split(separator: "/").last.map(String.init) ?? model }
}
