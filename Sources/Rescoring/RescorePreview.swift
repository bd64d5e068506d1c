import Answers
package import Blobs
package import Core
package import Database
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
