package import Accounts
import Answers
import Catalogue
import Core
import Database
import HTTPKit
import HTTPTypes
package import Interviews
package import Model

extension Share {
    /// An answer with only the parts that this link shows. What a voice may tell of feelings is never one, nor what its speaker calls it.
    func shown(of whole: Answer) -> Answer {
        var answer = whole
        answer.emotion = nil
        answer.hideLabel()
        if !parts.contains(.transcript) { answer.transcript = nil }
        if !parts.contains(.scores) {
            answer.evaluation = nil
            answer.delivery = nil
        }
        return answer
    }
}

/// What readers of a link do.
extension ShareService {
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

    /// An answer of a link, with only the parts it shows.
    ///
    /// - Throws: `request.not_found` when it is gone.
    package func answer(_ id: AnswerID, of share: Share) async throws -> Answer {
        guard let whole = try await whole(id, of: share) else { throw Self.over }
        return share.shown(of: whole)
    }

    private func whole(_ id: AnswerID, of share: Share) async throws -> Answer? {
        guard let (stored, results) = try await AnswerStore(database).results(as: share.reader, of: id) else {
            return nil
        }
        return try AnswerAssembly.answer(stored, results)
    }

    /// The interview of a link: the questions that were asked, each with the answer that counts, with only the parts it shows.
    ///
    /// - Throws: `request.not_found` when it is gone.
    package func interview(_ id: InterviewID, of share: Share) async throws -> SharedInterview {
        let interview = try await held(id, of: share)
        var found: [AnswerID: Answer] = [:]
        for take in interview.turns.compactMap(\.counting) {
            found[take.answer] = try await whole(take.answer, of: share)
        }
        let debrief = DebriefMaker(interview, answers: found).debrief()
        let seen = zip(interview.turns, debrief.rows).filter { turn, _ in turn.asked != nil || turn.counting != nil }
        return SharedInterview(
            title: interview.title,
            turns: seen.map { turn, row in
                SharedInterview.Turn(
                    number: row.number,
                    question: row.question,
                    answer: turn.counting.flatMap { found[$0.answer] }.map { share.shown(of: $0) }
                )
            },
            summary: share.parts.contains(.scores) ? debrief.read.summary : []
        )
    }

    private func held(_ id: InterviewID, of share: Share) async throws -> Interview {
        guard let stored = try await InterviewStore(database).find(as: share.reader, id) else { throw Self.over }
        return stored.interview
    }

    /// Whether an answer is one that a link shows.
    ///
    /// - Throws: `request.not_found` when the interview is gone.
    package func shows(_ answer: AnswerID, at share: Share) async throws -> Bool {
        switch share.thing {
        case .answer(let id): id == answer
        case .interview(let id): try await held(id, of: share).turns.contains { $0.counting?.answer == answer }
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
    /// - Parameter answer: which answer it is about; nil where the link is to one.
    /// - Throws: `share.no_comments`, `request.invalid`, `request.rate_limited`.
    package func comment(
        at share: Share,
        on answer: AnswerID? = nil,
        name: String,
        text: String,
        reaction: ShareComment.Reaction?,
        atMs: Int?,
        from network: String
    ) async throws -> ShareComment {
        try Self.check(share, name, text, reaction, atMs)
        guard let answer = answer ?? share.thing.answer, try await shows(answer, at: share) else {
            throw WebError(.invalid, "answer wants the id of an answer that this link shows.")
        }
        let now = instant
        let id = CommentID(at: now.date)
        let count = Throttle.Count("comments \(share.id) \(network)", .comments)
        // What is said about a person's answer is theirs, and goes with their key.
        let key = try await database.sealingKey(of: share.owner)
        let name = try SealedText.stored(name, with: key, for: ShareComment.place(id, "name"))
        let text = try SealedText.stored(text, with: key, for: ShareComment.place(id, "text"))
        let made: (ShareComment?, Int?) = try await database.write { connection in
            if let wait = try Throttle.take([count], at: now, in: connection) { return (nil, wait) }
            // An answer that was deleted meanwhile takes no remarks: what hung on it is removed already.
            let held = try connection.execute(
                "SELECT id FROM answers WHERE id = $1 AND owner = $2 \(connection.dialect.lockRow)",
                [.text(answer.rawValue), .text(share.owner)]
            )
            guard !held.isEmpty else { throw Self.over }
            let crowd = try connection.execute(
                "SELECT COUNT(*) AS number FROM share_comments WHERE share = $1",
                [.text(share.id.rawValue)]
            )
            guard try crowd.first?.int("number") ?? 0 < Self.mostComments else { return (nil, nil) }
            let rows = try connection.execute(
                """
                INSERT INTO share_comments (id, share, owner, name, text, reaction, at_ms, state, created_at, answer)
                VALUES ($1, $2, $3, $4, $5, $6, $7, 'waiting', $8, $9) RETURNING *
                """,
                [
                    .text(id.rawValue), .text(share.id.rawValue), .text(share.owner), .text(name), .text(text),
                    reaction.map { .text($0.rawValue) } ?? .null, atMs.map { .int($0) } ?? .null, .time(now),
                    .text(answer.rawValue),
                ]
            )
            return (try rows.first.map { row in try ShareComment(row: row, in: connection) }, nil)
        }
        if let wait = made.1 { throw Self.slow(wait) }
        guard let comment = made.0 else { throw WebError(.noComments, "This link has as many remarks as one takes.") }
        return comment
    }
}
