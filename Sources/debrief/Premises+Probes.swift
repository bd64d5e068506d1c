import HTTPKit
import Hummingbird
import ServiceLifecycle

extension Premises {
    /// What a worker shows of itself, and what tells balancers that it is on its way out.
    ///
    /// - Throws: `access.open_host`, as for the API.
    func probes(
        port: Int,
        metrics: @escaping @Sendable () -> String
    ) async throws -> [ServiceGroupConfiguration.ServiceConfiguration] {
        let host = wiring.settings.text("worker.host")
        let drain = Drain()
        let web = WebApplication.probes(
            health: health(drain, metrics),
            door: try door(try await keyRing(for: host), drain),
            host: host,
            port: port,
            logger: wiring.logger,
            onListening: { port in
                Console.print("Its health and metrics are on http://\(host.contains(":") ? "[\(host)]" : host):\(port)")
            }
        )
        return [
            .init(service: Bounded(inner: web, graceMs: 1_000)), .init(service: Departure(drain: drain, pauseMs: 0)),
        ]
    }
}
