package import Core
package import HTTPTypes

/// What a request needs to be let in, by its method and path. What no row names is closed rather than open.
package enum Access: Sendable, Hashable {
    /// Anybody may.
    case open
    /// A key with this scope.
    case scope(Permission)

    /// What a request needs.
    package static func needed(_ method: HTTPRequest.Method, _ path: String) -> Access {
        let parts = path.split(separator: "/").map(String.init)
        let reads = [.get, .head, .options].contains(method)
        switch parts.first {
        case "health", "version", "favicon.ico", "docs", "openapi.json", "assets", "service-worker.js", "offline",
            "recorder", "design", "setup", "sign-in", "register", "confirm", "forgot", "reset", "invitation", "s":
            return .open
        case "people": return .scope(.peopleManage)
        case "*": return .open
        case "metrics": return .scope(.metricsRead)
        case "v1":
            switch parts.dropFirst().first {
            case "answers", "reports", "uploads", "exports", "webhooks":
                return .scope(reads ? .answersRead : .answersWrite)
            case "accounts", "password-resets", "signing-key": return .open
            case "sessions": return parts.count > 2 ? .scope(.answersRead) : .open
            case "account": return .scope(.answersRead)
            case "shares":
                if parts.count == 4, parts[3] == "comments", method == .post { return .open }
                return .scope(reads ? .answersRead : .answersWrite)
            case "admin": return .scope(parts.dropFirst(2).first == "answers" ? .answersReview : .peopleManage)
            // What concerns the answers of everybody at once, and whatever this table does not know yet.
            default: return .scope(.admin)
            }
        case nil: return .scope(.answersRead)
        default: return .scope(.answersRead)
        }
    }

    /// Whether a person may be asked for the key in a browser's own dialog: on pages only, so that no program of another
    /// site's makes one appear.
    package static func asksPeople(_ path: String) -> Bool {
        path == "/" || path.isEmpty || path.split(separator: "/").first == "answers"
    }
}
