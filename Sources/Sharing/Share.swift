package import Core
import Database
package import Interviews
package import Model

/// Kind of ``ShareID``.
package enum ShareKind: IdentifierKind {
    package static let prefix = "shr"
}

/// A share's identifier. It names a link and opens nothing.
package typealias ShareID = Identifier<ShareKind>

/// What a link is to.
package enum SharedThing: Sendable, Hashable {
    /// One answer.
    case answer(AnswerID)
    /// An interview with the answers that count in it.
    case interview(InterviewID)

    /// The answer; nil for an interview.
    package var answer: AnswerID? { if case .answer(let id) = self { id } else { nil } }
    /// The interview; nil for an answer.
    package var interview: InterviewID? { if case .interview(let id) = self { id } else { nil } }

    /// Its identifier.
    var id: String {
        switch self {
        case .answer(let id): id.rawValue
        case .interview(let id): id.rawValue
        }
    }
}

/// What of an answer a link shows. The raw values are stored and never change.
package enum SharePart: String, Sendable, Hashable, CaseIterable {
    /// The recording.
    case sound
    /// The words.
    case transcript
    /// Scores and measures.
    case scores
}

/// A link to an answer or an interview, for people without an account.
package struct Share: Sendable, Hashable {
    /// Its identifier.
    package let id: ShareID
    /// Whose it is.
    package let owner: String
    /// What it shows.
    package let thing: SharedThing
    /// What of each answer is shown.
    package let parts: Set<SharePart>
    /// What the owner calls it for its readers.
    package let label: String
    /// The hash of the passphrase; nil without one.
    let passphrase: String?
    /// Whether a passphrase is asked for.
    package var hasPassphrase: Bool { passphrase != nil }
    /// Whether readers may leave remarks.
    package let takesComments: Bool
    /// How often the page was opened.
    package let views: Int
    /// When it was made.
    package let created: Instant
    /// When it ends.
    package let expires: Instant
    /// When its owner ended it.
    package let revoked: Instant?
    /// When the page was last opened.
    package let viewed: Instant?

    /// Who its readers are to services: they read what belongs to its owner, this one thing of it.
    var reader: Principal { Principal(.shareLink, owner: owner, permissions: [.answersRead]) }

    /// Whether it shows anything at a time.
    package func isOpen(at now: Instant) -> Bool { revoked == nil && created <= now && now < expires }

    init(row: SQLRow, in connection: any SQLConnection) throws(StorageError) {
        let interview = try row.optionalText("interview").flatMap { InterviewID($0) }.map { SharedThing.interview($0) }
        let answer = AnswerID(try row.text("answer")).map { SharedThing.answer($0) }
        guard let id = ShareID(try row.text("id")), let thing = interview ?? answer else {
            throw StorageError(.corrupt, "A stored share has an id that is none.")
        }
        self.id = id
        self.thing = thing
        owner = try row.text("owner")
        // A part of a later version shows nothing here.
        parts = Set(try row.text("parts").split(separator: ",").compactMap { SharePart(rawValue: String($0)) })
        label = try connection.opened(try row.text("label"), from: Self.place(id))
        passphrase = try row.optionalText("passphrase")
        takesComments = try row.int("takes_comments") != 0
        views = try row.int("views")
        created = try row.time("created_at")
        expires = try row.time("expires_at")
        revoked = try row.optionalTime("revoked_at")
        viewed = try row.optionalTime("viewed_at")
    }

    /// Where its label stands, for what seals it.
    static func place(_ id: ShareID) -> String { "shares/\(id)/label" }
}

/// Kind of ``CommentID``.
package enum CommentKind: IdentifierKind {
    package static let prefix = "rmk"
}

/// A remark's identifier.
package typealias CommentID = Identifier<CommentKind>

/// What a reader said about an answer.
package struct ShareComment: Sendable, Hashable {
    /// Whether others see it. The raw values are stored and never change.
    package enum State: String, Sendable, Hashable {
        /// Its owner has not looked yet.
        case waiting
        /// Readers see it.
        case shown
        /// Only the owner sees it.
        case hidden
    }

    /// What is said without words. The raw values are stored and never change.
    package enum Reaction: String, Sendable, Hashable, CaseIterable {
        case keep
        case change
        case question
    }

    /// Its identifier.
    package let id: CommentID
    /// The link it was left at.
    package let share: ShareID
    /// The answer it is about.
    package let answer: AnswerID
    /// What the reader calls themselves.
    package let name: String
    /// The words; may be empty beside a reaction.
    package let text: String
    /// The reaction.
    package let reaction: Reaction?
    /// The moment it is about, in milliseconds.
    package let atMs: Int?
    /// Whether others see it.
    package let state: State
    /// When it was left.
    package let created: Instant

    init(row: SQLRow, in connection: any SQLConnection) throws(StorageError) {
        guard let id = CommentID(try row.text("id")), let share = ShareID(try row.text("share")),
            let answer = try row.optionalText("answer").flatMap({ AnswerID($0) })
        else {
            throw StorageError(.corrupt, "A stored remark has an id that is none.")
        }
        self.id = id
        self.share = share
        self.answer = answer
        name = try connection.opened(try row.text("name"), from: Self.place(id, "name"))
        text = try connection.opened(try row.text("text"), from: Self.place(id, "text"))
        reaction = try row.optionalText("reaction").flatMap { Reaction(rawValue: $0) }
        atMs = try row.optionalInt("at_ms")
        state = try row.choice("state")
        created = try row.time("created_at")
    }

    /// Where a text of it stands, for what seals it.
    static func place(_ id: CommentID, _ column: String) -> String { "share_comments/\(id)/\(column)" }
}

/// What a link shows of an interview: what was asked so far, with the answers that count.
package struct SharedInterview: Sendable {
    /// One question.
    package struct Turn: Sendable {
        /// Its place, from 1.
        package let number: Int
        /// The question.
        package let question: String
        /// The answer with the parts that are shown; nil while there is none, and when it is gone.
        package let answer: Answer?
    }

    /// Its title.
    package let title: String
    /// The questions in their order.
    package let turns: [Turn]
    /// What it came to, sentence by sentence; empty where scores are not shown.
    package let summary: [String]
}
