package import Core
import FoundationEssentials
package import HTTPKit
import HTTPTypes
import Hummingbird
package import Model
import NIOCore
package import WebUI

/// The pages people see, and the files they load.
package struct PageRoutes: Sendable {
    /// Answers in one page of the history.
    static let pageLength = 20
    /// Answers that the home page looks at for its chart and its drill.
    static let recentLength = 8
    /// Answers that the page of progress looks at.
    static let courseLength = 40
    /// Longest question of an address, in characters.
    private static let mostOfQuestion = 2000

    private let desk: AnswerService
    private let showsDesign: Bool
    private let engines: [SelfRoutes.Engine]
    private let readers: @Sendable (Principal, [AnswerID]) async throws -> [ReaderRemark]

    /// The routes over one desk.
    ///
    /// - Parameters:
    ///   - showsDesign: whether `/design` is there, the page of every component.
    ///   - engines: what does each stage here, for the card that says what this installation can do.
    ///   - readers: what readers of links said about answers.
    package init(
        desk: AnswerService,
        showsDesign: Bool = false,
        engines: [SelfRoutes.Engine] = [],
        readers: @escaping @Sendable (Principal, [AnswerID]) async throws -> [ReaderRemark] = { _, _ in [] }
    ) {
        self.readers = readers
        self.engines = engines
        self.desk = desk
        self.showsDesign = showsDesign
    }

    /// Registers the routes.
    package func add(to routes: Routes) {
        let operations = Operations.service
        routes.add(operations["getRecorder"], isPage: true) { request, context in
            try Self.page(try await home(request, as: try context.signedIn), request)
        }
        routes.page("/answers", needs: .permission(.answersRead)) { request, context in
            try Self.page(try await history(request, as: try context.signedIn), request)
        }
        routes.page("/answers/{id}", needs: .permission(.answersRead)) { request, context in
            guard let id = context.parameters.get("id").flatMap(AnswerID.init) else { throw AnswerService.missing }
            return try Self.page(try await answer(id, as: try context.signedIn), request)
        }
        routes.page("/answers/{id}/compare/{other}", needs: .permission(.answersRead)) { request, context in
            try Self.page(try await compare(context, as: try context.signedIn), request)
        }
        routes.page("/progress", needs: .permission(.answersRead)) { request, context in
            try Self.page(try await progress(request, as: try context.signedIn), request)
        }
        routes.file("/assets/**") { request, _ in try Self.asset(request.uri.path, request) }
        routes.file("/service-worker.js") { request, _ in try Self.asset("service-worker.js", request) }
        routes.file("/favicon.ico") { request, _ in try Self.asset("icons/mark.svg", request) }
        // What the service worker keeps: pages with nothing of anybody on them.
        routes.page("/offline", needs: .open) { request, _ in try Self.page(try MessagePage.offline.html(), request) }
        routes.page("/recorder", needs: .open) { request, _ in try Self.page(try HomePage().html(), request) }
        routes.add(operations["getErrors"]) { request, _ in try Self.page(try ErrorTablePage.html(), request) }
        if showsDesign {
            routes.page("/design", needs: .open) { request, _ in try Self.page(try DesignPage.html(), request) }
        }
    }

    private func home(_ request: Request, as principal: Principal) async throws -> String {
        var again: Answer?
        if let id = request.uri.queryParameters["again"].flatMap({ AnswerID(String($0)) }) {
            again = try? await desk.answer(as: principal, id)
        }
        let chosen = try request.queryField("question").map { String($0.prefix(Self.mostOfQuestion)) }
        let recent = try await latest(as: principal, Self.recentLength)
        return try HomePage(
            again: again,
            question: chosen?.isEmpty == false ? chosen : nil,
            recent: recent,
            setup: setup(for: principal)
        ).html()
    }

    /// What this installation hears and judges with; nil where that is not known.
    private func setup(for principal: Principal) -> HomePage.Setup? {
        guard let ears = engines.first(where: { $0.stage == Stage.transcribe.rawValue }) else { return nil }
        let judges = engines.filter { $0.stage == Stage.evaluate.rawValue && $0.engine != "rules" }
        return HomePage.Setup(
            transcriber: ears.engine,
            isRemote: ears.isRemote,
            judges: judges.map { $0.model ?? $0.engine },
            isOperator: principal.may(.admin)
        )
    }

    /// The last answers with their results, newest first.
    private func latest(as principal: Principal, _ count: Int) async throws -> [Answer] {
        var latest: [Answer] = []
        for answer in try await desk.list(as: principal, AnswerFilter(), limit: count, cursor: nil).answers {
            if let whole = try? await desk.answer(as: principal, answer.id) { latest.append(whole) }
        }
        return latest
    }

    private func progress(_ request: Request, as principal: Principal) async throws -> String {
        let question = try request.queryFields().first { $0.0 == "question" }?.1 ?? ""
        let answers = try await latest(as: principal, Self.courseLength).filter { $0.status == .done }
        return try ProgressPage(answers: answers, question: question.isEmpty ? nil : question).html()
    }

    private func compare(_ context: WebContext, as principal: Principal) async throws -> String {
        var takes: [Answer] = []
        for name in ["id", "other"] {
            guard let id = context.parameters.get(name).flatMap(AnswerID.init) else { throw AnswerService.missing }
            takes.append(try await desk.answer(as: principal, id))
        }
        return try ComparePage(before: takes[0], after: takes[1]).html()
    }

    private func history(_ request: Request, as principal: Principal) async throws -> String {
        let query = try request.queryFields()
        func value(_ name: String) -> String? { query.first { $0.0 == name }?.1 }
        let wanted = value("q")?.trimmingPrefix { $0.isWhitespace } ?? ""
        var filter = AnswerFilter()
        filter.starred = value("starred") == "true" ? true : nil
        filter.search = wanted.isEmpty ? nil : String(wanted.prefix(AnswerQuery.mostCharacters).filter { $0 != "\0" })
        let list = try await desk.list(as: principal, filter, limit: Self.pageLength, cursor: value("cursor"))
        return try HistoryPage(
            answers: list.answers,
            query: String(wanted),
            isStarred: filter.starred == true,
            nextCursor: list.nextCursor,
            isLater: value("cursor") != nil
        ).html()
    }

    private func answer(_ id: AnswerID, as principal: Principal) async throws -> String {
        let (answer, acoustics) = try await desk.measured(as: principal, id)
        var filter = AnswerFilter()
        filter.status = .done
        filter.question = answer.question.text
        filter.until = answer.createdAt
        var before: Answer?
        if !answer.question.text.isEmpty, answer.question.text.count <= AnswerQuery.mostCharacters {
            let earlier = try await desk.list(as: principal, filter, limit: 5, cursor: nil).answers
            if let take = earlier.first(where: { $0.id != id && $0.question.text == answer.question.text }) {
                before = try? await desk.answer(as: principal, take.id)
            }
        }
        var page = WebUI.AnswerPage(answer: answer, before: before, acoustics: acoustics)
        page.readers = try await readers(principal, [id])
        return try page.html()
    }

    /// A page of one reader: it is asked for again each time, and sent again when it changed.
    private static func page(_ html: String, _ request: Request) throws -> Response {
        try ConditionalReply.bytes(Array(html.utf8), type: "text/html; charset=utf-8", to: request)
    }

    private static func asset(_ path: String, _ request: Request) throws -> Response {
        guard let (asset, isImmutable) = Asset.find(path) else {
            throw WebError(.notFound, "There is no file at this address.")
        }
        var headers: HTTPFields = [.cacheControl: isImmutable ? Asset.immutable : "no-cache"]
        headers[.eTag] = asset.entityTag
        if request.headers[.ifNoneMatch] == asset.entityTag { return Response(status: .notModified, headers: headers) }
        headers[.contentType] = asset.contentType
        headers[.contentLength] = String(asset.bytes.count)
        return Response(status: .ok, headers: headers, body: .init(byteBuffer: ByteBuffer(bytes: asset.bytes)))
    }
}
