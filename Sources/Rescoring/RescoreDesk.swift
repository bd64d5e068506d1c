package import Blobs
package import Core
package import Database
package import FoundationEssentials
import HTTPKit
import Model
package import Report

/// Everything the routes do with re-scorings.
package struct RescoreDesk: Sendable {
    /// What the desk needs from whoever knows rubrics and engines.
    package struct Resolver: Sendable {
        /// The text of a rubric in the library. Throws `evaluate.invalid_rubric`.
        package var rubric: @Sendable (_ name: String) throws -> String
        /// The engines of a plan.
        package var engines: RescoreEngines.Maker

        /// A resolver.
        package init(
            rubric: @escaping @Sendable (_ name: String) throws -> String,
            engines: @escaping RescoreEngines.Maker
        ) {
            self.rubric = rubric
            self.engines = engines
        }
    }

    /// Requests that are to be done once.
    let keys: KeyDesk
    let store: RescoreStore
    private let database: any SQLDatabase
    private let blobs: BlobFolder
    private let resolver: Resolver
    private let renderer: ReportRenderer
    private let threads: BlockingThreads
    private let version: String
    private let now: @Sendable () -> Date

    /// A desk over one database.
    package init(
        database: any SQLDatabase,
        blobs: BlobFolder,
        resolver: Resolver,
        renderer: ReportRenderer,
        version: String,
        threads: BlockingThreads,
        now: @escaping @Sendable () -> Date
    ) {
        keys = KeyDesk(database, now: now)
        store = RescoreStore(database)
        self.database = database
        self.blobs = blobs
        self.resolver = resolver
        self.renderer = renderer
        self.threads = threads
        self.version = version
        self.now = now
    }

    /// What is done anew, checked: a rubric, an engine or a model that is not there is told now.
    func plan(_ request: RescoreRequest) throws -> (plan: RescorePlan, engines: RescoreEngines) {
        let plan = request.plan(rubricText: try request.rubric.map(resolver.rubric))
        return (plan, try resolver.engines(plan))
    }

    /// What a re-scoring would do.
    func forecast(_ request: RescoreRequest) async throws -> RescoreForecast {
        let (plan, engines) = try plan(request)
        let preview = RescorePreview(database, blobs: blobs, engines: engines, threads: threads)
        return try await preview.forecast(request.selection ?? RescoreSelection(), from: plan.from, at: Instant(now()))
    }

    /// Begins one.
    func begin(_ request: RescoreRequest, key: IdempotencyKey?) async throws -> (
        id: RescoreID, earlier: EarlierRequest?
    ) {
        try await store.begin(
            request.selection ?? RescoreSelection(),
            try plan(request).plan,
            request.limits,
            key: key,
            at: Instant(now())
        )
    }

    /// One re-scoring.
    func find(_ id: RescoreID) async throws -> Rescore {
        guard let rescore = try await store.find(id) else { throw Self.missing }
        return rescore
    }

    /// Pauses, resumes or calls off.
    func move(_ id: RescoreID, to state: Rescore.State, limits: RescoreLimits? = nil) async throws -> Rescore {
        let before = try await find(id)
        if before.state != state {
            switch try await store.move(id, to: state, limits: limits, at: Instant(now())) {
            case nil: throw Self.missing
            case false: throw WebError(.rescoreState, "The re-scoring is \(before.state.rawValue).")
            default: break
            }
        }
        return try await find(id)
    }

    /// What it changed so far.
    func drift(_ id: RescoreID) async throws -> DriftTable {
        try await DriftReader(database).table(of: try await find(id))
    }

    /// The same as a PDF.
    func driftPage(_ id: RescoreID) async throws -> [UInt8] {
        let (drift, renderer, version) = (try await drift(id), renderer, version)
        return try await threads.run { try renderer.render(drift, version: version) }
    }

    static let missing = WebError(.notFound, "There is no re-scoring with this id.")
}
