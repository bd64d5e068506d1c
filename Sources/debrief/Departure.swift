import HTTPKit
import ServiceLifecycle

/// What happens first when the process is asked to end: readiness says so, and for a while everything else goes on, so that
/// balancers can look elsewhere before connections are refused.
struct Departure: Service {
    let drain: Drain
    let pauseMs: Int

    func run() async throws {
        try? await gracefulShutdown()
        drain.begin()
        try? await Task.sleep(for: .milliseconds(pauseMs))
    }
}

/// A service that has a time to finish what it began when the process is asked to end.
struct Bounded<Inner: Service>: Service {
    let inner: Inner
    let graceMs: Int
    /// What is done shortly before the end of that time.
    var atLast: @Sendable () -> Void = {}
    /// How long what is done then may take.
    private static var lastMs: Int { 500 }

    func run() async throws {
        let (inner, graceMs, atLast) = (inner, graceMs, atLast)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await inner.run() }
            group.addTask {
                try await gracefulShutdown()
                try await Task.sleep(for: .milliseconds(max(0, graceMs - Self.lastMs)))
                atLast()
                try await Task.sleep(for: .milliseconds(min(graceMs, Self.lastMs)))
            }
            defer { group.cancelAll() }
            try await group.next()
        }
    }
}

/// A service whose name in the log is its type: ServiceLifecycle writes a service with everything in it at the level debug.
struct Titled: Service, CustomStringConvertible {
    private let inner: any Service

    /// A service under its type's name.
    init(_ inner: any Service) { self.inner = inner }

    var description: String { "\(type(of: inner))" }

    func run() async throws { try await inner.run() }
}
