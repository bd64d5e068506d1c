import Accounts

extension FeatureEntry {
    /// API keys and the link that makes the first one.
    static let accounts = FeatureEntry(
        routes: { composition in
            let setup = composition.setup
            return { routes in if let setup { SetupRoutes(desk: setup).add(to: routes) } }
        }
    )
}
