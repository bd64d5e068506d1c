package import Answers
import AsyncAlgorithms
import Catalogue
import Core
import Database
import FoundationEssentials
package import HTTPKit
import HTTPTypes
import Hummingbird
import Model
import NIOCore

/// `/v1/interviews`: making them, their moves, their answers, and what they came to.
package struct InterviewRoutes: Sendable {
    /// Largest body taken: a résumé, a job description and what is around them.
    private static let maxBody = 512 << 10

    private let service: InterviewService
    private let answers: AnswerService
    private let reports: ReportDesk

    /// The routes over one service.
    ///
    /// - Parameters:
    ///   - answers: accepts answers.
    ///   - reports: draws reports.
    package init(service: InterviewService, answers: AnswerService, reports: ReportDesk) {
        self.service = service
        self.answers = answers
        self.reports = reports
    }

    /// Registers the routes.
    package func add(to routes: Routes) {
        let operations = Operations.interviews
        routes.add(operations["generateQuestions"]) { request, context in
            let body = try await request.wholeBody(upTo: Self.maxBody)
            return try JSONReply.response(try await service.generate(as: try context.signedIn, body))
        }
        routes.add(operations["createInterview"]) { try await create($0, $1) }
        routes.add(operations["listInterviews"]) { try await list($0, $1) }
        routes.add(operations["getInterview"]) { _, context in
            try JSONReply.response(try await service.reply(as: try context.signedIn, try id(context)))
        }
        routes.add(operations["deleteInterview"]) { _, context in
            try await service.remove(as: try context.signedIn, try id(context))
            return Response(status: .noContent)
        }
        routes.add(operations["startInterview"]) { try await move($0, $1) { .start(turn: $0.turn) } }
        routes.add(operations["skipInterview"]) {
            try await move($0, $1) { asked throws(WebError) in .skip(turn: try asked.needed()) }
        }
        routes.add(operations["backInterview"]) {
            try await move($0, $1) { asked throws(WebError) in .back(turn: try asked.needed()) }
        }
        routes.add(operations["endInterview"]) { try await move($0, $1) { _ in .end } }
        routes.add(operations["answerTurn"]) { try await answer($0, $1) }
        routes.add(operations["followInterview"]) { try await events($0, $1) }
        addResults(to: routes, operations)
    }

    private func addResults(to routes: Routes, _ operations: [HTTPKit.Operation]) {
        routes.add(operations["getInterviewDebrief"]) { request, context in
            // For the page: a program that accepts no German gets it as it is.
            try ConditionalReply.json(
                try await service.debrief(as: try context.signedIn, try id(context)).read,
                to: request,
                headers: [.named("Vary"): "Accept-Language, Cookie"]
            )
        }
        routes.add(operations["tellInterview"]) { _, context in
            try JSONReply.response(try await service.narrate(as: try context.signedIn, try id(context)).read)
        }
        routes.add(operations["getInterviewReport"]) { request, context in
            let id = try id(context)
            return try ConditionalReply.bytes(
                try await service.pdf(as: try context.signedIn, id, from: reports),
                type: "application/pdf",
                to: request,
                headers: [.contentDisposition: "inline; filename=\"debrief-\(id.rawValue.suffix(12)).pdf\""]
            )
        }
        routes.add(operations["getInterviewPage"]) { _, context in
            ReportPage.response(try await service.page(as: try context.signedIn, try id(context), from: reports))
        }
        routes.add(operations["sayInterview"]) { request, context in
            let wav = try await service.voice(as: try context.signedIn, try id(context))
            return try ConditionalReply.bytes(wav, type: "audio/wav", to: request)
        }
        routes.add(operations["askAboutAnswer"]) { request, context in
            guard let id = context.parameters.get("id").flatMap(AnswerID.init) else {
                throw WebError(.notFound, "There is no answer with this id.")
            }
            let body = try await request.wholeBody(upTo: 16 << 10)
            return try JSONReply.response(try await service.talk(as: try context.signedIn, id, body))
        }
        routes.add(operations["addObservations"]) { request, context in
            let id = try id(context)
            let body = try await request.wholeBody(upTo: Self.maxBody)
            return try JSONReply.response(try await service.observe(as: try context.signedIn, id, body))
        }
        routes.add(operations["getObservations"]) { _, context in
            try JSONReply.response(try await service.observed(as: try context.signedIn, try id(context)))
        }
    }

    /// Makes an interview, once for each `Idempotency-Key`.
    private func create(_ request: Request, _ context: WebContext) async throws -> Response {
        let principal = try context.signedIn
        var key = try IdempotencyHeader.key(as: principal, of: request, scope: "POST /v1/interviews")
        let body = try await request.wholeBody(upTo: Self.maxBody)
        if key != nil { key?.request = Fingerprint.of(bytes: body) }
        return try await service.keys.once(key) { key in
            let (id, earlier) = try await service.create(as: principal, body, key: key)
            if let earlier { return .before(earlier) }
            let response = try await created(as: principal, id)
            return .now(response, status: response.status.code)
        } again: { earlier in
            guard let id = InterviewID(earlier.resource) else { throw InterviewService.missing }
            var response = try await created(as: principal, id)
            if let name = IdempotencyHeader.replayed { response.headers[name] = "true" }
            return response
        }
    }

    private func created(as principal: Principal, _ id: InterviewID) async throws -> Response {
        try JSONReply.response(
            try await service.reply(as: principal, id),
            status: .created,
            headers: [.location: "/v1/interviews/\(id)"]
        )
    }

    private func list(_ request: Request, _ context: WebContext) async throws -> Response {
        var (mode, open, limit, after): (InterviewMode?, Bool?, Int, InterviewID?) = (nil, nil, 50, nil)
        for (name, value) in try request.queryFields() {
            switch name {
            case "mode":
                guard let wanted = InterviewMode(rawValue: value) else {
                    let known = InterviewMode.allCases.map(\.rawValue).joined(separator: ", ")
                    throw WebError(.invalid, "mode wants one of \(known).")
                }
                mode = wanted
            case "state":
                guard ["open", "finished"].contains(value) else {
                    throw WebError(.invalid, "state wants open or finished.")
                }
                open = value == "open"
            case "limit":
                guard let number = Int(value), (1...200).contains(number) else {
                    throw WebError(.invalid, "limit wants a whole number from 1 to 200.")
                }
                limit = number
            case "cursor":
                guard let id = InterviewID(value) else {
                    throw WebError(.invalid, "cursor wants a value that an earlier page gave.")
                }
                after = id
            default:
                throw WebError(
                    .invalid,
                    "There is no filter \"\(name.prefix(64))\"; known are mode, state, limit, cursor."
                )
            }
        }
        let page = try await service.list(
            as: try context.signedIn,
            mode: mode,
            open: open,
            limit: limit,
            after: after
        )
        return try ConditionalReply.json(page, to: request)
    }

    private func move(
        _ request: Request,
        _ context: WebContext,
        _ make: (MoveRequest) throws(WebError) -> InterviewMove
    ) async throws -> Response {
        let id = try id(context)
        let asked = try MoveRequest.read(try await request.wholeBody(upTo: 4_096))
        let principal = try context.signedIn
        let stored = try await service.move(as: principal, id, try make(asked), version: asked.version)
        return try JSONReply.response(InterviewReply(stored, at: service.instant))
    }

    private func answer(_ request: Request, _ context: WebContext) async throws -> Response {
        let principal = try context.signedIn
        let id = try id(context)
        guard let number = context.parameters.get("number").flatMap(Int.init), (1...10_000).contains(number) else {
            throw WebError(.notFound, "There is no such question.")
        }
        let scope = "POST /v1/interviews/\(id)/turns/\(number)/answer"
        var key = try IdempotencyHeader.key(as: principal, of: request, scope: scope)
        let body = try await request.wholeBody(upTo: Self.maxBody)
        if key != nil { key?.request = Fingerprint.of(bytes: body) }
        let stored = try await service.answer(as: principal, id, turn: number, body, key: key, through: answers)
        return try JSONReply.response(InterviewReply(stored, at: service.instant))
    }

    /// The interview's changes as server-sent events: where it stands first, then each change. Another process may have made a
    /// change, so the database is asked every half second too.
    private func events(_ request: Request, _ context: WebContext) async throws -> Response {
        let (id, principal) = (try id(context), try context.signedIn)
        let seen = HTTPField.Name("Last-Event-ID").flatMap { request.headers[$0] }.flatMap { Int($0) } ?? 0
        let changes = service.changes.follow(id)
        let first = try await service.find(as: principal, id)
        if first.interview.state == .finished, first.version <= seen { return Response(status: .noContent) }
        let stream = InterviewStream(service: service, principal: principal, first: first, seen: seen, changes: changes)
        return Response(
            status: .ok,
            headers: JSONReply.eventHeaders,
            body: ResponseBody { writer in try await stream.write(to: &writer) }
        )
    }

    private func id(_ context: WebContext) throws -> InterviewID {
        guard let id = context.parameters.get("id").flatMap(InterviewID.init) else { throw InterviewService.missing }
        return id
    }
}

