import Catalogue
package import Core
package import Database
import FoundationEssentials
import HTTPKit
package import Model
package import Report
import WebUI

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
        return try await threads.run { try renderer.render(content) }
    }

    /// The report of two pages in the language of now, made afresh: what is stored is English.
    func brief(as principal: Principal, _ id: AnswerID) async throws -> [UInt8] {
        let (content, renderer, language) = (try await content(as: principal, id), renderer, Language.current)
        return try await threads.run {
            try Language.$current.withValue(language) {
                try renderer.brief(content, headline: Headline(of: content.answer).text)
            }
        }
    }

    /// The report as a PDF.
    func pdf(_ series: SeriesContent) async throws -> [UInt8] {
        let renderer = renderer
        return try await threads.run { try renderer.render(series) }
    }

    /// The report as an accessible page.
    func page(_ series: SeriesContent) async throws -> String {
        try await threads.run { HTMLReport.text(for: series) }
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
