import Answers
import ArgumentParser
import CoreMetrics
import FoundationEssentials
import Jobs
import Logging
import ServiceLifecycle
import Telemetry
import UnixSignals

/// `debrief work`: a worker without an API, beside others on the same database.
struct WorkCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "work",
        abstract: "Work on answers, without an API; any number may share one PostgreSQL database and one data folder.",
        discussion: """
            With worker.port it shows /health/ready and /metrics of its own. On SIGTERM or SIGINT it takes no more answers, lets those under way go on for worker.graceMs, and hands the rest back.
            """
    )

    @Option(help: "Where recordings and reports are kept (data.folder).")
    var data: String?

    @Option(help: "Settings file to read.")
    var config: String?

    func run() async throws {
        var flags: [String: String] = [:]
        flags["data.folder"] = data
        let settings = try await Settings.load(
            flags: flags,
            file: config,
            environment: ProcessInfo.processInfo.environment
        )
        let logger = Log.service(settings)
        let metrics = PrometheusRegistry(help: MetricHelp.text)
        MetricsSystem.bootstrap(metrics)
        let wiring = try Wiring(settings: settings, logger: logger)
        let traces = try TraceExport.begin(wiring, role: "work")
        let premises = try await Premises.open(wiring)
        let worker = try premises.worker()
        Console.print("Debrief works as \(worker.name)")
        var services: [ServiceGroupConfiguration.ServiceConfiguration] = []
        if let traces { services.append(.init(service: Titled(traces))) }
        if let companion = premises.wiring.companionService { services.append(.init(service: Titled(companion))) }
        services.append(.init(service: Titled(premises.relay)))
        services.append(.init(service: Titled(worker)))
        for entry in FeatureEntry.all {
            services += try entry.services(premises).map { .init(service: Titled($0)) }
        }
        let port = settings.number("worker.port")
        if port >= 0 { services += try await premises.probes(port: port) { metrics.text + ProcessFigures.text } }
        let group = ServiceGroup(
            configuration: .init(
                services: services,
                gracefulShutdownSignals: [.sigterm, .sigint],
                logger: logger
            )
        )
        try await group.run()
    }
}
