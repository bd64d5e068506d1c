package import Core
import Crypto
package import Database
package import Documents
package import FoundationEssentials
import HTTPKit
package import Model
package import Report

/// Everything the routes do with résumés and matches.
package struct ResumeDesk: Sendable {
    /// Longest job description, in bytes.
    package static let maxJob = 200 << 10

    let store: ResumeStore
    let model: LanguageModel?
    private let skills: SkillList
    private let renderer: ReportRenderer
    private let threads: BlockingThreads
    private let now: @Sendable () -> Date

    /// A desk over one database.
    ///
    /// - Parameters:
    ///   - skills: what documents are searched for.
    ///   - model: proposes other words; nil for none.
    ///   - threads: for reading documents and drawing PDFs.
    package init(
        database: any SQLDatabase,
        skills: SkillList,
        model: LanguageModel?,
        renderer: ReportRenderer,
        threads: BlockingThreads,
        now: @escaping @Sendable () -> Date
    ) {
        store = ResumeStore(database)
        self.skills = skills
        self.model = model
        self.renderer = renderer
        self.threads = threads
        self.now = now
    }

    /// The month that "present" means.
    private var month: YearMonth {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        let parts = calendar.dateComponents([.year, .month], from: now())
        return YearMonth(year: parts.year ?? 2000, month: parts.month ?? 1)
    }

    /// Reads and keeps a résumé.
    ///
    /// - Throws: `document.*`, `resume.too_many`.
    func add(as principal: Principal, _ bytes: [UInt8], name: String) async throws -> StoredResume {
        let document = try await DocumentReader(limits: .resume).read(bytes, name: name)
        let (skills, month) = (skills, month)
        let profile = try await threads.run { ResumeProfile(document, skills: skills, now: month) }
        let moment = Instant(now())
        let resume = StoredResume(
            id: ResumeID(at: moment.date),
            owner: principal.owner,
            name: name,
            hash: SHA256.hash(data: bytes).hexadecimal,
            bytes: bytes.count,
            document: document,
            profile: profile,
            created: moment
        )
        guard try await store.add(as: principal, resume) else {
            throw ResumeError(.tooMany, "There are \(ResumeStore.maxResumes) résumés already; delete one first.")
        }
        return resume
    }

    /// One of the caller's résumés.
    func find(as principal: Principal, _ id: ResumeID) async throws -> StoredResume {
        guard let resume = try await store.find(as: principal, id) else { throw Self.missing }
        return resume
    }

    /// Removes one with its matches.
    func remove(as principal: Principal, _ id: ResumeID) async throws {
        guard try await store.remove(as: principal, id) else { throw Self.missing }
    }

    /// Compares a résumé with a job description, and keeps what was found.
    ///
    /// - Throws: `request.not_found`, `document.*`, `resume.too_many`.
    func match(as principal: Principal, _ id: ResumeID, job text: String) async throws -> StoredMatch {
        let resume = try await find(as: principal, id)
        let job = try DocumentReader.read(Array(text.utf8), kind: .text, limits: .resume)
        guard !job.lines.isEmpty else { throw DocumentError(.empty, "The job description is empty.") }
        let skills = skills
        let (profile, match) = try await threads.run {
            let profile = JobProfile(job, skills: skills)
            return (profile, Matching.match(resume.profile, profile, skills: skills))
        }
        let moment = Instant(now())
        let stored = StoredMatch(
            id: ResumeMatchID(at: moment.date),
            owner: resume.owner,
            resume: id,
            title: profile.title ?? "A job without a title",
            job: job,
            match: match,
            created: moment
        )
        guard try await store.add(as: principal, stored) else {
            throw ResumeError(.tooMany, "There are \(ResumeStore.maxMatches) matches already; delete a résumé first.")
        }
        return stored
    }

    /// One of the caller's matches, with its résumé.
    ///
    /// - Parameter resume: the résumé that the address names; nil where it names none.
    func find(as principal: Principal, _ id: ResumeMatchID, of resume: ResumeID?) async throws -> (
        match: StoredMatch, resume: StoredResume
    ) {
        guard let match = try await store.match(as: principal, id), resume == nil || match.resume == resume,
            let stored = try await store.find(as: principal, match.resume)
        else { throw Self.noMatch }
        return (match, stored)
    }

    /// Advice on a résumé with a match in mind.
    func advice(_ match: StoredMatch, _ resume: StoredResume) -> [Advice] {
        Advice.of(resume.document, resume.profile, match: match.match)
    }

    /// Asks the model for other words.
    ///
    /// - Throws: `resume.no_model`, `evaluate.*`, `request.not_found`.
    func rewrite(as principal: Principal, _ id: ResumeMatchID, of resume: ResumeID) async throws -> (
        match: StoredMatch, resume: StoredResume
    ) {
        let (match, stored) = try await find(as: principal, id, of: resume)
        guard let model else {
            throw ResumeError(
                .noModel,
                "Rewriting needs a language model, and this service has none (evaluate.engine)."
            )
        }
        let rewrite = try await ResumeRewriter(model: model, skills: skills).rewrite(stored.document, job: match.job)
        guard let kept = try await store.rewrite(as: principal, id, at: Instant(now()), { _ in rewrite }) else {
            throw Self.noMatch
        }
        return (kept, stored)
    }

    /// Accepts or rejects changes by their numbers; a refused one stays refused.
    ///
    /// - Throws: `request.not_found`, `request.invalid` for a number that is not there or is refused.
    func decide(
        as principal: Principal,
        _ id: ResumeMatchID,
        of resume: ResumeID,
        _ verdicts: [Int: ResumeRewrite.State]
    ) async throws -> (match: StoredMatch, resume: StoredResume) {
        let (_, stored) = try await find(as: principal, id, of: resume)
        let kept = try await store.rewrite(as: principal, id, at: Instant(now())) { rewrite in
            guard var rewrite else { throw WebError(.notFound, "No changes were proposed for this match.") }
            for (number, state) in verdicts {
                guard let at = rewrite.changes.firstIndex(where: { $0.number == number }) else {
                    throw WebError(.invalid, "There is no change with the number \(number).")
                }
                guard rewrite.changes[at].state != .refused else {
                    throw WebError(.invalid, "Change \(number) says what your résumé does not; it cannot be accepted.")
                }
                rewrite.changes[at].state = state
            }
            return rewrite
        }
        guard let kept else { throw Self.noMatch }
        return (kept, stored)
    }

    /// The résumé with the accepted changes, as a file.
    func file(_ match: StoredMatch, _ resume: StoredResume, _ form: String) async throws -> [UInt8] {
        let document = match.rewrite?.applied(to: resume.document) ?? resume.document
        if form == "txt" { return Array(Self.plain(document, resume.profile).utf8) }
        let arranged = ResumeSheet(document, resume.profile)
        if form == "docx" { return WordWriter.bytes(arranged) }
        let rows = arranged.lines.map { line in
            let kind: PlainSheet.Kind =
                switch line.kind {
                case .heading: .heading
                case .role: .entry
                case .point: .point
                case .paragraph: .paragraph
                }
            return PlainSheet.Line(kind, line.text)
        }
        let title = arranged.title.map { [PlainSheet.Line(.title, $0)] } ?? []
        let sheet = PlainSheet(title: arranged.title ?? "Résumé", lines: title + rows)
        let (renderer, date) = (renderer, now())
        return try await threads.run { try renderer.render(sheet, date: date) }
    }

    /// The lines as they are, for forms: headings stand apart and points begin with a hyphen.
    private static func plain(_ document: DocumentText, _ profile: ResumeProfile) -> String {
        let headings = Set(profile.sections.filter { !$0.title.isEmpty }.map(\.start))
        return document.lines.enumerated().map { index, line in
            let isHeading = headings.contains(index) && line.text.count < 60
            return (isHeading ? "\n" : "") + (line.isPoint ? "- " : "") + line.text + "\n"
        }.joined()
    }

    static let missing = WebError(.notFound, "There is no résumé with this id.")
    static let noMatch = WebError(.notFound, "There is no match with this id.")
}
