import Catalogue
import Core
import Documents
import FoundationEssentials
package import HTTPKit
import HTTPTypes
import Hummingbird
import WebUI

/// `/v1/knowledge`: documents that questions and judgements may draw on, and the search in them.
package struct KnowledgeRoutes: Sendable {
    private struct List: Encodable {
        var documents: [KnowledgeDocument]
    }

    private let desk: KnowledgeDesk

    /// The routes over one desk.
    package init(desk: KnowledgeDesk) { self.desk = desk }

    /// Registers the routes.
    package func add(to routes: Routes) {
        let operations = Operations.knowledge
        routes.add(operations["addKnowledge"]) { request, context in try await add(request, context) }
        routes.add(operations["listKnowledge"]) { request, context in
            let collection = try request.queryFields().first { $0.name == "collection" }?.value
            return try JSONReply.response(
                List(documents: try await desk.store.list(as: try context.signedIn, collection: collection))
            )
        }
        routes.add(operations["getKnowledge"]) { _, context in
            try JSONReply.response(try await desk.find(as: try context.signedIn, try id(context)))
        }
        routes.add(operations["deleteKnowledge"]) { _, context in
            try await desk.remove(as: try context.signedIn, try id(context))
            return Response(status: .noContent)
        }
        routes.add(operations["cancelKnowledge"]) { _, context in
            try JSONReply.response(try await desk.cancel(as: try context.signedIn, try id(context)))
        }
        routes.add(operations["searchKnowledge"]) { request, context in try await search(request, context) }
        routes.page("/knowledge", needs: .permission(.answersRead)) { request, context in
            let html = try await page(as: try context.signedIn, request)
            return try ConditionalReply.bytes(Array(html.utf8), type: "text/html; charset=utf-8", to: request)
        }
    }

    private func add(_ request: Request, _ context: WebContext) async throws -> Response {
        let principal = try context.signedIn
        let query = try request.queryFields()
        func value(_ name: String) -> String {
            String((query.first { $0.name == name }?.value ?? "").filter { !$0.isNewline && $0 != "\0" }.prefix(200))
        }
        let shared = value("shared")
        guard ["", "true", "false"].contains(shared) else { throw WebError(.invalid, "shared wants true or false.") }
        let bytes = try await request.wholeBody(upTo: DocumentLimits.book.bytes)
        let label = KnowledgeDesk.Label(
            name: value("name"),
            title: value("title"),
            collection: value("collection"),
            shared: shared == "true"
        )
        let (document, isNew) = try await desk.add(as: principal, bytes, label)
        return try JSONReply.response(
            document,
            status: isNew ? .accepted : .ok,
            headers: [.location: "/v1/knowledge/documents/\(document.id)"]
        )
    }

    private func search(_ request: Request, _ context: WebContext) async throws -> Response {
        let query = try request.queryFields()
        func value(_ name: String) -> String? { query.first { $0.name == name }?.value }
        guard let question = value("q"), question.contains(where: { !$0.isWhitespace }), question.utf8.count <= 2_000
        else {
            throw WebError(.invalid, "q wants a question of at most 2,000 characters.")
        }
        let count = try value("limit").map { text in
            guard let count = Int(text), (1...KnowledgeSearch.mostCount).contains(count) else {
                throw WebError(.invalid, "limit wants 1 to \(KnowledgeSearch.mostCount).")
            }
            return count
        }
        let threshold = try value("threshold").map { text in
            guard let number = Double(text), (-1...1).contains(number) else {
                throw WebError(.invalid, "threshold wants a number from -1 to 1.")
            }
            return number
        }
        return try JSONReply.response(
            try await desk.search.search(
                as: try context.signedIn,
                question,
                collection: value("collection"),
                count: count ?? KnowledgeSearch.usualCount,
                threshold: threshold
            )
        )
    }

    private func page(as principal: Principal, _ request: Request) async throws -> String {
        let question = String((try request.queryFields().first { $0.name == "q" }?.value ?? "").prefix(500))
        var page = KnowledgePage(
            rows: try await desk.store.list(as: principal, collection: nil).map { Self.row($0, principal) },
            mayShare: principal.sharesKnowledge,
            question: question
        )
        if question.contains(where: { !$0.isWhitespace }) {
            let found = try await desk.search.search(as: principal, question)
            page.notice = found.notice
            page.hits = found.hits.map { hit in
                let values = ["title": hit.title, "page": String(hit.page)]
                return .init(source: Texts["knowledge.source", values], heading: hit.heading, text: hit.text)
            }
        }
        return try page.html()
    }

    private static func row(_ document: KnowledgeDocument, _ principal: Principal) -> KnowledgePage.Row {
        var about = [Texts.count("count.page", document.pages)]
        if document.total > 0 { about.append(Texts.count("count.passage", document.total)) }
        if !document.collection.isEmpty { about.append(document.collection) }
        if document.shared { about.append(Texts["knowledge.forEveryone"]) }
        let isWaiting = document.state == .waiting
        let state =
            switch document.state {
            case .waiting:
                document.total == 0
                    ? Texts["knowledge.waiting"]
                    : Texts["knowledge.readInOf", ["done": String(document.done), "all": String(document.total)]]
            case .done: Texts[document.space.isEmpty ? "knowledge.byWords" : "knowledge.ready"]
            case .failed: document.error ?? Texts["knowledge.failed"]
            case .cancelled: Texts["knowledge.calledOff"]
            }
        return KnowledgePage.Row(
            id: document.id.rawValue,
            title: document.title,
            about: about.joined(separator: " · "),
            state: state,
            progress: isWaiting ? (document.done, document.total) : nil,
            isWaiting: isWaiting,
            isOwn: document.shared ? principal.sharesKnowledge : true
        )
    }

    private func id(_ context: WebContext) throws -> KnowledgeID {
        guard let id = context.parameters.get("id").flatMap(KnowledgeID.init) else { throw KnowledgeDesk.missing }
        return id
    }
}
