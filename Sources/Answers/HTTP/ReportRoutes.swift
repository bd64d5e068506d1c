import Core
import FoundationEssentials
package import HTTPKit
import HTTPTypes
import Hummingbird
import Model

/// Reports over several answers: `/v1/reports/series.…` and `/v1/answers/{id}/compare/{other}…`.
package struct ReportRoutes: Sendable {
    private let desk: ReportDesk

    /// The routes over one desk.
    package init(desk: ReportDesk) { self.desk = desk }

    /// Registers the routes.
    package func add(to routes: Routes) {
        let operations = Operations.reports
        routes.add(operations["getSeriesPDF"]) { request, context in
            try await pdf(series(request, context), name: "debrief-series.pdf", to: request)
        }
        routes.add(operations["getSeriesHTML"]) { request, context in try await page(series(request, context)) }
        routes.add(operations["getAppendixPDF"]) { request, context in
            guard let id = context.parameters.get("id").flatMap(AnswerID.init) else { throw AnswerService.missing }
            return try ConditionalReply.bytes(
                try await desk.whole(as: try context.signedIn, id),
                type: "application/pdf",
                to: request,
                headers: [.contentDisposition: "inline; filename=\"debrief-appendix.pdf\""]
            )
        }
        routes.add(operations["compareAnswers"]) { _, context in
            try JSONReply.response(try await takes(context).comparison)
        }
        routes.add(operations["getComparisonPDF"]) { try await pdf(takes($1), name: "debrief-takes.pdf", to: $0) }
        routes.add(operations["getComparisonHTML"]) { _, context in try await page(takes(context)) }
    }

    private func series(_ request: Request, _ context: WebContext) async throws -> SeriesContent {
        let words = (try request.queryField("answers") ?? "").split(separator: ",", omittingEmptySubsequences: false)
        guard (1...ReportDesk.limit).contains(words.count) else {
            throw WebError(.invalid, "answers wants the ids of 1 to \(ReportDesk.limit) answers, with commas.")
        }
        let ids = try words.map { word throws(WebError) -> AnswerID in
            guard let id = AnswerID(String(word)) else {
                throw WebError(.invalid, "answers wants the ids of answers, with commas, not \"\(word.prefix(64))\".")
            }
            return id
        }
        guard Set(ids).count == ids.count else { throw WebError(.invalid, "answers names an answer twice.") }
        return try await desk.series(
            as: try context.signedIn,
            ids,
            title: String((try request.queryField("title") ?? "").prefix(ReportDesk.titleLimit))
        )
    }

    private func takes(_ context: WebContext) async throws -> SeriesContent {
        let ids = ["id", "other"].compactMap { context.parameters.get($0).flatMap(AnswerID.init) }
        guard ids.count == 2 else { throw WebError(.notFound, "There is no answer with this id.") }
        return try await desk.takes(as: try context.signedIn, ids[0], ids[1])
    }

    private func pdf(_ content: SeriesContent, name: String, to request: Request) async throws -> Response {
        try ConditionalReply.bytes(
            try await desk.pdf(content),
            type: "application/pdf",
            to: request,
            headers: [.contentDisposition: "inline; filename=\"\(name)\""]
        )
    }

    private func page(_ content: SeriesContent) async throws -> Response {
        ReportPage.response(try await desk.page(content))
    }
}
