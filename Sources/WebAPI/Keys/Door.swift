import Hummingbird
package import Storage

/// What every request passes before it reaches a route, and every response on its way out.
package struct Door: Sendable {
    private let ring: KeyRing
    private let hosts: HostRule
    private let origins: OriginRule
    private let database: any Database

    /// A house's door.
    package init(ring: KeyRing, hosts: HostRule, origins: OriginRule, database: any Database) {
        self.ring = ring
        self.hosts = hosts
        self.origins = origins
        self.database = database
    }

    /// Adds all of it to a router without routes.
    func stand(before router: Router<WebContext>) {
        router.add(middleware: RequestIDMiddleware())
        router.add(middleware: MetricsMiddleware())
        router.add(middleware: OriginMiddleware(origins))
        router.add(middleware: SecurityHeadersMiddleware())
        router.add(middleware: TusMiddleware())
        router.add(middleware: ProblemMiddleware())
        router.add(middleware: GateMiddleware(hosts: hosts, origins: origins, ring: ring))
        router.add(middleware: AccessMiddleware(ring, database: database))
    }
}
