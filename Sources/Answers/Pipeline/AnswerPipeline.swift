import Blobs
package import Core
import Database
import FoundationEssentials
package import Model
import Tracing

/// The map: what happens to an answer after its upload. Each stage is a step of one rule (``StageRun/step(_:)``), so a first
/// run, a retry, a resume after a crash and a new scoring of an old answer are the same code.
///
/// What a stage's loss costs: without decoding there is no answer; without words the delivery is measured from the sound and
/// nothing is judged; without a judge there is no score; without an emotion endpoint there is a note; without a PDF the answer
/// fails. Stages that may be missing are tried again as long as the job is patient.
package struct AnswerPipeline: Sendable {
    package let engines: Engines
    let deadlines: StageDeadlines
    let threads: BlockingThreads

    /// A pipeline over engines.
    package init(_ engines: Engines, deadlines: StageDeadlines = StageDeadlines(), threads: BlockingThreads) {
        self.engines = engines
        self.deadlines = deadlines
        self.threads = threads
    }

    /// Takes an answer through its stages, from wherever its artifacts end.
    ///
    /// - Throws: ``StageFailure``, `ClaimLost`, or `CancellationError`.
    package func run(_ submission: Submission, _ files: AnswerFiles, _ run: StageRun) async throws {
        try await withSpan("answer") { span in
            span.attributes["answer.id"] = submission.id.rawValue
            try await stages(submission, files, run)
        }
    }

    private func stages(_ submission: Submission, _ files: AnswerFiles, _ run: StageRun) async throws {
        let sound = try await run.step(decode(submission, files))
        let words = try await run.step(transcribe(submission, files, sound))
        let analysis = try await run.step(analyze(submission, sound, words))
        async let reading = emotion(submission, files, sound, run)
        let verdict = try await run.step(evaluate(submission, words, analysis))
        let inputs = [sound.fingerprint, words.fingerprint, analysis.fingerprint, verdict.fingerprint, await reading]
        _ = try await run.step(report(submission, files, run, inputs: inputs))
    }
}

extension AnswerPipeline {
    /// Bytes to measurements, and to the decoded recording the next stages hear.
    package func decode(_ submission: Submission, _ files: AnswerFiles) -> Step<Hearing> {
        if submission.isTyped {
            return Step(
                kind: .decode,
                inputs: ["typed"],
                engine: "typed",
                deadlineMs: deadlines.decodeMs,
                work: { _ in .silence }
            )
        }
        return decodeRecording(submission, files)
    }

    private func decodeRecording(_ submission: Submission, _ files: AnswerFiles) -> Step<Hearing> {
        Step(
            kind: .decode,
            inputs: [submission.sha256, engines.hearVersion],
            deadlineMs: deadlines.decodeMs,
            work: { [threads, engines] _ in
                try await files.bringOriginal()
                var hearing = try await files.decode(with: engines, sha256: submission.sha256, on: threads)
                hearing.recording.sha256 = submission.sha256
                hearing.recording.bytes = submission.bytes
                return hearing
            }
        )
    }

    /// The decoded recording, decoded again when the cache lost it.
    func wav(_ files: AnswerFiles, _ hearing: Hearing) async throws -> URL {
        do {
            if try await threads.run({ files.decoded(hearing) == nil }) { try await files.bringOriginal() }
        } catch {
            throw StageFailure(error, at: .decode)
        }
        if let url = try await threads.run({ files.decoded(hearing) }) { return url }
        do {
            let again = try await files.decode(with: engines, sha256: hearing.recording.sha256, on: threads)
            guard let url = try await threads.run({ files.decoded(again) }) else {
                throw PipelineError(.unreadable, "The decoded recording is not what was decoded.")
            }
            return url
        } catch {
            throw StageFailure(error, at: .decode)
        }
    }
}

extension Hearing {
    /// What is heard of an answer that was typed. The stages after it want sound; clients are not shown this one.
    fileprivate static let silence = Hearing(
        recording: Recording(container: .wav, codec: "none", sampleRate: 0, channels: 0, durationMs: 0, bytes: 0),
        acoustics: Acoustics(durationMs: 0),
        quality: Quality(verdict: .good)
    )
}

