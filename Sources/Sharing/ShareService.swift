package import Accounts
package import Answers
package import Core
package import Database
package import FoundationEssentials
import HTTPKit
import HTTPTypes
package import Model

/// Links to answers: made and ended by their owner, opened by anybody who has one.
package struct ShareService: Sendable {
    /// Links of one owner that are open at a time.
    package static let most = 200
    /// Longest life of a link, in days.
    package static let mostDays = 365
    /// Remarks at one link.
    package static let mostComments = 500

    private let database: any SQLDatabase
    let answers: AnswerService
    private let hasher: PasswordHasher
    private let now: @Sendable () -> Date

    /// The links of a database.
    package init(
        _ database: any SQLDatabase,
        answers: AnswerService,
        hasher: PasswordHasher,
        now: @escaping @Sendable () -> Date
    ) {
        self.database = database
        self.answers = answers
        self.hasher = hasher
        self.now = now
    }

    /// The time.
    var instant: Instant { Instant(now()) }
    static let missing = WebError(.notFound, "There is no link with this id.")
    /// What a link that is wrong, over, ended, or whose answer is gone, says: nothing tells them apart.
    static let over = WebError(.notFound, "This link shows nothing any more.")

    /// What a link is to show.
    package struct Wish: Sendable {
        /// The answer.
        package var answer: AnswerID
        /// What of it.
        package var parts: Set<SharePart>
        /// What to call it.
        package var label = ""
        /// Days until it ends.
        package var days = 14
        /// A passphrase; nil for none.
        package var passphrase: String?
        /// Whether remarks are taken.
        package var takesComments = true

        /// A link to some parts of an answer.
        package init(answer: AnswerID, parts: Set<SharePart>) {
            self.answer = answer
            self.parts = parts
        }
    }

    /// Makes a link.
    ///
    /// - Returns: the share, and the token of its address, which is shown once.
    /// - Throws: `request.not_found` for an answer that is not the principal's, `request.invalid`, `account.too_many`.
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
        _ = try await answers.read(as: principal, wish.answer)
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
                INSERT INTO shares (id, hash, owner, answer, parts, label, passphrase, takes_comments, created_at, expires_at)
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) RETURNING *
                """,
                [
                    .text(id.rawValue), .text(token.hash), .text(principal.owner), .text(wish.answer.rawValue),
                    .text(wish.parts.map(\.rawValue).sorted().joined(separator: ",")), .text(label),
                    sealed.map { .text($0) } ?? .null, .flag(wish.takesComments), .time(now),
                    .time(now.advanced(byMs: wish.days * 86_400_000)),
                ]
            )
            try AuditLog.add(
                as: principal,
                .shareCreated,
                on: id.rawValue,
                of: principal.owner,
                wish.answer.rawValue,
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

    /// What an answer of the principal's answers; nil when it is gone.
    func question(as principal: Principal, _ answer: AnswerID) async throws -> String? {
        try await AnswerStore(database).find(as: principal, answer)?.submission.question.text
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

    /// The link with a token.
    ///
    /// - Throws: `request.not_found` when it is unknown, over, ended, or its answer is gone.
    package func open(_ token: Token) async throws -> Share {
        let now = instant
        let share: Share? = try await database.read { connection in
            try connection.execute("SELECT * FROM shares WHERE hash = $1", [.text(token.hash)])
                .first.map { row in try Share(row: row, in: connection) }
        }
        guard let share, share.isOpen(at: now) else { throw Self.over }
        return share
    }

    /// The answer of a link, with only the parts it shows.
    package func answer(of share: Share) async throws -> Answer {
        do {
            var answer = try await answers.read(as: share.reader, share.answer)
            answer.emotion = nil
            if !share.parts.contains(.transcript) { answer.transcript = nil }
            if !share.parts.contains(.scores) {
                answer.evaluation = nil
                answer.delivery = nil
            }
            return answer
        } catch let error as WebError where error.kind == .notFound {
            throw Self.over
        }
    }

    /// Counts a look at the page.
    package func viewed(_ share: Share) async throws {
        let now = instant
        _ = try await database.write { connection in
            try connection.execute(
                "UPDATE shares SET views = views + 1, viewed_at = $2 WHERE id = $1",
                [.text(share.id.rawValue), .time(now)]
            )
        }
    }

    /// Whether a passphrase is that of a link.
    ///
    /// - Throws: `request.rate_limited` after too many wrong ones from one network.
    package func takes(_ passphrase: String, for share: Share, from network: String) async throws -> Bool {
        let (now, count) = (instant, Throttle.Count("passphrase \(share.id) \(network)", .passphrases))
        let wait = try await database.write { connection in try Throttle.take([count], at: now, in: connection) }
        if let wait { throw Self.slow(wait) }
        return try await hasher.verify(passphrase, share.passphrase)
    }

    private static func slow(_ waitMs: Int) -> WebError {
        WebError(
            .rateLimited,
            "That was a lot at once. Wait \((waitMs + 59_999) / 60_000) minutes.",
            headers: [.retryAfter: String((waitMs + 999) / 1_000)]
        )
    }

    /// The remarks that readers see.
    package func shown(at share: Share) async throws -> [ShareComment] {
        try await database.read { connection in
            try connection.execute(
                "SELECT * FROM share_comments WHERE share = $1 AND state = 'shown' ORDER BY id LIMIT \(Self.mostComments)",
                [.text(share.id.rawValue)]
            ).map { row in try ShareComment(row: row, in: connection) }
        }
    }

    /// Refuses a remark that is none.
    private static func check(
        _ share: Share,
        _ name: String,
        _ text: String,
        _ reaction: ShareComment.Reaction?,
        _ atMs: Int?
    ) throws(WebError) {
        guard share.takesComments else { throw WebError(.noComments, "The owner of this link takes no remarks.") }
        let isLine = !name.contains { $0.isNewline || $0 == "\0" }
        guard (1...60).contains(name.count), isLine, name.contains(where: { !$0.isWhitespace }) else {
            throw WebError(.invalid, "Give your name: one line of at most 60 characters.")
        }
        // Such a text would be taken for one that is sealed.
        guard !SealedText.isSealed(name), !SealedText.isSealed(text) else {
            throw WebError(.invalid, "A remark cannot begin like this.")
        }
        guard text.count <= 2_000, !text.contains("\0") else {
            throw WebError(.invalid, "A remark has at most 2,000 characters.")
        }
        guard reaction != nil || text.contains(where: { !$0.isWhitespace }) else {
            throw WebError(.invalid, "Write something, or choose a reaction.")
        }
        if let atMs, !(0...86_400_000).contains(atMs) {
            throw WebError(.invalid, "The moment is none of the recording.")
        }
    }

    /// Keeps a reader's remark, for the owner to look at.
    ///
    /// - Throws: `share.no_comments`, `request.invalid`, `request.rate_limited`.
    package func comment(
        at share: Share,
        name: String,
        text: String,
        reaction: ShareComment.Reaction?,
        atMs: Int?,
        from network: String
    ) async throws -> ShareComment {
        try Self.check(share, name, text, reaction, atMs)
        let now = instant
        let id = CommentID(at: now.date)
        let count = Throttle.Count("comments \(share.id) \(network)", .comments)
        // What is said about a person's answer is theirs, and goes with their key.
        let key = try await database.sealingKey(of: share.owner)
        let name = try SealedText.stored(name, with: key, for: ShareComment.place(id, "name"))
        let text = try SealedText.stored(text, with: key, for: ShareComment.place(id, "text"))
        let made: (ShareComment?, Int?) = try await database.write { connection in
            if let wait = try Throttle.take([count], at: now, in: connection) { return (nil, wait) }
            let crowd = try connection.execute(
                "SELECT COUNT(*) AS number FROM share_comments WHERE share = $1",
                [.text(share.id.rawValue)]
            )
            guard try crowd.first?.int("number") ?? 0 < Self.mostComments else { return (nil, nil) }
            let rows = try connection.execute(
                """
                INSERT INTO share_comments (id, share, owner, name, text, reaction, at_ms, state, created_at)
                VALUES ($1, $2, $3, $4, $5, $6, $7, 'waiting', $8) RETURNING *
                """,
                [
                    .text(id.rawValue), .text(share.id.rawValue), .text(share.owner), .text(name), .text(text),
                    reaction.map { .text($0.rawValue) } ?? .null, atMs.map { .int($0) } ?? .null, .time(now),
                ]
            )
            return (try rows.first.map { row in try ShareComment(row: row, in: connection) }, nil)
        }
        if let wait = made.1 { throw Self.slow(wait) }
        guard let comment = made.0 else { throw WebError(.noComments, "This link has as many remarks as one takes.") }
        return comment
    }

    /// Removes the links to an answer that goes, with their remarks.
    package func forget(_ answer: AnswerID) async throws {
        try await database.write { connection in
            let id = [SQLValue.text(answer.rawValue)]
            try connection.execute(
                "DELETE FROM share_comments WHERE share IN (SELECT id FROM shares WHERE answer = $1)",
                id
            )
            try connection.execute("DELETE FROM shares WHERE answer = $1", id)
        }
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
