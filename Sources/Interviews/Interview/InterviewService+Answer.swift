package import Answers
package import Core
package import Database
package import FoundationEssentials
import HTTPKit
import Model
import Questions

extension InterviewService {
    /// Takes an answer to a question. The move is checked before anything is kept; an answer that was accepted is bound even when
    /// another device was faster, so that none is lost.
    ///
    /// - Parameters:
    ///   - key: the request's own; without one, the same words for the same question are the same answer.
    ///   - answers: accepts it.
    package func answer(
        as principal: Principal,
        _ id: InterviewID,
        turn number: Int,
        _ body: [UInt8],
        key: IdempotencyKey? = nil,
        through answers: AnswerService
    ) async throws -> StoredInterview {
        let asked = try TurnAnswerRequest.read(body)
        let stored = try await find(as: principal, id)
        let answer: AnswerID
        var typed = false
        var source: UploadID?
        switch asked.content {
        case .existing(let text):
            answer = try await existing(as: principal, text, stored.interview, number)
        case .typed(let text):
            let own = try key ?? Self.key(as: principal, id, number, text)
            if let earlier = try await earlier(own) {
                answer = earlier
            } else {
                try stored.interview.checkAnswer(number, at: instant)
                answer = try await accept(as: principal, typed: text, stored, number, asked, key: own, through: answers)
            }
            typed = true
        case .upload(let text):
            guard let upload = UploadID(text) else {
                throw WebError(.missingAudio, "uploadId wants the id of an upload that is complete (upl_…).")
            }
            if stored.interview.turn(number)?.takes.contains(where: { $0.upload == upload.rawValue }) == true {
                return stored
            }
            try stored.interview.checkAnswer(number, at: instant)
            source = upload
            let fields = try await fields(as: principal, stored, number, asked)
            answer = try await answers.accept(as: principal, upload, fields).id
        }
        let bound = try await move(
            as: principal,
            id,
            .bind(turn: number, answer: answer, typed: typed, upload: source)
        )
        guard bound.interview.reviewUntil != nil else { return bound }
        // Typed words and words that were recognised before are there already: the next question follows at once.
        return try await advance(as: principal, bound) ?? bound
    }

    /// Takes a recording that lies on this disk as the answer to a question.
    package func answer(
        as principal: Principal,
        _ id: InterviewID,
        turn number: Int,
        file: URL,
        through answers: AnswerService
    ) async throws -> StoredInterview {
        let stored = try await find(as: principal, id)
        try stored.interview.checkAnswer(number, at: instant)
        let asked = TurnAnswerRequest(content: .upload(""), emotionConsent: false)
        let answer = try await answers.accept(
            as: principal,
            file: file,
            try await fields(as: principal, stored, number, asked)
        )
        return try await move(as: principal, id, .bind(turn: number, answer: answer.id, typed: false))
    }

    private func existing(
        as principal: Principal,
        _ text: String,
        _ interview: Interview,
        _ number: Int
    ) async throws -> AnswerID {
        guard let answer = AnswerID(text), try await results.find(as: principal, answer) != nil else {
            throw WebError(.notFound, "There is no answer with this id.")
        }
        let isBound = interview.turn(number)?.takes.contains { $0.answer == answer } ?? false
        if !isBound { try interview.checkAnswer(number, at: instant) }
        return answer
    }

    private static func key(as principal: Principal, _ id: InterviewID, _ number: Int, _ text: String) throws
        -> IdempotencyKey
    {
        guard
            var key = IdempotencyKey(
                Fingerprint.of([text]),
                scope: "answer \(number) of \(id) of \(principal.owner)"
            )
        else { throw WebError(.invalid, "The answer cannot be taken.") }
        key.request = Fingerprint.of(["typed", text])
        return key
    }

    private func earlier(_ key: IdempotencyKey) async throws -> AnswerID? {
        guard let found = try await IdempotencyStore(store.database).find(key, at: instant) else { return nil }
        guard found.request == key.request else {
            throw WebError(
                .keyReused,
                "This Idempotency-Key belongs to an earlier request that said something else. Send a new key."
            )
        }
        return AnswerID(found.resource)
    }

    private func accept(
        as principal: Principal,
        typed text: String,
        _ stored: StoredInterview,
        _ number: Int,
        _ asked: TurnAnswerRequest,
        key: IdempotencyKey,
        through answers: AnswerService
    ) async throws -> AnswerID {
        let fields = try await fields(as: principal, stored, number, asked)
        switch try await answers.accept(as: principal, typed: text, fields, key: key) {
        case .accepted(let answer): return answer.id
        case .earlier(let earlier):
            guard earlier.request == key.request, let answer = AnswerID(earlier.resource) else {
                throw WebError(
                    .keyReused,
                    "This Idempotency-Key belongs to an earlier request that said something else. Send a new key."
                )
            }
            return answer
        case .recordingGone: throw StorageError(.unavailable, "The answer was not accepted; send it again.")
        }
    }

