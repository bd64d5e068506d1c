import HTTPKit
import HTTPTypes
import Hummingbird
import NIOCore
import WebUI

/// What is not an answer: version, the recorder page and the page of errors.
struct ServiceRoutes: Sendable {
    private struct VersionReply: Encodable {
        var name = "debrief"
        var version: String
    }

    private let version: String

    /// The routes of one build.
    init(version: String) { self.version = version }

    /// Adds the routes to a router.
    func add(to router: Router<WebContext>) {
        router.get("version") { _, _ in try JSONReply.response(VersionReply(version: version)) }
        router.get("") { _, _ in Self.text(PageHTML.text, "text/html") }
        router.get("page.css") { _, _ in Self.text(PageCSS.text, "text/css") }
        for module in PageScript.modules {
            router.get("page/\(module.name).js") { _, _ in Self.text(module.text, "text/javascript") }
        }
        router.get("favicon.ico") { _, _ in Response(status: .noContent) }
        let document = Interface.document
        let (json, docs) = (document.node(version: version).json, DocsPage(document).text(version: version))
        router.get("openapi.json") { _, _ in Self.text(json, "application/json") }
        router.get("docs") { _, _ in Self.text(docs, "text/html") }
        router.get("docs.css") { _, _ in Self.text(DocsCSS.text, "text/css") }
        router.get("docs/errors") { _, _ in Self.text(ErrorPage.text, "text/html") }
    }

    private static func text(_ text: String, _ type: String) -> Response {
        Response(
            status: .ok,
            headers: [
                .contentType: type == "application/json" ? type : "\(type); charset=utf-8", .cacheControl: "no-cache",
                .contentLength: String(text.utf8.count),
            ],
            body: .init(byteBuffer: ByteBuffer(string: text))
        )
    }
}
