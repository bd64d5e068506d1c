import Answers
package import Blobs
package import Core
package import Database
import Jobs
import Logging
package import Model

/// Works out what a re-scoring would do: follows the fingerprints of the answers' stages without running any.
package struct RescorePreview: Sendable {
    /// Most answers that are looked at one by one.
    package static let sample = 2_000

    private let database: any SQLDatabase
    private let blobs: BlobFolder
    private let spending: RescoreEngines
    private let threads: BlockingThreads

    /// A preview with a plan's engines.
    package init(_ database: any SQLDatabase, blobs: BlobFolder, engines: RescoreEngines, threads: BlockingThreads) {
        self.database = database
        self.blobs = blobs
        spending = engines
        self.threads = threads
    }

    /// What scoring a selection again would do.
    package func forecast(
        as principal: Principal,
        _ selection: RescoreSelection,
        from: Stage?,
        at now: Instant
    ) async throws -> RescoreForecast {
        let store = RescoreStore(database)
        let end = now.advanced(byMs: 1)
        let total = try await store.count(as: principal, selection, before: end)
        var forecast = RescoreForecast(
            answers: total,
            sampled: 0,
            reused: [:],
            anew: [:],
            upstreamCalls: 0,
            audioMinutes: 0
        )
        var place: (created: Instant, answer: AnswerID)?
        while forecast.sampled < Self.sample {
            let page = try await store.answers(as: principal, of: selection, after: place, before: end, limit: 100)
            for (_, id) in page { try await add(as: principal, id, from: from, to: &forecast) }
            guard page.count == 100, let last = page.last else { break }
            place = last
        }
        return forecast.scaled(to: total)
    }

    private func add(as principal: Principal, _ id: AnswerID, from: Stage?, to forecast: inout RescoreForecast)
        async throws
    {
        guard let (stored, old) = try await AnswerStore(database).results(as: principal, of: id) else { return }
        let pipeline = AnswerPipeline(spending.engines, threads: threads)
        let anew = try await pipeline.anew(
            stored,
            AnswerFiles(blobs, of: id),
            PinnedArtifacts(id, from: from, old: old, store: AnswerStore(database))
        )
        forecast.sampled += 1
        for stage in Stage.allCases where stage != .upload {
            if anew.contains(stage) {
                forecast.anew[stage.rawValue, default: 0] += 1
            } else {
                forecast.reused[stage.rawValue, default: 0] += 1
            }
        }
        let isHeard = anew.contains(.transcribe) && stored.submission.transcript == nil
        if isHeard { forecast.audioMinutes += Double(Self.durationMs(old)) / 60_000 }
        if isHeard, spending.engines.isRemote(spending.engines.transcriber.engine) { forecast.upstreamCalls += 1 }
        if anew.contains(.evaluate), let judge = try? spending.engines.judge(stored.submission),
            spending.engines.isRemote(judge.engine)
        {
            let writes = stored.submission.narrative == true && spending.engines.narrator != nil
            forecast.upstreamCalls += spending.judgeCalls + (writes ? 1 : 0)
        }
    }

    private static func durationMs(_ results: [StoredResult]) -> Int {
        guard let decoded = results.first(where: { $0.artifact.kind == .decode }),
            let hearing = try? StoredJSON.value(Hearing.self, from: decoded.artifact.payload)
        else { return 0 }
        return hearing.recording.durationMs
    }
}

/// Artifacts that can be looked at and not written.
private struct PinnedArtifacts: ArtifactStore {
    let answer: AnswerID
    let run = "preview"
    private let from: Stage?
    private let old: [StoredResult]
    private let store: AnswerStore

    init(_ answer: AnswerID, from: Stage?, old: [StoredResult], store: AnswerStore) {
        self.answer = answer
        self.from = from
        self.old = old
        self.store = store
    }

    func pinned(_ kind: Artifact.Kind) -> Artifact? {
        RescoreArtifacts.isPinned(kind, from: from) ? old.first { $0.artifact.kind == kind }?.artifact : nil
    }

    func find(_ kind: Artifact.Kind, _ fingerprint: String) async throws -> Artifact? {
        try await store.artifact(as: .system, of: answer, kind, fingerprint)
    }

    func keep(_ artifact: Artifact, next: Stage?, at now: Instant) -> ProgressEvent? { nil }

    func reuse(_ artifact: Artifact, next: Stage?, at now: Instant) -> ProgressEvent? { nil }

    func results() -> [StoredResult] { old }
}

