package import Core
import HTTPTypes
package import Hummingbird
import Logging
import NIOCore

/// What a request carries through middleware and routes.
package struct WebContext: RequestContext {
    package var coreContext: CoreRequestContextStorage
    /// The connection it came by.
    let channel: (any Channel)?
    /// Headers its reply will have.
    package let notes = ReplyNotes()
    /// Who asks; nil without credentials on an open route.
    package internal(set) var principal: Principal?
    /// The session of the person's browser; nil when a key or nothing came with the request.
    package internal(set) var session: BrowserSession?
    /// How far its body is.
    let bodyProgress = BodyProgress()

    package init(source: Source) {
        coreContext = CoreRequestContextStorage(source: source)
        channel = source.channel
    }

    /// Who asks, on routes that need a permission.
    ///
    /// - Throws: `request.unauthorized` when no principal was found: a route is closed unless it asks for none.
    package var signedIn: Principal {
        get throws(WebError) {
            guard let principal else {
                throw WebError(.unauthorized, "Send Authorization: Bearer KEY. debrief keys create makes keys.")
            }
            return principal
        }
    }

    /// The request's id: in each log line, in the `X-Request-Id` header and in every problem document.
    package var requestID: String { logger[metadataKey: "request.id"]?.description ?? "" }

    /// The address of the client. Behind proxies it is what the outermost of them wrote; what a client itself writes into the
    /// header stands left of that and is not believed.
    package func address(of request: Request, proxies: Int) -> String {
        let direct = channel?.remoteAddress?.ipAddress ?? ""
        guard proxies > 0, let header = request.headers[.named("X-Forwarded-For")] else { return direct }
        let hops = header.split(separator: ",").map { $0.filter { !$0.isWhitespace } }
        return hops.dropLast(proxies - 1).last ?? direct
    }
}
