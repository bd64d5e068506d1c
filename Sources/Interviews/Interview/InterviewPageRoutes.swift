import Catalogue
package import Core
import FoundationEssentials
package import HTTPKit
import HTTPTypes
import Hummingbird
package import Model
import Questions
package import WebUI

/// The pages of questions and of interviews.
package struct InterviewPageRoutes: Sendable {
    /// Questions and interviews in one page of a list.
    static let pageLength = 25

    private let interviews: InterviewService
    private let avatar: String?
    private let readers: @Sendable (Principal, [AnswerID]) async throws -> [ReaderRemark]

    /// The routes over one service.
    ///
    /// - Parameters:
    ///   - avatar: where the avatar can be watched; nil without one.
    ///   - readers: what readers of links said about answers.
    package init(
        service: InterviewService,
        avatar: String? = nil,
        readers: @escaping @Sendable (Principal, [AnswerID]) async throws -> [ReaderRemark] = { _, _ in [] }
    ) {
        interviews = service
        self.readers = readers
        self.avatar = avatar
    }

    /// Registers the routes.
    package func add(to routes: Routes) {
        routes.page("/practice", needs: .permission(.answersRead)) { request, context in
            try Self.page(try await library(request, as: try context.signedIn), request)
        }
        routes.page("/interviews", needs: .permission(.answersRead)) { request, context in
            try Self.page(try await list(request, as: try context.signedIn), request)
        }
        routes.page("/interviews/{id}", needs: .permission(.answersRead)) { request, context in
            guard let id = context.parameters.get("id").flatMap(InterviewID.init) else {
                throw InterviewService.missing
            }
            let reply = try await interviews.reply(as: try context.signedIn, id)
            let seen = reply.turns.compactMap { turn in
                turn.text.map { (text: $0, answer: turn.takes.last(where: \.counts)?.answerId) }
            }
            var page = InterviewPage(
                id: reply.id,
                title: reply.title,
                questions: seen,
                avatar: avatar,
                tells: interviews.engines.narrator != nil
            )
            page.readers = try await readers(
                try context.signedIn,
                seen.compactMap { $0.answer.flatMap { AnswerID($0) } }
            )
            return try Self.page(try page.html(), request)
        }
    }

    /// The library. A choice that is left open arrives as an empty field and counts as none.
    private func library(_ request: Request, as principal: Principal) async throws -> String {
        var wanted: [String: String] = [:]
        for (name, value) in try request.queryFields() where !value.isEmpty { wanted[name] = value }
        var query = QuestionQuery()
        query.limit = Self.pageLength
        query.words = wanted["q"].map { String($0.prefix(QuestionQuery.mostCharacters)) }
        query.role = wanted["role"].map { String($0.prefix(QuestionQuery.mostCharacters)) }
        query.source = wanted["source"].flatMap(StoredQuestion.Source.init)
        if let kind = wanted["kind"].flatMap(BankQuestion.Kind.init) { query.filter.kinds = [kind] }
        if let level = wanted["level"].flatMap(BankQuestion.Level.init) { query.filter.level = level }
        query.list = wanted["list"].flatMap { QuestionListID($0) }
        let lists = try await interviews.questions.allLists(as: principal).lists.map { ($0.id, $0.name) }
        query.offset = wanted["cursor"].flatMap { Int($0.drop { $0 == "n" }) }.map { max(0, min($0, 1_000_000)) } ?? 0
        let found = try await interviews.questions.list(as: principal, query)
        return try QuestionsPage(
            items: found.questions.map { question in
                QuestionsPage.Item(
                    id: question.id,
                    text: question.text,
                    kind: Texts["kind.\(question.kind.rawValue)"],
                    difficulty: Texts["difficulty.\(question.difficulty.rawValue)"],
                    seconds: question.seconds,
                    isOwn: question.source != .bank
                )
            },
            total: found.total,
            wanted: wanted.filter { ["q", "role", "kind", "level", "source", "list"].contains($0.key) },
            kinds: BankQuestion.Kind.allCases.map { ($0.rawValue, Texts["kind.\($0.rawValue)"]) },
            levels: Self.levels,
            lists: lists,
            nextCursor: found.nextCursor
        ).html()
    }

    private func list(_ request: Request, as principal: Principal) async throws -> String {
        let cursor = try request.queryFields().first { $0.0 == "cursor" }.flatMap { InterviewID($0.1) }
        let found = try await interviews.list(
            as: principal,
            mode: nil,
            open: nil,
            limit: Self.pageLength,
            after: cursor
        )
        return try InterviewsPage(
            items: found.interviews.map { one in
                InterviewsPage.Item(
                    id: one.id,
                    title: one.title,
                    state: Texts[
                        one.state == .finished
                            ? "interviews.over" : one.state == .ready ? "interviews.notBegun" : "interviews.goOn"
                    ],
                    isOver: one.state == .finished,
                    answered: one.answered,
                    questions: one.questions,
                    created: one.createdAt
                )
            },
            levels: Self.levels,
            canWrite: interviews.engines.writer != nil,
            lists: try await interviews.questions.allLists(as: principal).lists.map { ($0.id, $0.name) },
            nextCursor: found.nextCursor
        ).html()
    }

    private static var levels: [(value: String, name: String)] {
        BankQuestion.Level.allCases.filter { $0 != .any }.map { ($0.rawValue, Texts["level.\($0.rawValue)"]) }
    }

    /// A page of one reader: it is asked for again each time, and sent again when it changed.
    private static func page(_ html: String, _ request: Request) throws -> Response {
        try ConditionalReply.bytes(Array(html.utf8), type: "text/html; charset=utf-8", to: request)
    }
}
