import Answers
import Core
import Database
import Model

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
