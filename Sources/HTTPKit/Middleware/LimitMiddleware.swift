package import Core
package import FoundationEssentials
import HTTPTypes
package import Hummingbird
import NIOCore
import Synchronization

/// Keeps each client to its quotas, and the load within bounds. Every reply to a limited request says what is left.
package struct LimitMiddleware: RouterMiddleware {
    private let clients: ClientTable
    private let load: Load
    private let authenticator: Authenticator
    private let pace: UploadPace
    private let proxies: Int
    private let table: RouteTable

    /// The limits of a service.
    ///
    /// - Parameter proxies: how many proxies stand in front, whose `X-Forwarded-For` is believed.
    package init(
        clients: ClientTable,
        load: Load,
        authenticator: Authenticator,
        pace: UploadPace,
        table: RouteTable,
        proxies: Int
    ) {
        self.table = table
        self.clients = clients
        self.load = load
        self.authenticator = authenticator
        self.pace = pace
        self.proxies = proxies
    }

    package func handle(
        _ request: Request,
        context: WebContext,
        next: @concurrent (Request, WebContext) async throws -> Response
    ) async throws -> Response {
        guard let cost = table.row(request.method, request.uri.path)?.costs else {
            return try await next(request, context)
        }
        try await checkQuota(cost, request, context)
        guard cost.takesRecordings else { return try await next(request, context) }
        if cost == .answers, await load.isQueueTooOld() {
            throw WebError(
                .overloaded,
                "Answers wait very long for a worker at present; keep the recording and send it later.",
                headers: [.retryAfter: "300"]
            )
        }
        let owner = context.principal?.owner ?? ""
        guard load.uploadBegins(of: owner) else {
            throw WebError(.overloaded, "Too many uploads are under way; send it again in a moment.")
        }
        defer { load.uploadEnds(of: owner) }
        var request = request
        request.body = RequestBody(asyncSequence: PacedBody(request.body, pace))
        return try await next(request, context)
    }

    private func checkQuota(_ cost: CostClass, _ request: Request, _ context: WebContext) async throws {
        if !clients.holdsWithoutKeys, try await !authenticator.isClosed() { return }
        let person = context.session?.principal.owner
        let client = person ?? context.principal?.keyPrefix ?? context.address(of: request, proxies: proxies)
        guard let quota = clients.quota(cost), let decision = clients.decide(client, cost, now: ClientTable.now) else {
            return
        }
        context.notes.add(RateHeaders.fields(cost, quota: quota, decision))
        guard decision.isAllowed else { throw WebError.tooMany(cost, quota, decision) }
    }
}

extension WebError {
    /// A client that has spent its quota.
    package static func tooMany(_ cost: CostClass, _ quota: Int, _ decision: GCRA.Decision) -> WebError {
        WebError(
            .rateLimited,
            "More than \(quota) requests of the class \(cost.rawValue) a minute; wait as long as Retry-After says.",
            headers: [.retryAfter: String(max(1, RateHeaders.seconds(decision.retryInMs)))]
        )
    }
}

/// What a request costs the service: each class has a quota of its own. Each route declares its class (`Routes`).
package enum CostClass: String, Sendable, Hashable, CaseIterable {
    /// Looking something up.
    case reads
    /// Changing something that is there.
    case writes
    /// Drawing a report or an export, or cutting a clip.
    case reports
    /// A piece of a resumable upload.
    case pieces
    /// A new answer, other words for one, or a re-scoring: decoding, recognition, a judge.
    case answers
    /// A key that opens nothing.
    case failures

    /// Whether the body may be as long as a recording, so that a deadline would punish slow lines.
    package var takesRecordings: Bool { self == .answers || self == .pieces }
}

/// Requests a minute of each client, class by class.
package struct Quotas: Sendable, Hashable {
    private let perMinute: [CostClass: GCRA]
    /// Whether they hold while no keys are needed, too: then all clients are this machine's.
    package let holdWithoutKeys: Bool
    /// Whether several processes keep them together.
    package let areShared: Bool

    /// Quotas; a class that is missing or has none is not limited.
    package init(_ perMinute: [CostClass: Int], holdWithoutKeys: Bool = false, areShared: Bool = false) {
        self.perMinute = perMinute.filter { $0.value > 0 }.mapValues { GCRA(quota: $0) }
        self.holdWithoutKeys = holdWithoutKeys
        self.areShared = areShared
    }

    /// The rule of a class.
    package subscript(_ cost: CostClass) -> GCRA? { perMinute[cost] }
}

