package import Accounts
package import Answers
package import Core
package import Database
import FoundationEssentials
import HTTPKit
import HTTPTypes
import Hummingbird
import Model

/// Kind of ``ReviewID``.
package enum ReviewKind: IdentifierKind {
    package static let prefix = "rev"
}

/// A decision's identifier.
package typealias ReviewID = Identifier<ReviewKind>

/// Answers of others, for reviewers: only where the installation serves an employer or a school or is run for a group, and only of
/// people who agreed to it. Each look is written into the audit log, where the person sees it.
package struct ReviewService: Sendable {
    /// What a reviewer decides. The raw values are stored and never change.
    package enum Decision: String, Sendable, Hashable, CaseIterable {
        case advance
        case decline
        case hold
        case note
    }

    struct Asked: Decodable {
        var decision: String
        var reason: String
    }

    struct Reply: Encodable {
        var id: String
        var answer: String
        var decision: String
        var reason: String
        var reviewer: String
        var createdAt: Date
    }

    private struct List: Encodable { var reviews: [Reply] }

    let service: AccountService
    private let answers: AnswerService
    private let database: any SQLDatabase
    let allowed: Bool

    /// Reviews.
    ///
    /// - Parameter allowed: whether this installation has reviewers at all (`accounts.reviews`).
    package init(_ database: any SQLDatabase, accounts: AccountService, answers: AnswerService, allowed: Bool) {
        self.database = database
        service = accounts
        self.answers = answers
        self.allowed = allowed
    }

    /// The answers of a person.
    ///
    /// - Throws: `account.recordings_private`, `request.forbidden`, `request.not_found`.
    func list(as principal: Principal, of account: String, cursor: String?) async throws -> AnswerList {
        let person = try await person(as: principal, account)
        var list = try await answers.shelf(as: person, limit: 50, cursor: cursor)
        for place in list.answers.indices { list.answers[place].hideLabel() }
        try await note(principal, .answerViewed, on: "list", of: account)
        return list
    }

    /// One answer of a person. What its voice sounded like (emotion) and what the person calls it are left out.
    func answer(as principal: Principal, _ id: AnswerID, of account: String) async throws -> Answer {
        let person = try await person(as: principal, account)
        var answer = try await answers.read(as: person, id)
        answer.emotion = nil
        answer.hideLabel()
        try await note(principal, .answerViewed, on: id.rawValue, of: account)
        return answer
    }

    /// The recording of an answer of a person.
    func sound(
        as principal: Principal,
        _ id: AnswerID,
        of account: String,
        _ request: Request,
        _ context: WebContext
    ) async throws -> Response {
        let person = try await person(as: principal, account)
        var response = try await answers.sound(as: person, id, request, context)
        response.headers[.cacheControl] = "private, no-store"
        // A player asks for a recording in parts; the first one is the look.
        if request.headers[.range]?.hasPrefix("bytes=0-") ?? true {
            try await note(principal, .answerViewed, on: id.rawValue, of: account)
        }
        return response
    }

    /// Keeps a decision about an answer.
    func decide(as principal: Principal, _ id: AnswerID, of account: String, _ asked: Asked) async throws
        -> Reply
    {
        guard let decision = Decision(rawValue: asked.decision) else {
            throw WebError(.invalid, "decision wants one of advance, decline, hold, note.")
        }
        guard (1...2_000).contains(asked.reason.count), !asked.reason.contains("\0"),
            !SealedText.isSealed(asked.reason)
        else {
            throw WebError(.invalid, "reason wants 1 to 2000 characters: a decision without one helps nobody.")
        }
        let person = try await person(as: principal, account)
        _ = try await answers.read(as: person, id)
        let now = service.instant
        let review = ReviewID(at: now.date)
        // What is decided about a person is theirs, and goes with their key.
        let key = try await database.sealingKey(of: account)
        let reason = try SealedText.stored(asked.reason, with: key, for: Self.place(review.rawValue))
        _ = try await database.write { connection in
            try connection.execute(
                """
                INSERT INTO reviews (id, answer, owner, reviewer, decision, reason, created_at)
                VALUES ($1, $2, $3, $4, $5, $6, $7)
                """,
                [
                    .text(review.rawValue), .text(id.rawValue), .text(account), .text(principal.owner),
                    .text(decision.rawValue), .text(reason), .time(now),
                ]
            )
            try AuditLog.add(
                as: principal,
                .answerReviewed,
                on: id.rawValue,
                of: account,
                decision.rawValue,
                at: now,
                in: connection
            )
        }
        return Reply(
            id: review.rawValue,
            answer: id.rawValue,
            decision: decision.rawValue,
            reason: asked.reason,
            reviewer: principal.owner,
            createdAt: now.date
        )
    }

    func decisions(as principal: Principal, _ id: AnswerID, of account: String) async throws -> [Reply] {
        _ = try await person(as: principal, account)
        return try await database.read { connection in
            try connection.execute(
                "SELECT * FROM reviews WHERE answer = $1 AND owner = $2 ORDER BY id LIMIT 200",
                [.text(id.rawValue), .text(account)]
            ).map { row in
                Reply(
                    id: try row.text("id"),
                    answer: try row.text("answer"),
                    decision: try row.text("decision"),
                    reason: try connection.opened(try row.text("reason"), from: Self.place(try row.text("id"))),
                    reviewer: try row.text("reviewer"),
                    createdAt: try row.time("created_at").date
                )
            }
        }
    }

    private static func place(_ id: String) -> String { "reviews/\(id)/reason" }

    /// What reviews have in texts.
    package static let sealed = [SealedTable("reviews", ["reason"]) { keys, _ in place(keys[0]) }]

    /// Removes what was decided about an answer with the answer.
    package static let observer = DomainObserver { event, connection throws(StorageError) in
        guard event.name == "answer.deleted" else { return }
        for answer in event.subjects {
            try connection.execute("DELETE FROM reviews WHERE answer = $1", [.text(answer.id)])
        }
    }

    /// Removes what reviewers wrote about a person.
    ///
    /// - Returns: how many decisions.
    package static func removeAll(of person: Principal, in database: any SQLDatabase) async throws -> Int {
        try await database.write { connection in
            try connection.execute("DELETE FROM reviews WHERE owner = $1 RETURNING id", [.text(person.owner)]).count
        }
    }

    /// The principal that reads in a person's place, when reviewing is allowed here and by the person. An unknown person and one
    /// who does not agree are the same, so that consent itself tells nothing.
    func person(as principal: Principal, _ account: String) async throws -> Principal {
        try principal.require(.answersReview)
        let refusal = WebError(
            .recordingsPrivate,
            "Reviewers may look only where the installation has reviews on and the person agreed."
        )
        guard allowed, let id = AccountID(account), let person = try await service.reviewable(as: principal, id) else {
            throw refusal
        }
        return Principal(.user, owner: person.id.rawValue, permissions: [.answersRead])
    }

    private func note(
        _ principal: Principal,
        _ action: AuditEntry.Action,
        on subject: String,
        of account: String
    ) async throws {
        let now = service.instant
        _ = try await database.write { connection in
            try AuditLog.add(as: principal, action, on: subject, of: account, at: now, in: connection)
        }
    }

    /// Registers the routes.
    func add(to routes: Routes) {
        routes.add(Operations.administration["listReviewable"]) { request, context in
            let cursor = request.uri.queryParameters["cursor"].map(String.init)
            return try JSONReply.response(
                try await list(as: try context.signedIn, of: Self.account(context), cursor: cursor)
            )
        }
        routes.add(Operations.administration["getReviewable"]) { _, context in
            try JSONReply.response(
                try await answer(as: try context.signedIn, try Self.id(context), of: Self.account(context))
            )
        }
        routes.add(Operations.administration["listReviews"]) { _, context in
            let reviews = try await decisions(as: try context.signedIn, try Self.id(context), of: Self.account(context))
            return try JSONReply.response(List(reviews: reviews))
        }
        routes.add(Operations.administration["createReview"]) { request, context in
            let data = Data(try await request.wholeBody(upTo: 16 << 10))
            guard let asked = try? JSONDecoder().decode(Asked.self, from: data) else {
                throw WebError(.invalid, "The body wants a JSON object with decision and reason.")
            }
            let reply = try await decide(
                as: try context.signedIn,
                try Self.id(context),
                of: Self.account(context),
                asked
            )
            return try JSONReply.response(reply, status: .created)
        }
    }

    private static func account(_ context: WebContext) -> String { context.parameters.get("account") ?? "" }

    private static func id(_ context: WebContext) throws(WebError) -> AnswerID {
        guard let id = context.parameters.get("id").flatMap({ AnswerID($0) }) else {
            throw WebError(.notFound, "There is no answer with this id.")
        }
        return id
    }
}
