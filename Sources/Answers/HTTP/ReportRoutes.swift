import Catalogue
package import Core
package import Database
import FoundationEssentials
package import HTTPKit
import HTTPTypes
package import Hummingbird
package import Model
import NIOCore
package import Report
import WebUI

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

/// Reports over several stored answers, made when they are asked for: an interview, or two takes of one answer.
package struct ReportDesk: Sendable {
    /// Most answers of one report.
    package static let limit = 200
    /// Longest title, in characters.
    package static let titleLimit = 200

    private let answers: AnswerStore
    /// Draws reports.
    package let renderer: ReportRenderer
    /// Where reports are drawn.
    package let threads: BlockingThreads
    /// The version of the build.
    package let version: String
    private let publicURL: String?

    /// A desk over one database. Drawing runs on `threads`.
    package init(
        database: any SQLDatabase,
        renderer: ReportRenderer,
        threads: BlockingThreads,
        version: String,
        publicURL: String?
    ) {
        answers = AnswerStore(database)
        self.renderer = renderer
        self.threads = threads
        self.version = version
        self.publicURL = publicURL
    }

    /// What a report over some answers shows, in their order.
    ///
    /// - Throws: ``WebError``: an answer is not there, or not finished.
    func series(as principal: Principal, _ ids: [AnswerID], title: String) async throws -> SeriesContent {
        var contents: [ReportContent] = []
        for id in ids { contents.append(try await content(as: principal, id)) }
        return SeriesContent.make(contents, title: title, version: version)
    }

    /// Two takes side by side, the earlier named first.
    func takes(as principal: Principal, _ before: AnswerID, _ after: AnswerID) async throws -> SeriesContent {
        let (first, second) = (try await content(as: principal, before), try await content(as: principal, after))
        guard before != after else { throw WebError(.invalid, "A take is compared with another one, not with itself.") }
        return SeriesContent.takes(first, second, version: version)
    }

    /// The report of one answer with everything in it, as a PDF: what the stored report of two pages leaves out.
    func whole(as principal: Principal, _ id: AnswerID) async throws -> [UInt8] {
        let (content, renderer) = (try await content(as: principal, id), renderer)
        return try await threads.run(Language.kept { try renderer.render(content) })
    }

    /// The report of two pages in the language of now, made afresh: what is stored is English.
    func brief(as principal: Principal, _ id: AnswerID) async throws -> [UInt8] {
        let (content, renderer) = (try await content(as: principal, id), renderer)
        return try await threads.run(
            Language.kept { try renderer.brief(content, headline: Headline(of: content.answer).text) }
        )
    }

    /// The report as a PDF.
    func pdf(_ series: SeriesContent) async throws -> [UInt8] {
        let renderer = renderer
        return try await threads.run(Language.kept { try renderer.render(series) })
    }

    /// The report as an accessible page.
    func page(_ series: SeriesContent) async throws -> String {
        try await threads.run(Language.kept { HTMLReport.text(for: series) })
    }

    /// What the report of one finished answer shows.
    ///
    /// - Throws: ``WebError``: it is not there, or not finished.
    package func content(as principal: Principal, _ id: AnswerID) async throws -> ReportContent {
        guard let (stored, results) = try await answers.results(as: principal, of: id) else {
            throw WebError(.notFound, "There is no answer \(id).")
        }
        guard stored.status == .done || stored.status == .failed else {
            throw WebError(.notReady, "The answer \(id) is not finished yet.")
        }
        let answer = try AnswerAssembly.answer(stored, results)
        let assembly = AnswerAssembly(submission: stored.submission, results: results)
        return try assembly.content(of: answer, version: version, publicURL: publicURL)
            ?? ReportContent(answer: answer, date: stored.submission.createdAt, version: version)
    }
}

/// How an HTML report leaves the service.
package enum ReportPage {
    /// The document carries its style with it, so that it can be kept as one file; it has no script.
    package static func response(_ text: String) -> Response {
        var headers: HTTPFields = [.contentType: "text/html; charset=utf-8", .cacheControl: "private, no-cache"]
        if let policy = HTTPField.Name("Content-Security-Policy") {
            headers[policy] = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'"
        }
        return Response(status: .ok, headers: headers, body: .init(byteBuffer: ByteBuffer(string: text)))
    }
}

/// What captions are written as.
enum CaptionFormat: String, CaseIterable {
    case vtt
    case srt

    /// The media type. SubRip has none that is registered; this is the one programs know.
    var type: String {
        switch self {
        case .vtt: "text/vtt; charset=utf-8"
        case .srt: "application/x-subrip; charset=utf-8"
        }
    }

    /// The captions of an answer; nil when its words have no times.
    func text(_ transcript: Transcript, _ delivery: Delivery?) -> String? {
        switch self {
        case .vtt: TranscriptVTT.text(for: transcript, delivery: delivery)
        case .srt: TranscriptSRT.text(for: transcript)
        }
    }
}
