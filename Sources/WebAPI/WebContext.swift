package import Hummingbird
import Logging

/// What a request carries through middleware and routes.
package struct WebContext: RequestContext {
    package var coreContext: CoreRequestContextStorage

    package init(source: Source) {
        coreContext = CoreRequestContextStorage(source: source)
    }

    /// The request's id: in each log line, in the `X-Request-Id` header and in every problem document.
    package var requestID: String { logger[metadataKey: "request.id"]?.description ?? "" }
}