/// One follower of an interview.
struct InterviewStream: Sendable {
    let service: InterviewService
    let principal: Principal
    let first: StoredInterview
    let seen: Int
    let changes: AsyncStream<Void>

    /// Writes events until the interview is over or gone.
    @concurrent func write(to writer: inout any ResponseBodyWriter) async throws {
        var last = first
        var ticked = 0
        try await writer.write(first.version > seen ? message(first) : ByteBuffer(string: ": nothing new\n\n"))
        let ticks = AsyncTimerSequence(interval: .milliseconds(500), clock: .continuous).map { _ in () }
        var arrivals = merge(changes, ticks).makeAsyncIterator()
        while last.interview.state != .finished, await arrivals.next() != nil {
            guard let now = try? await service.find(as: principal, last.interview.id) else { break }
            if now.version > last.version {
                last = now
                try await writer.write(try message(now))
            } else {
                ticked += 1
                if ticked % 8 == 0 {
                    try await writer.write(ByteBuffer(string: ": still \(now.interview.state.rawValue)\n\n"))
                }
            }
        }
        try await writer.finish(nil)
    }

    private func message(_ stored: StoredInterview) throws -> ByteBuffer {
        let reply = InterviewReply(stored, at: service.instant)
        let data = String(decoding: try JSONReply.encoder.encode(reply), as: UTF8.self)
        return ByteBuffer(string: "id: \(stored.version)\nevent: interview\ndata: \(data)\n\n")
    }
}
