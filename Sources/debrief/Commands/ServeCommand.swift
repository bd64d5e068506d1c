import Answers
import ArgumentParser
import Audio
import Core
import CoreMetrics
import FoundationEssentials
import Glibc
import HTTPKit
import Hummingbird
import Logging
import NIOCore
import ServiceLifecycle
import Telemetry
import UnixSignals

/// `debrief serve`: API and, unless told otherwise, a worker in one process.
struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Serve the API and the recorder page, and work on answers, in one process."
    )

    @Option(help: "Address to listen on (http.host).")
    var host: String?

    @Option(help: "TCP port; 0 takes a free one (http.port).")
    var port: Int?

    @Option(help: "Where everything is kept (data.folder).")
    var data: String?

    @Flag(inversion: .prefixedNo, help: "Work on answers in this process too; else debrief work does.")
    var worker = true

    @Option(help: "Settings file to read.")
    var config: String?

    func run() async throws {
        let settings = try await Settings.load(
            flags: flags,
            file: config,
            environment: ProcessInfo.processInfo.environment
        )
        let logger = Log.service(settings)
        let metrics = PrometheusRegistry(help: MetricHelp.text)
        MetricsSystem.bootstrap(metrics)
        let wiring = try Wiring(settings: settings, logger: logger)
        let traces = try TraceExport.begin(wiring, role: "serve")
        let premises = try await Premises.open(wiring).hearing(ahead: worker ? wiring.aheadEngine : nil)
        let host = settings.text("http.host")
        let base = LinkBase(settings.optionalText("http.publicURL") ?? "")
        let accounts = try premises.accounts(base: base)
        let ring = try await premises.keyRing(for: host, offersSetup: true)
        let setup = try await premises.setupDesk(ring)
        let drain = Drain()
        let composition = Composition(
            premises: premises,
            drain: drain,
            setup: setup,
            accounts: accounts,
            metrics: { metrics.text + ProcessFigures.text },
            threads: premises.threads,
            drawing: premises.pools.drawing
        )
        let door = try premises.door(ring, drain, sessions: premises.sessions(accounts))
        let web = try await WebApplication.build(
            composition,
            door: door,
            host: host,
            port: settings.number("http.port"),
            logger: logger,
            onListening: { port in
                Console.print("Debrief listens on http://\(host.contains(":") ? "[\(host)]" : host):\(port)")
                if base.address.isEmpty { base.set(Premises.address(host: host, port: port)) }
                for line in await premises.welcome(ring, accounts) { Console.print(line) }
                if let setup, let link = try? await premises.invitation(setup, host: host, port: port) {
                    Console.print(link)
                }
            }
        )
        var services: [ServiceGroupConfiguration.ServiceConfiguration] = []
        // First of all: these end last.
        if let traces { services.append(.init(service: Titled(traces))) }
        services += try await works(composition).map { .init(service: Titled($0)) }
        if let quotas = door.sharedQuotas(over: premises.database, log: logger) {
            services.append(.init(service: Titled(QuotaService(quotas: quotas))))
        }
        services.append(.init(service: Bounded(inner: web, graceMs: settings.number("http.graceMs")) { drain.cut() }))
        services.append(.init(service: Departure(drain: drain, pauseMs: settings.number("http.drainMs"))))
        do {
            try await Self.run(services, logger)
        } catch let error as IOError where error.errnoCode == EADDRINUSE {
            throw PortInUse(host: host, port: settings.number("http.port"))
        }
    }

    /// Runs services until a signal. Shutdown runs in reverse order: no more readiness, then no more requests, then the jobs.
    private static func run(
        _ services: [ServiceGroupConfiguration.ServiceConfiguration],
        _ logger: Logger
    ) async throws {
        let group = ServiceGroup(
            configuration: .init(
                services: services,
                gracefulShutdownSignals: [.sigterm, .sigint],
                logger: logger
            )
        )
        try await group.run()
    }

    /// What runs beside the requests, in the order of its start.
    private func works(_ composition: Composition) async throws -> [any Service] {
        let premises = composition.premises
        var services: [any Service] = []
        if let companion = premises.wiring.companionService { services.append(companion) }
        services.append(premises.relay)
        for entry in FeatureEntry.all { services += try await entry.upkeep(composition) }
        if worker {
            services.append(try premises.worker())
            for entry in FeatureEntry.all { services += try entry.services(premises) }
        }
        return services
    }

    private var flags: [String: String] {
        var flags: [String: String] = [:]
        flags["http.host"] = host
        flags["http.port"] = port.map(String.init)
        flags["data.folder"] = data
        return flags
    }
}

/// The HTTP service: middleware, and the routes of features.
enum WebApplication {
    /// Builds a service with every feature.
    ///
    /// - Parameters:
    ///   - host: Address to listen on.
    ///   - port: TCP port; 0 takes a free one.
    ///   - onListening: Told the port in use as soon as requests are accepted.
    static func build(
        _ composition: Composition,
        door: Door,
        host: String,
        port: Int,
        logger: Logger,
        onListening: @escaping @Sendable (Int) async -> Void
    ) async throws -> some ApplicationProtocol {
        let routes = door.routes()
        for entry in FeatureEntry.all { try await entry.routes(composition)(routes) }
        return WebServer.application(
            routes,
            behind: door,
            host: host,
            port: port,
            logger: logger,
            onListening: onListening
        )
    }

    /// Builds what a worker shows of itself: health and metrics.
    static func probes(
        health: HealthRoutes,
        door: Door,
        host: String,
        port: Int,
        logger: Logger,
        onListening: @escaping @Sendable (Int) async -> Void
    ) -> some ApplicationProtocol {
        let routes = door.routes()
        health.add(to: routes)
        return WebServer.application(
            routes,
            behind: door,
            host: host,
            port: port,
            logger: logger,
            onListening: onListening
        )
    }
}

/// A service that anybody on the network could use does not start.
struct OpenHouse: CodedError, Hashable {
    /// What would let them in.
    enum Way: Hashable {
        /// It would listen on this address, which is not loopback.
        case host(String)
        /// It says that it is reached under this address.
        case publicURL(String)
        /// So many proxies stand in front.
        case proxies(Int)
    }

    private let way: Way

    /// A service with a way in.
    init(_ way: Way) { self.way = way }

    var code: String {
        if case .host = way { "access.open_host" } else { "access.open_proxy" }
    }

    var message: String {
        let make = "Make one with `debrief keys create --name NAME`"
        switch way {
        case .host(let host):
            return
                "\(host) is not loopback, and there is no API key, so anybody could use the service. \(make), or leave the host at "
                + "127.0.0.1."
        case .publicURL(let url):
            return
                "http.publicURL \(url) is no address of this machine alone, and there is no API key, so all who come through the "
                + "proxy could use the service. \(make), or set access.keys to always for a setup link."
        case .proxies(let count):
            return
                "http.proxies is \(count), and there is no API key, so all who come through the proxy could use the service. \(make), "
                + "or set access.keys to always for a setup link."
        }
    }
}

/// The port of the service is taken by another process.
struct PortInUse: CodedError, Hashable {
    /// The address that was asked for.
    let host: String
    /// The port that was asked for.
    let port: Int

    var code: String { "access.port_in_use" }
    var message: String {
        "Another process listens on \(host):\(port) already. End it, or name another port (--port, http.port)."
    }
}

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

/// Keeps quotas in step with other processes, to the end of this one.
struct QuotaService: Service {
    let quotas: SharedQuotas

    func run() async throws {
        await cancelWhenGracefulShutdown { await quotas.run() }
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