extension AnswerPipeline {
    /// Samples to words. Words that came with the recording win; without any words the answer goes on. Words of either kind are compared
    /// with the sound before anything is made of them.
    package func transcribe(_ submission: Submission, _ files: AnswerFiles, _ sound: Done<Hearing>) -> Step<Words> {
        if let supplied = submission.transcript {
            return Step(
                kind: .transcribe,
                inputs: ["supplied", (try? StoredJSON.text(supplied)) ?? supplied.text, engines.checkVersion]
                    + (submission.isTyped ? [] : [sound.fingerprint]),
                engine: supplied.engine,
                model: supplied.model,
                deadlineMs: deadlines.transcribeMs,
                work: { _ in
                    Words(transcript: try await checked(supplied, submission.isTyped ? nil : sound.value.acoustics))
                }
            )
        }
        let transcriber = engines.transcriber
        return Step(
            kind: .transcribe,
            inputs: [
                sound.fingerprint, transcriber.engine, transcriber.model ?? "", submission.language,
                engines.checkVersion,
            ],
            engine: transcriber.engine,
            model: transcriber.model,
            deadlineMs: deadlines.transcribeMs(audioMs: sound.value.recording.durationMs),
            // Words of an engine that stood in for the preferred one stay with this run: the next one asks the preferred one again.
            isFinal: { $0.transcript?.has(.otherEngine) != true },
            work: { [engines, threads] _ in
                let wav = try await wav(files, sound.value)
                var original = UploadedAudio(files.original, of: sound.value)
                // An engine that takes the recording as it was sent gets it opened, where it is still kept.
                let plain = original == nil ? nil : try? await files.plainOriginal(on: threads)
                defer { withExtendedLifetime(plain) {} }
                if let plain { original?.file = plain.url } else { original = nil }
                let request = Transcriber.Request(
                    wav: wav,
                    speech: sound.value.acoustics.speech,
                    durationMs: sound.value.recording.durationMs,
                    language: submission.language,
                    original: original
                )
                let heard: Transcript
                if let ahead = engines.ahead?.take(submission.id),
                    let words = try? await ahead.transcript(language: submission.language)
                {
                    heard = words
                } else {
                    try Task.checkCancellation()
                    heard = try await transcriber.transcribe(request)
                }
                return Words(transcript: try await checked(heard, sound.value.acoustics))
            },
            otherwise: { failure in Words(problem: failure.problem) }
        )
    }

    private func checked(_ words: Transcript, _ acoustics: Acoustics?) async throws -> Transcript {
        let check = engines.check
        return try await threads.run { check(words, acoustics) }
    }
}

extension AnswerPipeline {
    /// Words and sound to delivery numbers; from the sound alone when there are no words.
    package func analyze(_ submission: Submission, _ sound: Done<Hearing>, _ words: Done<Words>) -> Step<Analysis> {
        Step(
            kind: .analyze,
            inputs: [sound.fingerprint, words.fingerprint, engines.analyzeVersion],
            deadlineMs: deadlines.analyzeMs,
            work: { [threads, engines] _ in
                let transcript = words.value.orNone(language: submission.language)
                return try await threads.run { engines.analyze(transcript, sound.value) }
            }
        )
    }
}

extension AnswerPipeline {
    /// The content, judged; by the fallback judge, or not at all, when the judge fails for good. Emotion has no way in here.
    package func evaluate(_ submission: Submission, _ words: Done<Words>, _ analysis: Done<Analysis>) -> Step<Verdict> {
        let judge = Result { try engines.judge(submission) }
        let known = try? judge.get()
        let request = Judge.Request(
            question: submission.question,
            transcript: words.value.orNone(language: submission.language),
            delivery: analysis.value.delivery,
            quality: analysis.value.quality,
            background: submission.background
        )
        let narrator = submission.narrative == true ? engines.narrator : nil
        let asksKnowledge = submission.knowledge == true && !submission.question.text.isEmpty
        return Step(
            kind: .evaluate,
            inputs: [
                words.fingerprint, analysis.fingerprint, (try? StoredJSON.text(submission.question)) ?? "",
                submission.resume ?? "", submission.jobDescription ?? "", known?.engine ?? "", known?.model ?? "",
                known?.configuration ?? "", engines.unjudged.configuration, narrator?.configuration ?? "",
            ] + (asksKnowledge ? [engines.knowledge?.configuration ?? "no knowledge"] : []),
            engine: known?.engine,
            model: known?.model,
            deadlineMs: deadlines.evaluateMs,
            work: { [engines] _ in
                guard words.value.transcript != nil else {
                    let reason = "There are no words to judge."
                    return Verdict(evaluation: engines.unjudged.evaluate(submission, request, known, reason))
                }
                let judge = try judge.get()
                var request = request
                let use = asksKnowledge ? await knowledge(for: submission) : nil
                request.background.passages = use?.passages.isEmpty == false ? use?.passages : nil
                let asked = request
                return try await CallBudget.$current.withValue(CallBudget(limit: judge.calls)) {
                    var evaluation = try await judge.evaluate(asked)
                    evaluation.sources = use?.citing(evaluation.remarks)
                    evaluation.narrative = try await narrator?.write(evaluation, asked)
                    return Verdict(evaluation: evaluation)
                }
            },
            otherwise: { failure in
                await standIn(submission, hasWords: words.value.transcript != nil, request, known, failure)
            }
        )
    }

