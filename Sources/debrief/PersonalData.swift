import Accounts
import Administration
import Answers
import Core
import Database
import Documents
import FoundationEssentials
import HTTPKit
import Interviews
import Knowledge
import Model
import Questions
import Rescoring
import Resumes
import ServiceLifecycle
import Sharing
import Webhooks

/// What the features keep of a person beside the account: what an export takes along, and what an erasure removes.
extension Premises {
    /// Takes everything of a person along.
    func export(_ accounts: AccountService, _ answers: AnswerService) throws -> PersonExport {
        let interviews = try interviewService()
        let (questions, resumes) = (QuestionStore(database), ResumeStore(database))
        let (knowledge, webhooks) = (KnowledgeStore(database), WebhookStore(database))
        let lists = QuestionListStore(database)
        let shares = shares(accounts)
        return PersonExport(
            accounts: accounts,
            answers: answers,
            signer: try signer(),
            parts: [
                { try await Self.interviews(of: $0, interviews) },
                { person in
                    [{ try Self.file("questions.json", try await questions.list(as: person).map(OwnQuestion.init)) }]
                },
                { person in
                    [
                        {
                            let own = try await lists.list(as: person).map {
                                OwnList(name: $0.name, questions: $0.questions)
                            }
                            return try Self.file("question-lists.json", own)
                        }
                    ]
                },
                { try await Self.resumes(of: $0, resumes) },
                { person in
                    try await knowledge.list(as: person, collection: nil).filter { !$0.shared }.map { document in
                        {
                            let text = try await knowledge.text(as: person, document.id)
                            return try Self.file(
                                "knowledge/\(document.id).json",
                                OwnDocument(document: document, text: text)
                            )
                        }
                    }
                },
                { person in
                    [
                        { try Self.file("shares.json", try await shares.list(as: person).map(OwnLink.init)) },
                        { try Self.file("webhooks.json", try await webhooks.list(as: person).map(OwnEndpoint.init)) },
                    ]
                },
            ]
        )
    }

    private static func file(_ name: String, _ value: some Encodable) throws -> (name: String, content: Data)? {
        (name, try JSONReply.encoder.encode(value))
    }

    private static func interviews(of person: Principal, _ service: InterviewService) async throws -> [PersonExport
        .File]
    {
        var files: [PersonExport.File] = []
        var after: InterviewID?
        repeat {
            let page = try await service.list(as: person, mode: nil, open: nil, limit: 50, after: after)
            for id in page.interviews.compactMap({ InterviewID($0.id) }) {
                files.append {
                    try Self.file("interviews/\(id)/interview.json", try await service.reply(as: person, id))
                }
                files.append {
                    // One without a debrief yet is taken along without it.
                    guard let debrief = try? await service.debrief(as: person, id) else { return nil }
                    return try Self.file("interviews/\(id)/debrief.json", debrief)
                }
            }
            after = page.nextCursor.flatMap { InterviewID($0) }
        } while after != nil
        return files
    }

    private static func resumes(of person: Principal, _ store: ResumeStore) async throws -> [PersonExport.File] {
        var files: [PersonExport.File] = []
        for resume in try await store.list(as: person) {
            let id = resume.id
            files.append { try Self.file("resumes/\(id).json", OwnResume(resume)) }
            files.append {
                let matches = try await store.matches(as: person, of: id, limit: ResumeStore.maxMatches)
                return matches.isEmpty ? nil : try Self.file("resumes/\(id)/matches.json", matches.map(OwnMatch.init))
            }
        }
        return files
    }

