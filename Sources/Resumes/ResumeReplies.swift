import Core
package import Documents
package import FoundationEssentials
import Model

/// A résumé as its owner sees it.
package struct ResumeReply: Sendable, Hashable, Codable {
    /// Its identifier.
    package var id: ResumeID
    /// The name of the file it came as.
    package var name: String
    /// What it was read from.
    package var kind: DocumentText.Kind
    /// Pages of the file.
    package var pages: Int
    /// Bytes of the file.
    package var bytes: Int
    /// SHA-256 of the file.
    package var hash: String
    /// When it was sent.
    package var createdAt: Date
    /// Its text; in lists absent.
    package var text: String?
    /// What was found in it; in lists absent.
    package var profile: ResumeProfile?

    /// A stored résumé.
    package init(_ resume: StoredResume, isWhole: Bool) {
        id = resume.id
        name = resume.name
        kind = resume.document.kind
        pages = resume.document.pages
        bytes = resume.bytes
        hash = resume.hash
        createdAt = resume.created.date
        text = isWhole ? resume.document.text : nil
        profile = isWhole ? resume.profile : nil
    }
}

/// A match as its owner sees it.
package struct ResumeMatchReply: Sendable, Hashable, Codable {
    /// What a model proposed.
    package struct Rewrite: Sendable, Hashable, Codable {
        /// The model.
        package var model: String
        /// How many changes were refused.
        package var refused: Int
        /// The changes.
        package var changes: [ResumeRewrite.Change]
    }

    /// Its identifier.
    package var id: ResumeMatchID
    /// The résumé.
    package var resumeId: ResumeID
    /// The title of the job.
    package var title: String
    /// 0…100; absent when nothing could be compared.
    package var score: Int?
    /// The score in sentences.
    package var summary: String
    /// When it was made.
    package var createdAt: Date
    /// Each requirement; in lists absent.
    package var findings: [ResumeMatch.Finding]?
    /// Subjects for an interview; in lists absent.
    package var topics: [FocusTopic]?
    /// What would make the résumé better; in lists absent.
    package var advice: [Advice]?
    /// What a model proposed.
    package var rewrite: Rewrite?

    /// A stored match.
    ///
    /// - Parameter advice: nil in lists.
    package init(_ match: StoredMatch, advice: [Advice]?) {
        id = match.id
        resumeId = match.resume
        title = match.title
        score = match.match.score
        summary = match.match.summary
        createdAt = match.created.date
        self.advice = advice
        guard advice != nil else { return }
        findings = match.match.findings
        topics = Matching.topics(match.match)
        rewrite = match.rewrite.map { Rewrite(model: $0.model, refused: $0.refused, changes: $0.changes) }
    }
}
