package import HTTPTypes
package import Hummingbird

/// Where features register their routes. A route cannot be registered without its rights, its cost and, unless it is a page or a
/// file of one, its description in the OpenAPI document.
package struct Routes {
    /// What a route does with a request.
    package typealias Handler = @Sendable (Request, WebContext) async throws -> Response

    private let router: Router<WebContext>
    /// What was registered.
    package let table: RouteTable

    /// Routes on top of a router.
    package init(_ router: Router<WebContext>, table: RouteTable = RouteTable()) {
        self.router = router
        self.table = table
    }

    /// What answers requests, once all routes are there.
    var responder: RouterResponder<WebContext> { router.buildResponder() }

    /// Registers a documented operation.
    ///
    /// - Parameter isPage: whether a person opens it in a browser.
    package func add(_ operation: Operation, isPage: Bool = false, _ handler: @escaping Handler) {
        let row = RouteTable.Row(
            operation.verb,
            operation.path,
            needs: operation.needs,
            costs: operation.costs,
            isPage: isPage,
            isDocumented: true
        )
        register(row, handler)
    }

    /// Registers a page for people, or a form's target: no part of the documented interface.
    package func page(
        _ path: String,
        _ method: HTTPRequest.Method = .get,
        needs: Access,
        costs: CostClass? = nil,
        _ handler: @escaping Handler
    ) {
        register(
            RouteTable.Row(method, path, needs: needs, costs: costs, isPage: true, isDocumented: false),
            handler
        )
    }

    /// Registers a file that pages load: open and free, as it is the same for every caller.
    package func file(_ path: String, _ handler: @escaping Handler) {
        register(
            RouteTable.Row(.get, path, needs: .open, costs: nil, isPage: false, isDocumented: false),
            handler
        )
    }

    private func register(_ row: RouteTable.Row, _ handler: @escaping Handler) {
        table.add(row)
        router.on(RouterPath(row.path), method: row.method, use: handler)
    }
}

extension [Operation] {
    /// The operation with a name. A name that is not in the list ends the process at its start: routes are registered there.
    package subscript(name: String) -> Operation {
        guard let operation = first(where: { $0.name == name }) else {
            preconditionFailure("no operation is called \(name)")
        }
        return operation
    }
}