/// What is remembered of each client's quotas. Bounded: clients whose quota is whole again are forgotten first, as nothing is
/// lost with them, then those who come next to it.
package final class ClientTable: Sendable {
    fileprivate struct Entry: Hashable {
        let client: String
        let cost: CostClass
    }

    /// What a client spent at this process, for ``SharedQuotas``.
    struct Spent: Sendable {
        fileprivate let entry: Entry
        /// The client and the class, as all processes call them.
        let name: String
        /// How much of its window, in microseconds.
        fileprivate(set) var microseconds: Int64
    }

    private struct State {
        /// When quotas are whole again.
        var entries: [Entry: Int64] = [:]
        /// What other processes do not know of, in microseconds of the window.
        var spent: [Entry: Int64] = [:]
    }

    private let state = Mutex(State())
    private let quotas: Quotas
    private let capacity: Int

    /// An empty table.
    package init(_ quotas: Quotas, capacity: Int = 20_000) {
        self.quotas = quotas
        self.capacity = max(1, capacity)
    }

    /// Whether other processes have to do with the same clients.
    var isShared: Bool { quotas.areShared }

    /// Whether quotas hold while no keys are needed.
    package var holdsWithoutKeys: Bool { quotas.holdWithoutKeys }

    /// How many are remembered.
    package var count: Int { state.withLock { $0.entries.count } }

    /// Decides about a client's request; nil when its class has no quota.
    ///
    /// - Parameters:
    ///   - isSpent: false only asks.
    ///   - now: microseconds of a clock that never goes back.
    package func decide(_ client: String, _ cost: CostClass, isSpent: Bool = true, now: Int64) -> GCRA.Decision? {
        guard let rule = quotas[cost] else { return nil }
        let entry = Entry(client: client, cost: cost)
        return state.withLock { state in
            let known = state.entries[entry]
            let decision = rule.decide(wholeAt: known, windows: isShared ? 2 : 1, now: now)
            guard isSpent else { return decision }
            if known == nil, state.entries.count >= capacity { Self.makeRoom(in: &state.entries, now: now) }
            state.entries[entry] = decision.wholeAt
            if isShared, decision.isAllowed, state.spent[entry] != nil || state.spent.count < capacity {
                state.spent[entry, default: 0] += rule.interval
            }
            return decision
        }
    }

    /// Microseconds since the machine started, as decisions have them.
    package static var now: Int64 { Int64(clamping: NIODeadline.now().uptimeNanoseconds / 1000) }

    /// What clients spent since the last call.
    func takeSpent() -> [Spent] {
        let taken = state.withLock { state in
            defer { state.spent = [:] }
            return state.spent
        }
        return taken.map { Spent(entry: $0, name: "\($0.cost.rawValue) \($0.client)", microseconds: $1) }
    }

    /// Keeps what could not be told to others for the next time.
    func putBack(_ all: [Spent]) {
        state.withLock { state in
            for item in all where state.spent[item.entry] != nil || state.spent.count < capacity {
                state.spent[item.entry, default: 0] += item.microseconds
            }
        }
    }

    /// Takes over what a client spent everywhere.
    ///
    /// - Parameter debt: microseconds until its quota is whole again.
    func learn(_ item: Spent, debt: Int64, now: Int64) {
        state.withLock { state in
            guard state.entries[item.entry] != nil else { return }
            // What it spent here meanwhile is not in it.
            state.entries[item.entry] = now + debt + (state.spent[item.entry] ?? 0)
        }
    }

    /// The quota of a class.
    package func quota(_ cost: CostClass) -> Int? { quotas[cost]?.quota }

    private static func makeRoom(in entries: inout [Entry: Int64], now: Int64) {
        let count = entries.count
        entries = entries.filter { $0.value > now }
        // A tenth at once, so that a full table is not sorted for each newcomer.
        guard entries.count > count - max(1, count / 10) else { return }
        for (entry, _) in entries.sorted(by: { $0.value < $1.value }).prefix(max(1, count / 10)) {
            entries[entry] = nil
        }
    }
}

/// The generic cell rate algorithm: a quota of `quota` per minute that refills evenly, spent at any pace, of which one number per
/// client is remembered: the moment at which its quota is whole again.
package struct GCRA: Sendable, Hashable {
    /// What becomes of a request.
    package struct Decision: Sendable, Hashable {
        /// Whether it may pass.
        package var isAllowed: Bool
        /// How many more may pass at once after it.
        package var remaining: Int
        /// Milliseconds until the quota is whole again.
        package var wholeInMs: Int
        /// Milliseconds until one may pass; 0 when it did.
        package var retryInMs: Int
        /// What to remember.
        package var wholeAt: Int64
    }

    /// The window of the quota, in milliseconds.
    package static let windowMs = 60_000

    /// Requests a minute, and at once.
    package let quota: Int
    // Microseconds: a quota of 7 a minute does not divide a minute into milliseconds.
    fileprivate let interval: Int64

    /// A quota of at least 1.
    package init(quota: Int) {
        self.quota = max(1, quota)
        interval = Int64(Self.windowMs) * 1000 / Int64(self.quota)
    }

    /// Decides about a request.
    ///
    /// - Parameters:
    ///   - wholeAt: what was remembered of the client, in microseconds; nil for a new one.
    ///   - windows: the most that is held against it; more than one where others let requests pass that were not known here.
    ///   - now: the time, in microseconds of the same clock.
    package func decide(wholeAt: Int64?, windows: Int64 = 1, now: Int64) -> Decision {
        let window = interval * Int64(quota)
        // A debt has an end, whatever the clock did.
        let before = min(max(wholeAt ?? now, now), now + window * windows)
        let after = before + interval
        let isAllowed = after - now <= window
        let end = isAllowed ? after : before
        return Decision(
            isAllowed: isAllowed,
            remaining: Int(max(0, window - (end - now)) / interval),
            wholeInMs: Int((end - now + 999) / 1000),
            retryInMs: isAllowed ? 0 : Int((after - now - window + 999) / 1000),
            wholeAt: end
        )
    }
}