    /// What the judge may know about an answer to a question of an interview.
    private func fields(
        as principal: Principal,
        _ stored: StoredInterview,
        _ number: Int,
        _ asked: TurnAnswerRequest
    ) async throws -> UploadFields {
        guard let turn = stored.interview.turn(number) else {
            throw InterviewsError(.state, "There is no question \(number).")
        }
        let plan = stored.interview.plan
        let background = try await store.background(as: principal, stored.interview.id)
        let asking = turn.parent.flatMap { stored.interview.turn($0) } ?? turn
        let rubric = plan.rubric ?? engines.rubric?(asking.question.kind)
        var values: [(String, String?)] = [
            ("question", turn.question.text), ("role", plan.role),
            ("level", plan.level == .any ? nil : plan.level.rawValue), ("candidate", plan.candidate),
            ("interviewer", plan.interviewer), ("company", plan.company), ("language", plan.language),
            ("rubric", rubric), ("resume", background?.resume), ("jobDescription", background?.jobDescription),
            ("knowledge", plan.knowledge == true ? "true" : nil),
            ("emotionConsent", asked.emotionConsent ? "true" : nil),
        ]
        // A follow-up asks for one thing; the points of the whole answer are not what it is measured by.
        if turn.kind == .question, !turn.question.talkingPoints.isEmpty {
            values.append(("idealAnswer", turn.question.talkingPoints.joined(separator: "; ")))
        }
        var fields = UploadFields()
        for (name, value) in values {
            if let value { try fields.set(name, bytes: Array(value.utf8)) }
        }
        return fields
    }

    /// Asks what comes after an answer, when its words are known or when waiting has lasted long enough.
    ///
    /// - Returns: the interview afterwards; nil when there is nothing to do yet.
    package func advance(as principal: Principal, _ stored: StoredInterview) async throws -> StoredInterview? {
        let interview = stored.interview
        guard interview.state == .reviewing, let until = interview.reviewUntil, let number = interview.current,
            let turn = interview.turn(number), let take = turn.counting
        else { return nil }
        let owner = principal.acting(for: stored.owner)
        let isLate = instant >= until
        guard let (answer, results) = try await results.results(as: owner, of: take.answer) else {
            return try await move(as: owner, interview.id, .advance(turn: number, followUp: nil, source: .bank))
        }
        let words = try answer.submission.transcript ?? AnswerAssembly.answer(answer, results).transcript
        if words == nil, !isLate, answer.status != .failed { return nil }
        var chosen: (BankQuestion.FollowUp, StoredQuestion.Source)?
        if let words, !isLate { chosen = await followUp(to: words, after: turn, in: interview) }
        return try await move(
            as: owner,
            interview.id,
            .advance(turn: number, followUp: chosen?.0, source: chosen?.1 ?? .bank)
        )
    }

    /// The next follow-up: a model's words when there is one, else the question's own or what the answer lacks.
    private func followUp(to words: Transcript, after turn: InterviewTurn, in interview: Interview) async -> (
        BankQuestion.FollowUp, StoredQuestion.Source
    )? {
        let root = turn.parent ?? turn.number
        let family = interview.turns.filter { $0.number == root || $0.parent == root }
        guard let question = interview.turn(root)?.question else { return nil }
        let asked = family.filter { $0.kind == .followUp }.map(\.question.text)
        var covered = await engines.coverage.read(question, words)
        if turn.number != root { covered.formUnion(await earlierCovered(question, family, but: turn.number)) }
        let rule = FollowUpRule(most: interview.plan.followUps)
        guard let own = rule.next(after: question, covered: covered, asked: asked) else { return nil }
        if let writer = engines.writer {
            let request = FollowUpOrder(question: question, answer: words.text, probe: own.probe, asked: asked)
            let limit = engines.followUpMs
            let written = await TimeLimit.within(limit) { try? await writer.followUp(request) }
            if let written { return (.init(probe: own.probe, text: written), .model) }
        }
        return (own, .bank)
    }

    /// What the earlier answers to the same question contain.
    private func earlierCovered(_ question: BankQuestion, _ family: [InterviewTurn], but number: Int) async -> Set<
        BankQuestion.Probe
    > {
        var covered: Set<BankQuestion.Probe> = []
        for turn in family where turn.number != number {
            guard let take = turn.counting, let found = try? await results.results(as: .system, of: take.answer) else {
                continue
            }
            let words =
                found.answer.submission.transcript
                ?? (try? AnswerAssembly.answer(found.answer, found.results))?.transcript
            if let words { covered.formUnion(await engines.coverage.read(question, words)) }
        }
        return covered
    }

    /// Looks at every interview that is due: goes on where an answer's words have come, and ends what is past its deadline.
    ///
    /// - Returns: how many were changed.
    @discardableResult
    package func tick(limit: Int = 200) async throws -> Int {
        var changed = 0
        for stored in try await store.due(at: instant, limit: limit) {
            if Task.isCancelled { break }
            let id = stored.interview.id
            if stored.interview.isExpired(at: instant) {
                _ = try? await move(as: .system, id, .expire)
                changed += 1
            } else if (try? await advance(as: .system, stored)) != nil {
                changed += 1
            }
        }
        return changed
    }
}
