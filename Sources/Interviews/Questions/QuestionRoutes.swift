import Core
import Database
package import HTTPKit
import HTTPTypes
import Hummingbird

/// `/v1/questions`: the bank and the caller's own questions.
package struct QuestionRoutes: Sendable {
    /// Largest body taken.
    private static let maxBody = 64 << 10

    let service: QuestionService

    /// The routes over one service.
    package init(service: QuestionService) { self.service = service }

    /// Registers the routes.
    package func add(to routes: Routes) {
        let operations = Operations.questions
        routes.add(operations["listQuestions"]) { request, context in
            let query = try QuestionQuery(request)
            return try ConditionalReply.json(try await service.list(as: try context.signedIn, query), to: request)
        }
        routes.add(operations["createQuestion"]) { request, context in try await create(request, context) }
        routes.add(operations["getQuestion"]) { request, context in
            try ConditionalReply.json(try await service.find(as: try context.signedIn, try id(context)), to: request)
        }
        routes.add(operations["changeQuestion"]) { request, context in
            let id = try id(context)
            let body = try await request.wholeBody(upTo: Self.maxBody)
            return try JSONReply.response(try await service.change(as: try context.signedIn, id, body))
        }
        routes.add(operations["deleteQuestion"]) { _, context in
            try await service.remove(as: try context.signedIn, try id(context))
            return Response(status: .noContent)
        }
        addLists(to: routes)
    }

    private func addLists(to routes: Routes) {
        let operations = Operations.questions
        routes.add(operations["listQuestionLists"]) { request, context in
            try ConditionalReply.json(try await service.allLists(as: try context.signedIn), to: request)
        }
        routes.add(operations["createQuestionList"]) { request, context in
            let body = try await request.wholeBody(upTo: Self.maxBody)
            let list = try await service.createList(as: try context.signedIn, body)
            return try JSONReply.response(
                list,
                status: .created,
                headers: [.location: "/v1/question-lists/\(list.id)"]
            )
        }
        routes.add(operations["getQuestionList"]) { request, context in
            try ConditionalReply.json(
                try await service.findList(as: try context.signedIn, try listID(context)),
                to: request
            )
        }
        routes.add(operations["changeQuestionList"]) { request, context in
            let id = try listID(context)
            let body = try await request.wholeBody(upTo: Self.maxBody)
            return try JSONReply.response(try await service.changeList(as: try context.signedIn, id, body))
        }
        routes.add(operations["deleteQuestionList"]) { _, context in
            try await service.removeList(as: try context.signedIn, try listID(context))
            return Response(status: .noContent)
        }
    }

    /// Makes a question, once for each `Idempotency-Key`.
    private func create(_ request: Request, _ context: WebContext) async throws -> Response {
        let principal = try context.signedIn
        var key = try IdempotencyHeader.key(as: principal, of: request, scope: "POST /v1/questions")
        let body = try await request.wholeBody(upTo: Self.maxBody)
        if key != nil { key?.request = Fingerprint.of(bytes: body) }
        return try await service.keys.once(key) { key in
            let (id, earlier) = try await service.create(as: principal, body, key: key)
            if let earlier { return .before(earlier) }
            let response = try await created(as: principal, id.rawValue)
            return .now(response, status: response.status.code)
        } again: { earlier in
            var response = try await created(as: principal, earlier.resource)
            if let name = IdempotencyHeader.replayed { response.headers[name] = "true" }
            return response
        }
    }

    private func created(as principal: Principal, _ id: String) async throws -> Response {
        try JSONReply.response(
            try await service.find(as: principal, id),
            status: .created,
            headers: [.location: "/v1/questions/\(id)"]
        )
    }

    private func listID(_ context: WebContext) throws -> QuestionListID {
        guard let id = context.parameters.get("id").flatMap(QuestionListID.init) else {
            throw QuestionService.missingList
        }
        return id
    }

    private func id(_ context: WebContext) throws -> String {
        guard let id = context.parameters.get("id"), id.utf8.count <= 100 else { throw QuestionService.missing }
        return id
    }
}
