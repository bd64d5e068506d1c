import Core
import Documents
import FoundationEssentials
package import HTTPKit
import HTTPTypes
import Hummingbird
import Model
import NIOCore
import WebUI

/// `/v1/resumes` and the pages at `/resumes`.
package struct ResumeRoutes: Sendable {
    private static let maxBody = 64 << 10
    private static let shown = 50

    private struct List: Encodable {
        var resumes: [ResumeReply]
    }

    private struct Matches: Encodable {
        var matches: [ResumeMatchReply]
    }

    private struct JobBody: Decodable {
        var job: String
    }

    private struct Verdicts: Decodable {
        struct One: Decodable {
            var number: Int
            var state: String
        }

        var changes: [One]
    }

    private let desk: ResumeDesk

    /// The routes over one desk.
    package init(desk: ResumeDesk) { self.desk = desk }

    /// Registers the routes.
    package func add(to routes: Routes) {
        let operations = Operations.resumes
        routes.add(operations["createResume"]) { request, context in try await create(request, context) }
        routes.add(operations["listResumes"]) { _, context in
            let resumes = try await desk.store.list(as: try context.signedIn)
            return try JSONReply.response(List(resumes: resumes.map { ResumeReply($0, isWhole: false) }))
        }
        routes.add(operations["getResume"]) { _, context in
            try JSONReply.response(
                ResumeReply(try await desk.find(as: try context.signedIn, try id(context)), isWhole: true)
            )
        }
        routes.add(operations["deleteResume"]) { _, context in
            try await desk.remove(as: try context.signedIn, try id(context))
            return Response(status: .noContent)
        }
        routes.add(operations["createMatch"]) { request, context in try await compare(request, context) }
        routes.add(operations["listMatches"]) { _, context in
            let principal = try context.signedIn
            let resume = try await desk.find(as: principal, try id(context))
            let matches = try await desk.store.matches(as: principal, of: resume.id, limit: Self.shown)
            return try JSONReply.response(Matches(matches: matches.map { ResumeMatchReply($0, advice: nil) }))
        }
        routes.add(operations["getMatch"]) { _, context in
            try reply(try await desk.find(as: try context.signedIn, try match(context), of: try id(context)))
        }
        routes.add(operations["rewriteResume"]) { _, context in
            try reply(try await desk.rewrite(as: try context.signedIn, try match(context), of: try id(context)))
        }
        routes.add(operations["decideChanges"]) { request, context in
            let principal = try context.signedIn
            let verdicts = try await verdicts(request)
            return try reply(try await desk.decide(as: principal, try match(context), of: try id(context), verdicts))
        }
        for (name, form, type) in [
            ("getResumePDF", "pdf", "application/pdf"),
            ("getResumeDOCX", "docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
            ("getResumeText", "txt", "text/plain; charset=utf-8"),
        ] {
            routes.add(operations[name]) { request, context in
                let found = try await desk.find(as: try context.signedIn, try match(context), of: try id(context))
                let bytes = try await desk.file(found.match, found.resume, form)
                return try ConditionalReply.bytes(bytes, type: type, to: request)
            }
        }
        routes.page("/resumes", needs: .permission(.answersRead)) { request, context in
            try Self.page(try await list(as: try context.signedIn), request)
        }
        routes.page("/resumes/{id}", needs: .permission(.answersRead)) { request, context in
            guard let id = context.parameters.get("id").flatMap(ResumeMatchID.init) else { throw ResumeDesk.noMatch }
            let found = try await desk.find(as: try context.signedIn, id, of: nil)
            return try Self.page(try shown(found.match, found.resume).html(), request)
        }
    }

    private func create(_ request: Request, _ context: WebContext) async throws -> Response {
        let principal = try context.signedIn
        let given = try request.queryFields().first { $0.name == "name" }?.value ?? ""
        let name = String(given.filter { !$0.isNewline && $0 != "\0" && $0 != "/" && $0 != "\\" }.prefix(200))
        let bytes = try await request.wholeBody(upTo: DocumentLimits.resume.bytes)
        let resume = try await desk.add(as: principal, bytes, name: name.isEmpty ? "Résumé" : name)
        return try JSONReply.response(
            ResumeReply(resume, isWhole: true),
            status: .created,
            headers: [.location: "/v1/resumes/\(resume.id)"]
        )
    }

    private func compare(_ request: Request, _ context: WebContext) async throws -> Response {
        let (principal, id) = (try context.signedIn, try id(context))
        let bytes = try await request.wholeBody(upTo: ResumeDesk.maxJob)
        guard let body = try? JSONDecoder().decode(JobBody.self, from: Data(bytes)) else {
            throw WebError(.invalid, "The body wants {\"job\": \"the text of the job description\"}.")
        }
        let match = try await desk.match(as: principal, id, job: body.job)
        let found = try await desk.find(as: principal, match.id, of: id)
        return try JSONReply.response(
            ResumeMatchReply(found.match, advice: desk.advice(found.match, found.resume)),
            status: .created,
            headers: [.location: "/v1/resumes/\(id)/matches/\(match.id)"]
        )
    }

    private func verdicts(_ request: Request) async throws -> [Int: ResumeRewrite.State] {
        let bytes = try await request.wholeBody(upTo: Self.maxBody)
        let wrong = WebError(
            .invalid,
            "The body wants {\"changes\": [{\"number\": 1, \"state\": \"accepted\"}]}, or rejected or proposed."
        )
        guard let body = try? JSONDecoder().decode(Verdicts.self, from: Data(bytes)), !body.changes.isEmpty else {
            throw wrong
        }
        var verdicts: [Int: ResumeRewrite.State] = [:]
        for one in body.changes {
            guard let state = ResumeRewrite.State(rawValue: one.state), state != .refused else { throw wrong }
            verdicts[one.number] = state
        }
        return verdicts
    }

    private func reply(_ found: (match: StoredMatch, resume: StoredResume)) throws -> Response {
        try JSONReply.response(ResumeMatchReply(found.match, advice: desk.advice(found.match, found.resume)))
    }

    private func id(_ context: WebContext) throws -> ResumeID {
        guard let id = context.parameters.get("id").flatMap(ResumeID.init) else { throw ResumeDesk.missing }
        return id
    }

    private func match(_ context: WebContext) throws -> ResumeMatchID {
        guard let id = context.parameters.get("match").flatMap(ResumeMatchID.init) else { throw ResumeDesk.noMatch }
        return id
    }

    private func list(as principal: Principal) async throws -> String {
        let resumes = try await desk.store.list(as: principal)
        let names = Dictionary(resumes.map { ($0.id, $0.name) }, uniquingKeysWith: { first, _ in first })
        let matches = try await desk.store.matches(as: principal, of: nil, limit: Self.shown)
        return try ResumesPage(
            rows: matches.map { match in
                ResumesPage.Row(
                    id: match.id.rawValue,
                    title: match.title,
                    resume: names[match.resume] ?? "",
                    score: match.match.score,
                    time: match.created
                )
            },
            resumes: resumes.map { ($0.id.rawValue, $0.name) }
        ).html()
    }

    private func shown(_ match: StoredMatch, _ resume: StoredResume) -> ResumeMatchPage {
        var page = ResumeMatchPage(
            id: match.id.rawValue,
            resume: resume.id.rawValue,
            title: match.title,
            score: match.match.score,
            summary: match.match.summary
        )
        page.items = match.match.findings.map { finding in
            ResumeMatchPage.Item(
                name: finding.requirement.name,
                state: finding.state.rawValue,
                isMust: finding.requirement.need == .must,
                reason: finding.reason,
                quote: finding.quotes.first.map { Self.line(of: $0, in: resume.document) } ?? ""
            )
        }
        page.advice = desk.advice(match, resume).map { ($0.action, $0.quote?.text ?? "") }
        let proofs = match.match.findings.flatMap { finding in finding.quotes.map { ($0, finding.state.rawValue) } }
        page.resumeText = Self.marked(resume.document, proofs)
        page.jobText = Self.marked(match.job, match.match.findings.map { ($0.requirement.quote, $0.state.rawValue) })
        page.canRewrite = desk.model != nil
        page.topics = Matching.topics(match.match).map(\.name)
        page.changes = match.rewrite?.changes.map { change in
            ResumeMatchPage.Change(
                number: change.number,
                before: change.before,
                after: change.after,
                reason: change.reason,
                state: change.state.rawValue
            )
        }
        return page
    }

    private static func line(of quote: Quote, in document: DocumentText) -> String {
        document.lines.indices.contains(quote.line) ? document.lines[quote.line].text : quote.text
    }

    /// The lines of a document, cut where marks begin and end; where marks overlap, the first one counts.
    private static func marked(_ document: DocumentText, _ marks: [(quote: Quote, state: String)]) -> [[ResumeMatchPage
        .Stretch]]
    {
        let starts = document.starts
        let byLine = Dictionary(grouping: marks, by: \.quote.line)
        return document.lines.enumerated().map { index, line in
            let units = Array(line.text.utf16)
            var (at, found) = (0, [ResumeMatchPage.Stretch]())
            func text(_ from: Int, _ to: Int) -> String { String(decoding: units[from..<to], as: UTF16.self) }
            for (quote, state) in (byLine[index] ?? []).sorted(by: { $0.quote.start < $1.quote.start }) {
                let (from, to) = (quote.start - starts[index], quote.end - starts[index])
                guard from >= at, from < to, to <= units.count else { continue }
                if from > at { found.append(.init(text: text(at, from), state: nil)) }
                found.append(.init(text: text(from, to), state: state))
                at = to
            }
            if at < units.count { found.append(.init(text: text(at, units.count), state: nil)) }
            return found
        }
    }

    private static func page(_ html: String, _ request: Request) throws -> Response {
        try ConditionalReply.bytes(Array(html.utf8), type: "text/html; charset=utf-8", to: request)
    }
}
