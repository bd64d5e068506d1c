import Core
import Database
import FoundationEssentials
package import HTTPKit
import HTTPTypes
import Hummingbird
import Model
import NIOCore

/// `/v1/rescores`: scoring stored answers again.
package struct RescoreRoutes: Sendable {
    /// Largest body taken.
    private static let maxBody = 1 << 20

    private struct List: Encodable {
        var rescores: [RescoreReply]
    }

    private struct Failures: Encodable {
        var failures: [RescoreFailure]
        var nextCursor: String?
    }

    private let desk: RescoreDesk

    /// The routes over one desk.
    package init(desk: RescoreDesk) { self.desk = desk }

    /// Registers the routes.
    package func add(to routes: Routes) {
        let operations = Operations.rescores
        desk.ratings.add(to: routes)
        routes.add(operations["createRescore"]) { try await create($0, $1) }
        routes.add(operations["listRescores"]) { _, context in
            try JSONReply.response(
                List(rescores: try await desk.list(as: try context.signedIn).map { RescoreReply($0) })
            )
        }
        routes.add(operations["getRescore"]) { try await reply(try await desk.find(as: try $1.signedIn, try id($1))) }
        routes.add(operations["followRescore"]) { try await events($0, $1) }
        routes.add(operations["pauseRescore"]) {
            try await reply(try await desk.move(as: try $1.signedIn, try id($1), to: .paused))
        }
        routes.add(operations["resumeRescore"]) { try await resume($0, $1) }
        routes.add(operations["cancelRescore"]) {
            try await reply(try await desk.move(as: try $1.signedIn, try id($1), to: .cancelled))
        }
        routes.add(operations["applyRescore"]) { try await place($0, $1, .applying) }
        routes.add(operations["discardRescore"]) { try await place($0, $1, .discarding) }
        routes.add(operations["rollBackRescore"]) { try await place($0, $1, .rollingBack) }
        routes.add(operations["listRescoreFailures"]) { try await failures($0, $1) }
        routes.add(operations["getDrift"]) {
            try JSONReply.response(
                try await desk.drift(as: try $1.signedIn, try id($1), threshold: try threshold($0))
            )
        }
        routes.add(operations["getDriftCSV"]) {
            let drift = try await desk.drift(as: try $1.signedIn, try id($1), threshold: try threshold($0))
            return try await file(Array(drift.csv.utf8), "text/csv; charset=utf-8")
        }
        routes.add(operations["getDriftPDF"]) {
            let page = try await desk.driftPage(as: try $1.signedIn, try id($1), threshold: try threshold($0))
            return try await file(page, "application/pdf")
        }
        routes.add(operations["getRescoredAnswersCSV"]) {
            let table = try await desk.answersTable(as: try $1.signedIn, try id($1))
            return try await file(Array(table.utf8), "text/csv; charset=utf-8")
        }
    }

    private func place(_ request: Request, _ context: WebContext, _ standing: RescoreStanding) async throws -> Response
    {
        let rescore = try await desk.place(as: try context.signedIn, try id(context), standing)
        return try JSONReply.response(RescoreReply(rescore), status: .accepted)
    }

    private func failures(_ request: Request, _ context: WebContext) async throws -> Response {
        var (limit, after) = (100, AnswerID?.none)
        for (name, value) in try request.queryFields() {
            switch name {
            case "limit":
                guard let number = Int(value), (1...1_000).contains(number) else {
                    throw WebError(.invalid, "limit wants a whole number from 1 to 1000.")
                }
                limit = number
            case "cursor":
                guard let id = AnswerID(value) else {
                    throw WebError(.invalid, "cursor wants a value that an earlier page gave.")
                }
                after = id
            default:
                throw WebError(.invalid, "There is no \"\(name.prefix(64))\"; known are limit, cursor.")
            }
        }
        let found = try await desk.failures(as: try context.signedIn, try id(context), after: after, limit: limit + 1)
        let shown = Array(found.prefix(limit))
        return try JSONReply.response(
            Failures(failures: shown, nextCursor: found.count > limit ? shown.last?.answer : nil)
        )
    }

    private func threshold(_ request: Request) throws(WebError) -> Double {
        guard let text = request.uri.queryParameters["threshold"] else { return DriftTally.usualThreshold }
        guard let score = Double(String(text)), (0...100).contains(score) else {
            throw WebError(.invalid, "threshold wants a score from 0 to 100.")
        }
        return score
    }

    private func create(_ request: Request, _ context: WebContext) async throws -> Response {
        let principal = try context.signedIn
        var key = try IdempotencyHeader.key(as: principal, of: request, scope: "POST /v1/rescores")
        let body = try await request.wholeBody(upTo: Self.maxBody)
        let asked = try RescoreRequest.read(body)
        if asked.dryRun == true { return try JSONReply.response(try await desk.forecast(as: principal, asked)) }
        if key != nil { key?.request = Fingerprint.of(bytes: body) }
        return try await desk.keys.once(key) { key in
            let (id, earlier) = try await desk.begin(as: principal, asked, key: key)
            if let earlier { return .before(earlier) }
            let response = try await accepted(as: principal, id)
            return .now(response, status: response.status.code)
        } again: { earlier in
            guard let id = RescoreID(earlier.resource) else { throw RescoreDesk.missing }
            var response = try await accepted(as: principal, id)
            if let name = IdempotencyHeader.replayed { response.headers[name] = "true" }
            return response
        }
    }

    private func accepted(as principal: Principal, _ id: RescoreID) async throws -> Response {
        try JSONReply.response(
            RescoreReply(try await desk.find(as: principal, id)),
            status: .accepted,
            headers: [.location: "/v1/rescores/\(id)"]
        )
    }

    private func resume(_ request: Request, _ context: WebContext) async throws -> Response {
        let asked = try RescoreResume.read(try await request.wholeBody(upTo: Self.maxBody))
        let (id, principal) = (try id(context), try context.signedIn)
        let limits = asked.limits(from: try await desk.find(as: principal, id).limits)
        return try await reply(try await desk.move(as: principal, id, to: .running, limits: limits))
    }

    private func reply(_ rescore: Rescore) async throws -> Response { try JSONReply.response(RescoreReply(rescore)) }

    private func file(_ bytes: [UInt8], _ type: String) async throws -> Response {
        Response(
            status: .ok,
            headers: [.contentType: type, .contentLength: String(bytes.count), .cacheControl: "no-store"],
            body: .init(byteBuffer: ByteBuffer(bytes: bytes))
        )
    }

    private func events(_ request: Request, _ context: WebContext) async throws -> Response {
        try await desk.changes(as: try context.signedIn, of: try id(context), seen: EventStream.seen(by: request))
            .response
    }

    private func id(_ context: WebContext) throws -> RescoreID {
        guard let id = context.parameters.get("id").flatMap(RescoreID.init) else { throw RescoreDesk.missing }
        return id
    }
}
