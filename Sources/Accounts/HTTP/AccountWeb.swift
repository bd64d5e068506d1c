import Core
package import HTTPKit
package import HTTPTypes
package import Hummingbird
import NIOCore
import WebUI

/// What pages and API share: cookies, where a request comes from, and where it may be sent to.
package struct AccountWeb: Sendable {
    /// The accounts.
    package let service: AccountService
    /// Sessions, as requests meet them.
    package let gate: SessionGate
    private let proxies: Int

    /// The web side of accounts.
    ///
    /// - Parameter proxies: how many proxies stand in front, whose `X-Forwarded-For` is believed.
    package init(service: AccountService, gate: SessionGate, proxies: Int) {
        self.service = service
        self.gate = gate
        self.proxies = proxies
    }

    /// Sessions of a service as requests meet them.
    ///
    /// - Parameter publicURL: where readers reach the service; nil when only this machine does.
    package static func gate(_ service: AccountService, publicURL: String?) -> SessionGate {
        let origin = publicURL.flatMap { url -> String? in
            guard let scheme = url.firstRange(of: "://") else { return nil }
            let host = url[scheme.upperBound...].prefix { $0 != "/" && $0 != "?" && $0 != "#" }
            return (url[..<scheme.upperBound] + host).lowercased()
        }
        return SessionGate(
            cookies: CookieRule(isSecure: publicURL?.lowercased().hasPrefix("https://") == true),
            origin: origin,
            find: { token in try await service.sessions.find(token, at: service.instant) }
        )
    }

    /// Where a request comes from.
    package func visitor(_ request: Request, _ context: WebContext) -> Visitor {
        Visitor(
            address: context.address(of: request, proxies: proxies),
            agent: request.headers[.userAgent] ?? "",
            device: gate.cookies.value(gate.cookies.device, in: request.headers)
        )
    }

    /// The token of the session that the browser has now.
    func old(_ request: Request) -> Token? { Token(gate.cookies.value(gate.cookies.session, in: request.headers)) }

    /// Reads a form that a page of ours sent. Forms of people who are not signed in carry no token: that they come from here is
    /// seen by their origin.
    ///
    /// - Throws: `request.csrf`, `request.invalid`, `request.too_large`.
    package func form(_ request: Request, _ context: WebContext) async throws -> FormBody {
        guard gate.isOwn(request.headers, host: request.head.authority) else {
            throw WebError(.csrf, "This form was not sent by one of our own pages. Open the page again and repeat it.")
        }
        return try await FormBody.read(request)
    }

    /// The cookies of a sign-in.
    func cookies(_ signedIn: SignedIn) -> [String] {
        let seconds = signedIn.isKept ? SessionLife().keptWholeMs / 1_000 : nil
        return [
            cookie(device: signedIn.device),
            gate.cookies.set(gate.cookies.session, signedIn.token.text, seconds: seconds),
        ]
    }

    /// The cookie by which a device is known.
    func cookie(device: Token) -> String {
        gate.cookies.set(gate.cookies.device, device.text, seconds: SessionStore.deviceMs / 1_000)
    }

    /// The cookie that makes a browser forget its session.
    var forgetting: String { gate.cookies.set(gate.cookies.session, "", seconds: 0) }

    /// Sends a browser to another page, with cookies.
    package static func redirect(_ address: String, cookies: [String] = []) -> Response {
        var headers: HTTPFields = [.location: address, .cacheControl: "no-store"]
        for cookie in cookies { headers.append(HTTPField(name: .setCookie, value: cookie)) }
        return Response(status: .seeOther, headers: headers)
    }

    /// A page of one reader that nothing keeps.
    package static func page(_ html: String, status: HTTPResponse.Status = .ok, cookies: [String] = []) -> Response {
        var headers: HTTPFields = [
            .contentType: "text/html; charset=utf-8", .cacheControl: "no-store", .named("Vary"): "Cookie",
            .contentLength: String(html.utf8.count), .named("X-Robots-Tag"): "noindex",
            // With no-referrer browsers send "Origin: null" with a form, and no form could be told from another site's.
            .named("Referrer-Policy"): "same-origin",
        ]
        for cookie in cookies { headers.append(HTTPField(name: .setCookie, value: cookie)) }
        return Response(status: status, headers: headers, body: .init(byteBuffer: ByteBuffer(string: html)))
    }

    /// The status of an error that a page shows.
    package static func status(_ error: WebError) -> HTTPResponse.Status {
        .init(code: ErrorTable.row(error.code).status)
    }

    /// A place on this service to go to afterwards; `/` for what is none. A path alone is taken: nothing that a browser could read as
    /// another host, such as `//host`, `/\host`, or a tab between.
    package static func next(_ text: String?) -> String {
        guard let text, text.hasPrefix("/"), text.utf8.count <= 2_048, !text.hasPrefix("//"),
            text.utf8.allSatisfy({ $0 > 32 && $0 < 127 && $0 != UInt8(ascii: "\\") }),
            !["/sign-in", "/sign-out", "/register", "/s/"].contains(where: { text.hasPrefix($0) })
        else { return "/" }
        return text
    }
}
