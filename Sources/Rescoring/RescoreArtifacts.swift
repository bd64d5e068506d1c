package import Answers
package import Blobs
import Core
import Database
import FoundationEssentials
import Jobs
import Logging
package import Model

/// The artifacts of an answer that is scored again: kept as they are made, so that no call is paid for twice, but counting only
/// when everything is there. Until then clients see the old results.
actor RescoreArtifacts: ArtifactStore {
    nonisolated let answer: AnswerID
    nonisolated let run: String
    private let item: RescoreItem
    private let from: Stage?
    private let isForced: Bool
    private let old: [Artifact.Kind: Artifact]
    private let ledger: RescoreLedger
    private var chosen: [Artifact.Kind: StoredResult] = [:]

    /// The artifacts of one answer in a runner's hands.
    ///
    /// - Parameters:
    ///   - from: stages before it are taken as they are.
    ///   - isForced: whether what is judged is judged again though nothing it depends on changed.
    ///   - old: the results that count.
    init(_ item: RescoreItem, from: Stage?, isForced: Bool, old: [StoredResult], ledger: RescoreLedger) {
        self.isForced = isForced
        answer = item.answer
        run = item.rescore.rawValue
        self.item = item
        self.from = from
        self.ledger = ledger
        self.old = Dictionary(old.map { ($0.artifact.kind, $0.artifact) }, uniquingKeysWith: { $1 })
    }

    func pinned(_ kind: Artifact.Kind) -> Artifact? { Self.isPinned(kind, from: from) ? old[kind] : nil }

    nonisolated func salt(_ kind: Artifact.Kind) -> String? { isForced && kind == .evaluate ? run : nil }

    /// Whether a result is taken as it is. The emotion reading runs beside the judge and is no part of what is judged.
    static func isPinned(_ kind: Artifact.Kind, from: Stage?) -> Bool {
        guard let from else { return false }
        return (Stage(rawValue: kind.rawValue) ?? .analyze) < from
    }

    func find(_ kind: Artifact.Kind, _ fingerprint: String) async throws -> Artifact? {
        try await ledger.find(answer, kind, fingerprint)
    }

    func keep(_ artifact: Artifact, next: Stage?, at now: Instant) async throws -> ProgressEvent? {
        try await ledger.keep(artifact, item)
        chosen[artifact.kind] = StoredResult(artifact: artifact, reused: false)
        return nil
    }

    func reuse(_ artifact: Artifact, next: Stage?, at now: Instant) -> ProgressEvent? {
        // Of a result that this re-scoring itself made before its runner died, the making counts.
        let isOld = old[artifact.kind]?.fingerprint == artifact.fingerprint
        chosen[artifact.kind] = StoredResult(artifact: artifact, reused: isOld || pinned(artifact.kind) != nil)
        return nil
    }

    func results() -> [StoredResult] { Array(chosen.values) }
}

/// What ``RescoreArtifacts`` reads and writes.
struct RescoreLedger: Sendable {
    let find: @Sendable (AnswerID, Artifact.Kind, String) async throws -> Artifact?
    let keep: @Sendable (Artifact, RescoreItem) async throws -> Void

    init(_ database: any SQLDatabase, _ queue: RescoreQueue) {
        let store = AnswerStore(database)
        find = { try await store.artifact(as: .system, of: $0, $1, $2) }
        keep = { artifact, item in try await queue.keep(artifact, for: item) }
    }
}

extension Engines {
    /// The engines that need no service outside, by name.
    private static let local: Set<String> = ["pocketsphinx", "rules", "none"]

    /// The same engines, each asking before it calls a service outside. What is booked before a call is put right behind it: a judge
    /// counts its calls in the answer's budget, and a call that a breaker kept from being made costs nothing.
    ///
    /// - Parameters:
    ///   - judgeCalls: how many calls the judge makes for one answer.
    ///   - spend: books calls, or gives some back; throws when none are left.
    func asking(judgeCalls: Int, _ spend: @escaping @Sendable (Int) async throws -> Void) -> Engines {
        var engines = self
        if isRemote(transcriber.engine) {
            let transcribe = transcriber.transcribe
            engines.transcriber.transcribe = { request in
                try await spend(1)
                do {
                    return try await transcribe(request)
                } catch {
                    if Self.wasKept(error) { try? await spend(-1) }
                    throw error
                }
            }
        }
        let judge = self.judge
        engines.judge = { submission in
            var judge = try judge(submission)
            guard isRemote(judge.engine) else { return judge }
            let evaluate = judge.evaluate
            // The review is written after the judging: both are booked at once, so that no paid judging is lost.
            let calls = judgeCalls + (submission.narrative == true && narrator != nil ? 1 : 0)
            judge.evaluate = { request in
                try await spend(calls)
                do {
                    return try await evaluate(request)
                } catch {
                    // What failed has no review; what was made is known, or everything that was booked is taken for made.
                    let made = Self.wasKept(error) ? 0 : CallBudget.current?.made ?? 0
                    let isKnown = Self.wasKept(error) || made > 0
                    if isKnown, made < calls { try? await spend(made - calls) }
                    throw error
                }
            }
            return judge
        }
        return engines
    }

    /// Whether a breaker kept the call that failed from being made.
    private static func wasKept(_ error: any Error) -> Bool {
        (error as? any CodedError)?.context["breaker"] == "open"
    }

    /// Whether an engine is a service outside.
    func isRemote(_ engine: String) -> Bool { !Self.local.contains(engine) }
}

extension AnswerPipeline {
    /// The artifacts an answer would have if the stages up to `evaluate` had come to given results: with the fingerprints of this
    /// pipeline, so that a later run finds them. For trials with many answers; nothing is decoded, heard or asked.
    package func seeded(
        _ submission: Submission,
        hearing: Hearing,
        transcript: Transcript,
        blobs: BlobFolder,
        evaluate: @escaping @Sendable (Judge.Request) async throws -> Evaluation
    ) async throws -> [Artifact] {
        let artifacts = MemoryArtifacts(submission.id)
        let run = StageRun(artifacts, patience: Patience(JobPolicy()), log: Logger(label: "seed"))
        let files = AnswerFiles(blobs, of: submission.id)
        var decoding = decode(submission, files)
        decoding.work = { _ in hearing }
        let sound = try await run.step(decoding)
        var hearingWords = transcribe(submission, files, sound)
        hearingWords.work = { _ in Words(transcript: transcript) }
        let words = try await run.step(hearingWords)
        let analysis = try await run.step(analyze(submission, sound, words))
        var judging = self.evaluate(submission, words, analysis)
        let (engine, model) = (judging.engine, judging.model)
        judging.work = { _ in
            var evaluation = try await evaluate(
                Judge.Request(
                    question: submission.question,
                    transcript: transcript,
                    delivery: analysis.value.delivery,
                    quality: analysis.value.quality
                )
            )
            evaluation.engine = engine ?? evaluation.engine
            evaluation.model = model
            return Verdict(evaluation: evaluation)
        }
        _ = try await run.step(judging)
        return await artifacts.results().map(\.artifact)
    }
}
