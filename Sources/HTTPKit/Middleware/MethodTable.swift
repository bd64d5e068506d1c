package import Hummingbird
import Synchronization

/// Which methods each address knows: what the router has, once all of its routes are there.
package final class MethodTable: Sendable {
    private struct Row {
        let parts: [Substring]
        let method: String
    }

    private let rows = Mutex<[Row]>([])

    /// An empty table.
    package init() {}

    /// Takes the routes of a router.
    package func fill(_ router: Router<WebContext>) {
        let found = router.routes.map { Row(parts: "\($0.path)".split(separator: "/"), method: $0.method.rawValue) }
        rows.withLock { $0 = found }
    }

    /// What an address knows, in order; nothing when there is no such address. `*` is the service as a whole.
    package func methods(at path: String) -> [String] {
        let wanted = path.split(separator: "/")
        let fits = rows.withLock { rows in
            rows.filter { row in
                // A last part `**` takes everything below it.
                let isTree = row.parts.last == "**"
                let parts = isTree ? row.parts.dropLast() : row.parts[...]
                return path == "*"
                    || (isTree ? wanted.count > parts.count : wanted.count == parts.count)
                        && zip(parts, wanted).allSatisfy { $0.hasPrefix("{") || $0 == $1 }
            }
        }
        var methods = Set(fits.map(\.method))
        guard !methods.isEmpty else { return [] }
        methods.insert("OPTIONS")
        if methods.contains("GET") { methods.insert("HEAD") }
        return methods.sorted()
    }
}
