package import HTTPKit
import HTTPTypes
import Hummingbird
import NIOCore

/// The page of the first key, for a person with a browser: no part of the documented interface.
package struct SetupRoutes: Sendable {
    private static let maxBytes = 1_024
    private let desk: SetupDesk

    /// The routes of a desk.
    package init(desk: SetupDesk) { self.desk = desk }

    /// Registers the routes.
    package func add(to routes: Routes) {
        routes.page("/setup", needs: .open) { request, _ in
            let token = request.uri.queryParameters["token"].map(String.init) ?? ""
            return Self.page(.ok, Self.form(token))
        }
        routes.page("/setup", .post, needs: .open) { request, _ in
            let body = try await request.body.collect(upTo: Self.maxBytes)
            let text = String(buffer: body)
            // One field of hexadecimal digits, which a form sends as they are.
            let token = text.hasPrefix("token=") ? String(text.dropFirst(6)) : ""
            guard let key = try await desk.redeem(token) else {
                return Self.page(
                    .forbidden,
                    "<p>This link was used, is over, or there is a key already.</p><p>Start the service again for a new link, or run "
                        + "<code>debrief keys create</code> on its machine.</p>"
                )
            }
            return Self.page(
                .ok,
                "<p>Here is your first key. It may do everything, and it is not shown again: keep it in a safe place.</p>"
                    + "<p><code>\(key.text)</code></p><p>Use it as the password for <a href=\"/\">the recorder page</a>, or as "
                    + "<code>Authorization: Bearer KEY</code>.</p>"
            )
        }
    }

    private static func form(_ token: String) -> String {
        guard token.utf8.count == 64, token.utf8.allSatisfy({ ($0 >= 48 && $0 <= 57) || ($0 >= 97 && $0 <= 102) })
        else {
            return "<p>Open the link that the service printed when it started.</p>"
        }
        return """
            <p>This service has no key yet. Make the first one: it may do everything, and is shown once.</p>
            <form method="post" action="/setup"><input type="hidden" name="token" value="\(token)">
            <button type="submit">Make the first key</button></form>
            """
    }

    private static func page(_ status: HTTPResponse.Status, _ body: String) -> Response {
        let text = """
            <!doctype html><html lang="en"><head><meta charset="utf-8"><title>Setup – Debrief</title>
            <meta name="viewport" content="width=device-width, initial-scale=1"><link rel="stylesheet" href="/page.css"></head>
            <body><header class="top"><h1>Debrief</h1></header><main class="card"><h2>Setup</h2>\(body)</main></body></html>
            """
        return Response(
            status: status,
            headers: [
                .contentType: "text/html; charset=utf-8", .cacheControl: "no-store",
                .contentLength: String(text.utf8.count),
            ],
            body: .init(byteBuffer: ByteBuffer(string: text))
        )
    }
}