    /// What the speaker's knowledge documents say about the question.
    private func knowledge(for submission: Submission) async -> KnowledgeUse {
        guard let source = engines.knowledge else {
            return KnowledgeUse(passages: [], notice: "There are no knowledge documents here.")
        }
        return await source.find(.answer(submission.id), submission.question.text)
    }

    private func standIn(
        _ submission: Submission,
        hasWords: Bool,
        _ request: Judge.Request,
        _ judge: Judge?,
        _ failure: StageFailure
    ) async -> Verdict {
        let replaced = judge?.engine ?? "judge"
        if hasWords, let fallback = try? engines.fallbackJudge?(submission),
            let evaluation = try? await fallback.evaluate(request)
        {
            return Verdict(evaluation: evaluation, problem: failure.problem, replaced: replaced)
        }
        return Verdict(
            evaluation: engines.unjudged.evaluate(submission, request, judge, failure.detail),
            problem: failure.problem,
            replaced: replaced
        )
    }
}

extension Evaluation {
    /// Every sentence a judge wrote, where sources may be cited.
    fileprivate var remarks: [String] {
        criteria.flatMap { $0.items.map(\.comment) } + (strengths + improvements).map(\.text) + [exampleAnswer ?? ""]
    }
}

extension AnswerPipeline {
    /// The emotion endpoint's reading, beside the judge: only with consent, never for longer than its deadline, never a
    /// reason to fail.
    ///
    /// - Returns: the reading's fingerprint, for the report; empty when there is none.
    func emotion(_ submission: Submission, _ files: AnswerFiles, _ sound: Done<Hearing>, _ run: StageRun) async
        -> String
    {
        guard submission.emotionConsent, !submission.isTyped, let reader = engines.emotion else { return "" }
        let step = Step<Emotion>(
            kind: .emotion,
            inputs: [sound.fingerprint, reader.engine],
            engine: reader.engine,
            // Its own deadline inside turns lateness into a note; this one is for the rest.
            deadlineMs: deadlines.emotionMs &+ deadlines.decodeMs,
            isFinal: { $0.primary != nil },
            work: { _ in
                do {
                    let wav = try await wav(files, sound.value)
                    return try await withDeadline(milliseconds: deadlines.emotionMs, clock: run.clock) {
                        await reader.read(wav)
                    }
                } catch let error where !(error is CancellationError) {
                    let failure = StageFailure(error, at: .evaluate)
                    return Emotion(engine: reader.engine, note: "There is no reading: \(failure.detail)")
                }
            }
        )
        return (try? await run.step(step))?.fingerprint ?? ""
    }
}

extension AnswerPipeline {
    /// Everything to a PDF, whose bytes are in their place before its artifact says so.
    package func report(
        _ submission: Submission,
        _ files: AnswerFiles,
        _ run: StageRun,
        inputs: [String]
    ) -> Step<PrintedReport> {
        let names = [submission.candidate, submission.interviewer, submission.company].map { $0 ?? "" }
        let appendices = submission.appendices.flatMap { [$0.title, $0.text] }
        let question = (try? StoredJSON.text(submission.question)) ?? ""
        return Step(
            kind: .report,
            inputs: inputs + names + appendices + [engines.publicURL ?? ""] + [
                question, "\(Instant(submission.createdAt).milliseconds)", engines.renderVersion, engines.version,
            ],
            engine: "libharu",
            deadlineMs: deadlines.reportMs,
            isWhole: { [threads] printed, fingerprint in
                await files.has(printed, fingerprint: fingerprint, on: threads)
            },
            work: { [threads, engines] fingerprint in
                let assembly = AnswerAssembly(submission: submission, results: try await run.artifacts.results())
                let answer = try assembly.answer(status: .done, stage: .report)
                let content = try assembly.content(
                    of: answer,
                    version: engines.version,
                    publicURL: engines.publicURL
                )
                guard let content else {
                    throw StorageError(.corrupt, "The decoded recording's measurements are missing.")
                }
                let printed = try await threads.run {
                    let pdf = try engines.render(content)
                    try files.keep(pdf, fingerprint: fingerprint)
                    return PrintedReport(pdf)
                }
                try await files.settleReport(fingerprint)
                return printed
            }
        )
    }
}