    /// What erasing a person removes, feature by feature, before the account itself.
    func erasure(_ accounts: AccountService, _ answers: AnswerService) throws -> Erasure {
        let shares = shares(accounts)
        let webhooks = WebhookStore(database)
        let (questions, interviews) = (QuestionStore(database), InterviewStore(database))
        let lists = QuestionListStore(database)
        let (resumes, knowledge) = (ResumeStore(database), KnowledgeStore(database))
        let steps = [
            Erasure.Step("shares") { try await shares.removeAll(as: $0) },
            Erasure.Step("reviews") { [database] in try await ReviewService.removeAll(of: $0, in: database) },
            Erasure.Step("answers") { try await answers.removeAll(as: $0) },
            Erasure.Step("interviews") { try await interviews.removeAll(as: $0) },
            Erasure.Step("questions") { try await questions.removeAll(as: $0) },
            Erasure.Step("question lists") { try await lists.removeAll(as: $0) },
            Erasure.Step("resumes") { try await resumes.removeAll(as: $0) },
            Erasure.Step("knowledge") { try await knowledge.removeAll(as: $0) },
            Erasure.Step("webhooks") { person in
                let all = try await webhooks.list(as: person)
                for webhook in all { _ = try await webhooks.remove(as: person, webhook.id) }
                return all.count
            },
        ]
        return Erasure(database, accounts: accounts, signer: try signer(), steps: steps)
    }
}

extension Premises {
    /// Columns with texts of people that are sealed, beside those of answers and of knowledge documents, which have rounds of their own.
    static let sealedTables =
        AnswerLabel.sealed + InterviewStore.sealed + ResumeStore.sealed + RatingStore.sealed + ShareService.sealed
        + ReviewService.sealed

    /// Removes debriefs that were there long enough; none where they are kept.
    func debriefExpiry(_ answers: AnswerService, _ composition: Composition) throws -> [any Service] {
        let minutes = wiring.settings.number("retention.debriefMinutes")
        guard minutes >= 0 else { return [] }
        let interviews = InterviewStore(database)
        let others = DebriefExpiry.Others(
            needed: { try await interviews.needed(among: $0, since: $1) },
            removeInterviews: { try await interviews.removeDelivered(before: $0) }
        )
        return [
            DebriefExpiry(database, answers: answers, keepMs: minutes * 60_000, others: others, log: wiring.logger)
        ]
    }
}

private struct OwnQuestion: Encodable {
    var question: BankQuestion
    var source: StoredQuestion.Source
    var createdAt: Date

    init(_ stored: StoredQuestion) {
        (question, source, createdAt) = (stored.question, stored.source, stored.created.date)
    }
}

private struct OwnList: Encodable {
    var name: String
    var questions: [String]
}

private struct OwnResume: Encodable {
    var id: ResumeID
    var name: String
    var createdAt: Date
    var text: DocumentText
    var profile: ResumeProfile

    init(_ stored: StoredResume) {
        (id, name, createdAt) = (stored.id, stored.name, stored.created.date)
        (text, profile) = (stored.document, stored.profile)
    }
}

private struct OwnMatch: Encodable {
    var id: ResumeMatchID
    var title: String
    var createdAt: Date
    var job: DocumentText
    var match: ResumeMatch
    var rewrite: ResumeRewrite?

    init(_ stored: StoredMatch) {
        (id, title, createdAt) = (stored.id, stored.title, stored.created.date)
        (job, match, rewrite) = (stored.job, stored.match, stored.rewrite)
    }
}

private struct OwnDocument: Encodable {
    var document: KnowledgeDocument
    var text: DocumentText?
}

private struct OwnLink: Encodable {
    var id: ShareID
    var answer: AnswerID?
    var interview: InterviewID?
    var label: String
    var parts: [String]
    var views: Int
    var createdAt: Date
    var expiresAt: Date

    init(_ share: Share) {
        (id, label, views) = (share.id, share.label, share.views)
        (answer, interview) = (share.thing.answer, share.thing.interview)
        parts = share.parts.map(\.rawValue).sorted()
        (createdAt, expiresAt) = (share.created.date, share.expires.date)
    }
}

private struct OwnEndpoint: Encodable {
    var id: WebhookID
    var url: String
    var events: [String]

    init(_ webhook: Webhook) {
        (id, url, events) = (webhook.id, webhook.url, webhook.events.map(\.rawValue))
    }
}
