package import Blobs
import Catalogue
package import Core
package import Database
package import Events
package import FoundationEssentials
import HTTPKit
import Model
package import Report

/// Everything the routes do with re-scorings.
package struct RescoreDesk: Sendable {
    /// What the desk needs to resolve rubrics and engines.
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
    /// What people think answers are worth.
    let ratings: RatingRoutes
    private let store: RescoreStore
    private let database: any SQLDatabase
    private let blobs: BlobFolder
    private let resolver: Resolver
    private let renderer: ReportRenderer
    private let threads: BlockingThreads
    private let version: String
    private let hub: EventHub
    private let now: @Sendable () -> Date

    /// A desk over one database. `hub` brings the changes of re-scorings to those who follow them.
    package init(
        database: any SQLDatabase,
        blobs: BlobFolder,
        resolver: Resolver,
        renderer: ReportRenderer,
        version: String,
        threads: BlockingThreads,
        hub: EventHub = EventHub(),
        now: @escaping @Sendable () -> Date
    ) {
        keys = KeyDesk(database, now: now)
        store = RescoreStore(database)
        ratings = RatingRoutes(database, now: now)
        self.database = database
        self.blobs = blobs
        self.resolver = resolver
        self.renderer = renderer
        self.threads = threads
        self.version = version
        self.hub = hub
        self.now = now
    }

    /// What is done anew, checked: a rubric, an engine or a model that is not there is told now.
    func plan(_ request: RescoreRequest) throws -> (plan: RescorePlan, engines: RescoreEngines) {
        let plan = request.plan(rubricText: try request.rubric.map(resolver.rubric))
        return (plan, try resolver.engines(plan))
    }

    /// What a re-scoring would do.
    func forecast(as principal: Principal, _ request: RescoreRequest) async throws -> RescoreForecast {
        let (plan, engines) = try plan(request)
        let preview = RescorePreview(database, blobs: blobs, engines: engines, threads: threads)
        return try await preview.forecast(
            as: principal,
            request.selection ?? RescoreSelection(),
            from: plan.from,
            at: Instant(now())
        )
    }

    /// Begins one.
    func begin(as principal: Principal, _ request: RescoreRequest, key: IdempotencyKey?) async throws -> (
        id: RescoreID, earlier: EarlierRequest?
    ) {
        let plan = try plan(request).plan
        var selection = request.selection ?? RescoreSelection()
        var sample: RescoreSample?
        if let size = request.sample {
            let drawn = try await store.sample(as: principal, size, of: selection, before: Instant(now()))
            selection = RescoreSelection(ids: drawn.members.keys.sorted().compactMap { AnswerID($0) })
            sample = drawn
        }
        return try await store.begin(
            as: principal,
            selection,
            plan,
            request.limits,
            sample: sample,
            key: key,
            at: Instant(now())
        )
    }

    /// Makes the results of one count, removes them, or makes those before them count again.
    func place(as principal: Principal, _ id: RescoreID, _ standing: RescoreStanding) async throws -> Rescore {
        let before = try await find(as: principal, id)
        switch try await store.place(as: principal, id, standing, at: Instant(now())) {
        case nil: throw Self.missing
        case false:
            throw WebError(
                .rescoreState,
                before.state == .running
                    ? "The re-scoring is running; pause it or wait for its end."
                    : "The re-scoring's results are \(before.standing.rawValue)."
            )
        default:
            let after = try await find(as: principal, id)
            await hub.publish(after.event)
            return after
        }
    }

    /// A page of its failures.
    func failures(as principal: Principal, _ id: RescoreID, after: AnswerID?, limit: Int) async throws
        -> [RescoreFailure]
    {
        _ = try await find(as: principal, id)
        return try await store.failures(as: principal, of: id, after: after, limit: limit)
    }

    /// Each answer's scores before and after, as comma-separated values.
    func answersTable(as principal: Principal, _ id: RescoreID) async throws -> String {
        let rescore = try await find(as: principal, id)
        return try await DriftReader(database).answers(as: principal, of: rescore)
    }

    /// The newest re-scorings.
    func list(as principal: Principal) async throws -> [Rescore] { try await store.list(as: principal, limit: 200) }

    /// One re-scoring.
    func find(as principal: Principal, _ id: RescoreID) async throws -> Rescore {
        guard let rescore = try await store.find(as: principal, id) else { throw Self.missing }
        return rescore
    }

    /// Pauses, resumes or cancels.
    func move(as principal: Principal, _ id: RescoreID, to state: Rescore.State, limits: RescoreLimits? = nil)
        async throws -> Rescore
    {
        let before = try await find(as: principal, id)
        if before.state != state {
            switch try await store.move(as: principal, id, to: state, limits: limits, at: Instant(now())) {
            case nil: throw Self.missing
            case false: throw WebError(.rescoreState, "The re-scoring is \(before.state.rawValue).")
            default: break
            }
        }
        let after = try await find(as: principal, id)
        if before.state != state { await hub.publish(after.event) }
        return after
    }

    /// The changes of a re-scoring from where it stands now.
    ///
    /// - Parameter seen: the number of the last change the client knows.
    func changes(as principal: Principal, of id: RescoreID, seen: Int) async throws -> EventStream {
        // Before the re-scoring is read, so that no change falls between.
        let changes = await hub.events(of: id.rawValue)
        let store = store
        return EventStream(
            first: try Self.message(try await find(as: principal, id)),
            seen: seen,
            changes: changes
        ) { _ in
            // An event says that there is something new; what is new may be too long for one.
            try? await store.find(as: principal, id).map { try Self.message($0) }
        }
    }

    private static func message(_ rescore: Rescore) throws -> EventStream.Message {
        EventStream.Message(
            sequence: rescore.revision,
            data: String(decoding: try JSONReply.encoder.encode(RescoreReply(rescore)), as: UTF8.self),
            state: rescore.state.rawValue,
            isLast: rescore.isOver
        )
    }

    /// What it changed so far.
    ///
    /// - Parameter threshold: the score whose crossings are counted.
    func drift(as principal: Principal, _ id: RescoreID, threshold: Double = DriftTally.usualThreshold) async throws
        -> DriftTable
    {
        try await DriftReader(database).table(
            as: principal,
            of: try await find(as: principal, id),
            threshold: threshold
        )
    }

    /// The same as a PDF.
    func driftPage(as principal: Principal, _ id: RescoreID, threshold: Double) async throws -> [UInt8] {
        let (renderer, version) = (renderer, version)
        let drift = try await drift(as: principal, id, threshold: threshold)
        return try await threads.run(Language.kept { try renderer.render(drift, version: version) })
    }

    static let missing = WebError(.notFound, "There is no re-scoring with this id.")
}