/// What a re-scoring would do, without doing it.
package struct RescoreForecast: Sendable, Hashable, Codable {
    /// Answers that fit the selection.
    package var answers: Int
    /// Of so many of them the rest is told; fewer than ``answers`` for large selections, where the numbers below are scaled up.
    package var sampled: Int
    /// Answers by stage whose stored result is taken.
    package var reused: [String: Int]
    /// Answers by stage that is done anew.
    package var anew: [String: Int]
    /// Calls of services outside; a long recording may take more than the one counted here.
    package var upstreamCalls: Int
    /// Minutes of audio that are heard again by a speech-to-text engine.
    package var audioMinutes: Double

    /// The same, for `total` answers of which these are a sample.
    func scaled(to total: Int) -> RescoreForecast {
        guard sampled > 0, total > sampled else { return self }
        let factor = Double(total) / Double(sampled)
        func scale(_ count: Int) -> Int { Int((Double(count) * factor).rounded()) }
        return RescoreForecast(
            answers: total,
            sampled: sampled,
            reused: reused.mapValues(scale),
            anew: anew.mapValues(scale),
            upstreamCalls: scale(upstreamCalls),
            audioMinutes: audioMinutes * factor
        )
    }
}

/// What a re-scoring remembers of an answer's score, before and after.
package struct ScoreSummary: Sendable, Hashable, Codable {
    /// One criterion.
    package struct Part: Sendable, Hashable, Codable {
        /// Its title.
        package var title: String
        /// Its score.
        package var score: Double
    }

    /// The score; nil when the judge abstained.
    package var score: Double?
    /// Engine, model and rubric in one line.
    package var judge: String
    /// The criteria that were judged, by id.
    package var parts: [String: Part]

    /// The summary of an evaluation.
    package init(_ evaluation: Evaluation) {
        score = evaluation.score
        judge = [evaluation.engine, evaluation.model, evaluation.rubric].compactMap { $0 }.filter { !$0.isEmpty }
            .joined(separator: " · ")
        parts = [:]
        for criterion in evaluation.criteria {
            if let score = criterion.score { parts[criterion.id] = Part(title: criterion.title, score: score) }
        }
    }

    /// The summary of the results that count, as JSON; nil when nothing was judged.
    static func text(of results: [StoredResult]) -> String? {
        guard let verdict = results.first(where: { $0.artifact.kind == .evaluate }),
            let value = try? StoredJSON.value(Verdict.self, from: verdict.artifact.payload)
        else { return nil }
        return try? StoredJSON.text(ScoreSummary(value.evaluation))
    }
}

extension AnswerPipeline {
    /// The stages a run would have to do: the first whose artifact is not there, and all after it, whose fingerprints are not
    /// known then.
    func anew(_ stored: StoredAnswer, _ files: AnswerFiles, _ artifacts: any ArtifactStore) async throws -> Set<Stage> {
        let submission = stored.submission
        let run = StageRun(artifacts, patience: Patience(JobPolicy()), log: Logger(label: "preview"))
        guard let sound = try await run.stored(decode(submission, files)) else { return Self.stages(from: .decode) }
        guard let words = try await run.stored(transcribe(submission, files, sound)) else {
            return Self.stages(from: .transcribe)
        }
        guard let analysis = try await run.stored(analyze(submission, sound, words)) else {
            return Self.stages(from: .analyze)
        }
        guard let verdict = try await run.stored(evaluate(submission, words, analysis)) else {
            return Self.stages(from: .evaluate)
        }
        let asksEmotion = submission.emotionConsent && !submission.isTyped && engines.emotion != nil
        let reading = try await artifacts.results().first { $0.artifact.kind == .emotion }?.artifact.fingerprint
        let inputs = [
            sound.fingerprint, words.fingerprint, analysis.fingerprint, verdict.fingerprint,
            asksEmotion ? reading ?? "" : "",
        ]
        return try await run.stored(report(submission, files, run, inputs: inputs)) == nil ? [.report] : []
    }

    private static func stages(from first: Stage) -> Set<Stage> { Set(Stage.allCases.filter { $0 >= first }) }
}

extension StageRun {
    /// The stored result that a step would take; nil when it would have to work.
    func stored<Value>(_ step: Step<Value>) async throws -> Done<Value>? {
        let fingerprint = Fingerprint.of([step.kind.rawValue] + step.inputs)
        var artifact = try await artifacts.pinned(step.kind)
        if artifact == nil { artifact = try await artifacts.find(step.kind, fingerprint) }
        guard let artifact else { return nil }
        return await value(step, artifact)
    }
}