/// What a client is told of its quota: the `RateLimit` and `RateLimit-Policy` fields of draft-ietf-httpapi-ratelimit-headers.
enum RateHeaders {
    static let limit = HTTPField.Name.named("RateLimit")
    static let policy = HTTPField.Name.named("RateLimit-Policy")

    /// The fields after a decision.
    static func fields(_ cost: CostClass, quota: Int, _ decision: GCRA.Decision) -> HTTPFields {
        [
            policy: "\"\(cost.rawValue)\";q=\(quota);w=\(GCRA.windowMs / 1000)",
            limit: "\"\(cost.rawValue)\";r=\(decision.remaining);t=\(seconds(decision.wholeInMs))",
        ]
    }

    /// Whole seconds, rounded up: a client that waits so long has waited long enough.
    static func seconds(_ milliseconds: Int) -> Int { (milliseconds + 999) / 1000 }
}

/// How much is under way in this process, and how far behind the workers are: what decides whether more is taken.
package final class Load: Sendable {
    private static let trustMs = 5_000

    private struct State {
        var uploads = 0
        var byOwner: [String: Int] = [:]
        var asked: Duration?
        var ageMs = 0
    }

    private let state = Mutex(State())
    private let oldest: @Sendable () async throws -> Instant?
    private let maxUploads: Int
    private let maxPerOwner: Int
    private let maxAgeMs: Int
    private let now: @Sendable () -> Date
    private let uptime: @Sendable () -> Duration

    /// The load of a process.
    ///
    /// - Parameters:
    ///   - oldest: since when the oldest due job waits.
    ///   - maxUploads: uploads taken at the same time.
    ///   - maxPerOwner: those of one owner.
    ///   - maxAgeMs: age of the oldest due job from which on no answers are taken; 0 takes them always.
    package init(
        oldest: @escaping @Sendable () async throws -> Instant?,
        maxUploads: Int,
        maxPerOwner: Int = .max,
        maxAgeMs: Int,
        now: @escaping @Sendable () -> Date,
        uptime: @escaping @Sendable () -> Duration = PipelineClock.systemUptime
    ) {
        self.oldest = oldest
        self.maxUploads = maxUploads
        self.maxPerOwner = maxPerOwner
        self.maxAgeMs = maxAgeMs
        self.now = now
        self.uptime = uptime
    }

    /// Takes a place among the uploads; it is given back with ``uploadEnds(of:)``. False when there is none, or when the owner has
    /// as many as one may; without keys all requests are one owner's, who has no such bound.
    package func uploadBegins(of owner: String = "") -> Bool {
        state.withLock { state in
            let isOwnerFull = !owner.isEmpty && (state.byOwner[owner] ?? 0) >= maxPerOwner
            guard state.uploads < maxUploads, !isOwnerFull else { return false }
            state.uploads += 1
            state.byOwner[owner, default: 0] += 1
            return true
        }
    }

    /// Gives a place back.
    package func uploadEnds(of owner: String = "") {
        state.withLock { state in
            state.uploads -= 1
            let left = (state.byOwner[owner] ?? 1) - 1
            state.byOwner[owner] = left > 0 ? left : nil
        }
    }

    /// Whether answers wait so long for a worker that no more are taken.
    package func isQueueTooOld() async -> Bool {
        guard maxAgeMs > 0 else { return false }
        let (now, moment) = (Instant(now()), uptime())
        let known: Int? = state.withLock { state in
            state.asked.map { moment - $0 < .milliseconds(Self.trustMs) } == true ? state.ageMs : nil
        }
        if let known { return known > maxAgeMs }
        guard let waiting = try? await oldest() else { return false }
        let age = max(0, Int(clamping: now.milliseconds &- waiting.milliseconds))
        state.withLock { ($0.asked, $0.ageMs) = (moment, age) }
        return age > maxAgeMs
    }
}
