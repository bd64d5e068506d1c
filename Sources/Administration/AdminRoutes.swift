package import Accounts
import Core
import FoundationEssentials
package import HTTPKit
import HTTPTypes
import Hummingbird
import NIOCore

/// `/v1/admin`: people, the audit log, and answers of people who agreed to be reviewed.
package struct AdminRoutes: Sendable {
    private static let maxBody = 16 << 10

    private struct People: Encodable {
        var users: [AccountReply]
        var nextCursor: String?
    }

    private struct Invitation: Decodable {
        var email: String?
        var role: String?
    }

    private struct Link: Encodable { var link: String }

    private struct Change: Decodable {
        var role: String?
        var locked: Bool?
    }

    private let service: AccountService
    private let reviews: ReviewService

    /// The routes.
    package init(service: AccountService, reviews: ReviewService) {
        self.service = service
        self.reviews = reviews
    }

    /// Registers the routes.
    package func add(to routes: Routes) {
        routes.add(Operations.administration["listUsers"]) { request, context in
            let before = try request.queryField("cursor").flatMap { AccountID($0) }
            let wanted = try request.queryField("q") ?? ""
            let accounts = try await service.list(as: try context.signedIn, wanted, before: before)
            let next = accounts.count == AccountService.pageLength ? accounts.last?.id.rawValue : nil
            return try JSONReply.response(People(users: accounts.map { AccountReply($0) }, nextCursor: next))
        }
        routes.add(Operations.administration["getUser"]) { _, context in
            try JSONReply.response(AccountReply(try await service.find(as: try context.signedIn, Self.id(context))))
        }
        routes.add(Operations.administration["inviteUser"]) { request, context in
            let sent = try await Self.body(request, Invitation.self)
            let role = try Self.role(sent.role ?? "user")
            let link = try await service.invite(as: try context.signedIn, email: sent.email ?? "", role: role)
            return try JSONReply.response(Link(link: link), status: .created)
        }
        routes.add(Operations.administration["changeUser"]) { request, context in
            let sent = try await Self.body(request, Change.self)
            let (principal, id) = (try context.signedIn, Self.id(context))
            guard sent.role != nil || sent.locked != nil else { throw WebError(.invalid, "Send role, locked or both.") }
            var account = try await service.find(as: principal, id)
            if let role = sent.role { account = try await service.change(as: principal, id, to: try Self.role(role)) }
            if let locked = sent.locked { account = try await service.lock(as: principal, id, locked) }
            return try JSONReply.response(AccountReply(account))
        }
        routes.add(Operations.administration["resetUser"]) { _, context in
            let link = try await service.makeReset(as: try context.signedIn, Self.id(context))
            return try JSONReply.response(Link(link: link), status: .created)
        }
        routes.add(Operations.administration["listAudit"]) { request, context in
            let query = request.uri.queryParameters
            let before = query["cursor"].flatMap { AuditID(String($0)) }
            let account = query["account"].map(String.init)
            let entries = try await service.audit.list(as: try context.signedIn, of: account, before: before)
            return try JSONReply.response(LogReply(entries: entries.map { LogEntry($0) }))
        }
        routes.add(Operations.administration["exportAudit"]) { _, context in try await table(as: try context.signedIn) }
        reviews.add(to: routes)
    }

    private static func id(_ context: WebContext) -> String { context.parameters.get("id") ?? "" }

    private static func role(_ text: String) throws(WebError) -> Role {
        guard let role = Role(rawValue: text) else {
            let words = Role.allCases.map(\.rawValue).joined(separator: ", ")
            throw WebError(.invalid, "role wants one of \(words).")
        }
        return role
    }

    private static func body<Body: Decodable>(_ request: Request, _ type: Body.Type) async throws -> Body {
        let data = Data(try await request.wholeBody(upTo: maxBody))
        guard let body = try? JSONDecoder().decode(Body.self, from: data) else {
            throw WebError(.invalid, "The body is not the JSON object that is wanted here.")
        }
        return body
    }

    /// The whole log as a table, oldest entries last, written page by page.
    private func table(as principal: Principal) async throws -> Response {
        let audit = service.audit
        let first = try await audit.list(as: principal)
        let body = ResponseBody { writer in
            try await writer.write(ByteBuffer(string: "id,at,actor,actorKind,action,subject,account,detail\r\n"))
            var page = first
            while let last = page.last {
                let lines = page.map { entry in
                    let fields = [
                        entry.id.rawValue, entry.at.date.ISO8601Format(), entry.actor, entry.actorKind,
                        entry.action.rawValue, entry.subject, entry.account ?? "", entry.detail,
                    ]
                    return fields.map(Self.field).joined(separator: ",") + "\r\n"
                }
                try await writer.write(ByteBuffer(string: lines.joined()))
                page = try await audit.list(as: principal, before: last.id)
            }
            try await writer.finish(nil)
        }
        return Response(
            status: .ok,
            headers: [
                .contentType: "text/csv; charset=utf-8", .cacheControl: "no-store",
                .contentDisposition: "attachment; filename=\"debrief-audit.csv\"",
            ],
            body: body
        )
    }

    /// A field in quotes (RFC 4180); what a spreadsheet would take for a formula begins with an apostrophe.
    private static func field(_ text: String) -> String {
        let isFormula = text.unicodeScalars.first.map { "=+-@\t\r".unicodeScalars.contains($0) } ?? false
        return "\"" + (isFormula ? "'" : "") + text.replacing("\"", with: "\"\"") + "\""
    }
}
