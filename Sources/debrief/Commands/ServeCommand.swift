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
        let web = try await WebApplication.build(
            composition,
            door: try premises.door(ring, drain, sessions: premises.sessions(accounts)),
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
        services.append(.init(service: Bounded(inner: web, graceMs: settings.number("http.graceMs")) { drain.cut() }))
        services.append(.init(service: Departure(drain: drain, pauseMs: settings.number("http.drainMs"))))
        // Shutdown runs in reverse order: no more readiness, then no more requests, then the jobs.
        let group = ServiceGroup(
            configuration: .init(
                services: services,
                gracefulShutdownSignals: [.sigterm, .sigint],
                logger: logger
            )
        )
        do {
            try await group.run()
        } catch let error as IOError where error.errnoCode == EADDRINUSE {
            throw PortInUse(host: host, port: settings.number("http.port"))
        }
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
