package import Accounts
import Answers
import Catalogue
package import Core
package import Database
package import FoundationEssentials
import HTTPKit
import Interviews
package import Model
package import WebUI

/// Links to answers and interviews: made and ended by their owner, opened by everyone who has one.
package struct ShareService: Sendable {
    /// Links of one owner that are open at a time.
    package static let most = 200
    /// Longest life of a link, in days.
    package static let mostDays = 365
    /// Remarks at one link.
    package static let mostComments = 500

    let database: any SQLDatabase
    let hasher: PasswordHasher
    private let now: @Sendable () -> Date

    /// The links of a database.
    package init(_ database: any SQLDatabase, hasher: PasswordHasher, now: @escaping @Sendable () -> Date) {
        self.database = database
        self.hasher = hasher
        self.now = now
    }

    /// The time.
    var instant: Instant { Instant(now()) }
    static let missing = WebError(.notFound, "There is no link with this id.")
    /// What a link that is wrong, over, ended, or whose answer or interview is gone, says: nothing tells them apart.
    static let over = WebError(.notFound, "This link shows nothing any more.")

    /// What a link is to show.
    package struct Wish: Sendable {
        /// The answer or the interview.
        package var thing: SharedThing
        /// What of each answer.
        package var parts: Set<SharePart>
        /// What to call it.
        package var label = ""
        /// Days until it ends.
        package var days = 14
        /// A passphrase; nil for none.
        package var passphrase: String?
        /// Whether remarks are taken.
        package var takesComments = true

        /// A link to some parts of an answer, or of the answers of an interview.
        package init(_ thing: SharedThing, parts: Set<SharePart>) {
            self.thing = thing
            self.parts = parts
        }
    }

    /// Makes a link.
    ///
    /// - Returns: the share, and the token of its address, which is shown once.
    /// - Throws: `request.not_found` for a thing that is not the principal's, `request.invalid`, `account.too_many`.
    package func make(as principal: Principal, _ wish: Wish) async throws -> (Share, Token) {
        guard !wish.parts.isEmpty else { throw WebError(.invalid, "parts wants some of sound, transcript, scores.") }
        guard (1...Self.mostDays).contains(wish.days) else {
            throw WebError(.invalid, "days wants 1 to \(Self.mostDays).")
        }
        guard wish.label.count <= 100, !wish.label.contains(where: { $0.isNewline || $0 == "\0" }) else {
            throw WebError(.invalid, "label wants one line of at most 100 characters.")
        }
        guard !SealedText.isSealed(wish.label) else { throw WebError(.invalid, "label cannot begin like this.") }
        if let passphrase = wish.passphrase, !(4...200).contains(passphrase.count) {
            throw WebError(.invalid, "passphrase wants 4 to 200 characters.")
        }
        guard try await title(as: principal, wish.thing) != nil else {
            let kind = wish.thing.answer == nil ? "interview" : "answer"
            throw WebError(.notFound, "There is no \(kind) with this id.")
        }
        var hash: String?
        if let passphrase = wish.passphrase { hash = try await hasher.hash(passphrase) }
        let (now, token, sealed) = (instant, Token(), hash)
        let id = ShareID(at: now.date)
        let key = try await database.sealingKey(of: principal.owner)
        let label = try SealedText.stored(wish.label, with: key, for: Share.place(id))
        let share: Share? = try await database.write { connection in
            let count = try connection.execute(
                "SELECT COUNT(*) AS number FROM shares WHERE owner = $1 AND revoked_at IS NULL AND expires_at > $2",
                [.text(principal.owner), .time(now)]
            )
            guard try count.first?.int("number") ?? 0 < Self.most else { return nil }
            let rows = try connection.execute(
                """
                INSERT INTO shares
                    (id, hash, owner, answer, interview, parts, label, passphrase, takes_comments, created_at, expires_at)
                VALUES ($1, $2, $3, $4, $11, $5, $6, $7, $8, $9, $10) RETURNING *
                """,
                [
                    .text(id.rawValue), .text(token.hash), .text(principal.owner),
                    .text(wish.thing.answer?.rawValue ?? ""),
                    .text(wish.parts.map(\.rawValue).sorted().joined(separator: ",")), .text(label),
                    sealed.map { .text($0) } ?? .null, .flag(wish.takesComments), .time(now),
                    .time(now.advanced(byMs: wish.days * 86_400_000)),
                    wish.thing.interview.map { .text($0.rawValue) } ?? .null,
                ]
            )
            try AuditLog.add(
                as: principal,
                .shareCreated,
                on: id.rawValue,
                of: principal.owner,
                wish.thing.id,
                at: now,
                in: connection
            )
            return try rows.first.map { row in try Share(row: row, in: connection) }
        }
        guard let share else { throw WebError(.tooManyOfAccount, "You have \(Self.most) open links; end one first.") }
        return (share, token)
    }

    /// The principal's links, newest first.
    package func list(as principal: Principal) async throws -> [Share] {
        try await database.read { connection in
            try connection.execute(
                "SELECT * FROM shares WHERE owner = $1 ORDER BY id DESC LIMIT 500",
                [.text(principal.owner)]
            ).map { row in try Share(row: row, in: connection) }
        }
    }

    /// Ends a link.
    ///
    /// - Throws: `request.not_found`.
    package func revoke(as principal: Principal, _ id: ShareID) async throws {
        let now = instant
        let isThere = try await database.write { connection in
            let rows = try connection.execute(
                "UPDATE shares SET revoked_at = COALESCE(revoked_at, $3) WHERE id = $1 AND owner = $2 RETURNING id",
                [.text(id.rawValue), .text(principal.owner), .time(now)]
            )
            guard !rows.isEmpty else { return false }
            try AuditLog.add(
                as: principal,
                .shareRevoked,
                on: id.rawValue,
                of: principal.owner,
                at: now,
                in: connection
            )
            return true
        }
        guard isThere else { throw Self.missing }
    }

    /// The remarks at a link of the principal's, oldest first, whatever their state.
    package func comments(as principal: Principal, _ id: ShareID) async throws -> [ShareComment] {
        let comments: [ShareComment]? = try await database.read { connection in
            let share = try connection.execute(
                "SELECT id FROM shares WHERE id = $1 AND owner = $2",
                [.text(id.rawValue), .text(principal.owner)]
            )
            guard !share.isEmpty else { return nil }
            return try connection.execute(
                "SELECT * FROM share_comments WHERE share = $1 ORDER BY id LIMIT \(Self.mostComments)",
                [.text(id.rawValue)]
            ).map { row in try ShareComment(row: row, in: connection) }
        }
        guard let comments else { throw Self.missing }
        return comments
    }

    /// The newest 5,000 remarks at all links of the principal's, oldest first, whatever their state.
    func comments(as principal: Principal) async throws -> [ShareComment] {
        try await database.read { connection in
            try connection.execute(
                """
                SELECT * FROM share_comments WHERE share IN (SELECT id FROM shares WHERE owner = $1)
                ORDER BY id DESC LIMIT 5000
                """,
                [.text(principal.owner)]
            ).reversed().map { row in try ShareComment(row: row, in: connection) }
        }
    }

    /// The remarks on some of the principal's answers, at whatever link, oldest first; at most 500.
    package func comments(as principal: Principal, on answers: [AnswerID]) async throws -> [ShareComment] {
        guard !answers.isEmpty else { return [] }
        let places = Places(answers.map(\.rawValue), after: 1)
        return try await database.read { connection in
            try connection.execute(
                """
                SELECT * FROM share_comments WHERE owner = $1 AND answer IN \(places.text)
                ORDER BY id DESC LIMIT \(Self.mostComments)
                """,
                [.text(principal.owner)] + places.values
            ).reversed().map { row in try ShareComment(row: row, in: connection) }
        }
    }

    /// What a thing of the principal's is called: the question of an answer, the title of an interview; nil when there is no such thing.
    func title(as principal: Principal, _ thing: SharedThing) async throws -> String? {
        // Only what is their own can be shared, whatever else a principal may read.
        let principal = Principal(principal.kind, owner: principal.owner, permissions: [.answersRead])
        return switch thing {
        case .answer(let id): try await AnswerStore(database).find(as: principal, id)?.submission.question.text
        case .interview(let id): try await InterviewStore(database).find(as: principal, id)?.interview.title
        }
    }

    /// Whether something of a thing can be heard.
    func hasSound(as principal: Principal, _ thing: SharedThing) async throws -> Bool {
        var answers = thing.answer.map { [$0] } ?? []
        if let id = thing.interview, let held = try await InterviewStore(database).find(as: principal, id)?.interview {
            answers = held.turns.compactMap { $0.counting?.answer }
        }
        let store = AnswerStore(database)
        for id in answers {
            if let found = try await store.find(as: principal, id), !found.submission.isTyped { return true }
        }
        return false
    }

    /// The remarks on some of the principal's answers as their pages show them.
    package func readers(as principal: Principal, of answers: [AnswerID]) async throws -> [ReaderRemark] {
        try await comments(as: principal, on: answers).map { comment in
            var remark = ReaderRemark(
                id: comment.id.rawValue,
                share: comment.share.rawValue,
                answer: comment.answer.rawValue,
                state: comment.state.rawValue,
                name: comment.name,
                text: comment.text,
                at: comment.created.date
            )
            remark.reaction = comment.reaction.map { Texts["share.reaction.\($0.rawValue)"] }
            remark.atMs = comment.atMs
            return remark
        }
    }

    /// Shows a remark to other readers, or hides it.
    ///
    /// - Throws: `request.not_found`.
    package func moderate(
        as principal: Principal,
        _ comment: CommentID,
        of id: ShareID,
        to state: ShareComment.State
    ) async throws -> ShareComment {
        let changed: ShareComment? = try await database.write { connection in
            try connection.execute(
                "UPDATE share_comments SET state = $4 WHERE id = $1 AND share = $2 AND owner = $3 RETURNING *",
                [.text(comment.rawValue), .text(id.rawValue), .text(principal.owner), .text(state.rawValue)]
            ).first.map { row in try ShareComment(row: row, in: connection) }
        }
        guard let changed else { throw WebError(.notFound, "There is no remark with this id.") }
        return changed
    }

    /// Removes every link of the principal's, with its remarks.
    ///
    /// - Returns: how many.
    package func removeAll(as principal: Principal) async throws -> Int {
        try await database.write { connection in
            try connection.execute("DELETE FROM share_comments WHERE owner = $1", [.text(principal.owner)])
            return try connection.execute(
                "DELETE FROM shares WHERE owner = $1 RETURNING id",
                [.text(principal.owner)]
            ).count
        }
    }
}

/// What happens to links in the transactions of other features.
package enum ShareRows {
    /// Removes the links to an answer or an interview, with their remarks, in the transaction that removes it.
    package static let observer = DomainObserver { event, connection throws(StorageError) in
        for subject in event.subjects {
            switch event.name {
            case "answer.deleted": try forget(answer: subject.id, in: connection)
            case "interview.deleted": try forget("interview", subject.id, in: connection)
            default: return
            }
        }
    }

    /// Removes the links to an answer, and the remarks on it at every link.
    private static func forget(answer id: String, in connection: any SQLConnection) throws(StorageError) {
        try connection.execute("DELETE FROM share_comments WHERE answer = $1", [.text(id)])
        try forget("answer", id, in: connection)
    }

    private static func forget(_ column: StaticString, _ id: String, in connection: any SQLConnection)
        throws(StorageError)
    {
        try connection.execute(
            "DELETE FROM share_comments WHERE share IN (SELECT id FROM shares WHERE \(column) = $1)",
            [.text(id)]
        )
        try connection.execute("DELETE FROM shares WHERE \(column) = $1", [.text(id)])
    }
}
