package import Core
import Database
import FoundationEssentials
package import HTTPKit
import Model
import Questions

extension InterviewService {
    /// Questions a model writes: of the kinds and difficulties asked for, unique among themselves, against earlier ones and against the
    /// bank, in words and, where texts can be placed, in meaning. Never fails for want of a model: there may be fewer than wanted, and
    /// the notes say why.
    func write(_ order: QuestionOrder, avoiding earlier: [String]) async throws -> (
        questions: [BankQuestion], notes: [String]
    ) {
        guard let writer = engines.writer else {
            return ([], ["No model is set up here, so the questions are from the bank."])
        }
        var kept: [BankQuestion] = []
        var failure: String?
        let deadline = instant.advanced(byMs: engines.generateMs)
        // A second request only tops up what the first one left open.
        for _ in 0..<2 where kept.count < order.count {
            let left = Int(clamping: deadline.milliseconds - instant.milliseconds)
            guard left > 500 else { break }
            let part = order.left(after: kept)
            let known = earlier + kept.map(\.text)
            let written = await TimeLimit.within(left) { () async -> Result<[BankQuestion], any Error>? in
                do { return .success(try await writer.questions(part, known)) } catch { return .failure(error) }
            }
            switch written {
            case .success(let drafts): await keep(drafts, of: order, avoiding: known, in: &kept)
            case .failure(let error): failure = (error as? any CodedError)?.code ?? "evaluate.malformed"
            case nil: failure = "evaluate.timeout"
            }
            if failure != nil { break }
        }
        var notes: [String] = []
        if kept.count < order.count {
            let reason = failure.map { " (\($0))" } ?? ""
            notes.append(
                kept.isEmpty
                    ? "The model could not write questions\(reason), so they are from the bank."
                    : "The model wrote \(kept.count) of \(order.count) questions\(reason); the others are from the bank."
            )
        }
        return (kept, notes)
    }

    /// Adds the drafts that fit the order and ask something new.
    private func keep(
        _ drafts: [BankQuestion],
        of order: QuestionOrder,
        avoiding known: [String],
        in kept: inout [BankQuestion]
    ) async {
        var fresh: [BankQuestion] = []
        for draft in drafts {
            let isKnown = (known + fresh.map(\.text)).contains { QuestionLikeness.alike($0, draft.text) }
            if !isKnown, questions.bank.same(as: draft.text).isEmpty { fresh.append(draft) }
        }
        let repeats = await questions.meaning?.repeats(fresh.map(\.text), of: known) ?? []
        for (place, draft) in fresh.enumerated() where !repeats.contains(place) && kept.count < order.count {
            guard order.takes(draft, after: kept) else { continue }
            var question = draft
            question.id = QuestionID(at: now()).rawValue
            question.levels = [order.level]
            kept.append(question)
        }
    }

    /// Questions for a body of `POST /v1/questions/generate`: exactly as many as wanted, those of the model kept as the caller's own.
    package func generate(as principal: Principal, _ body: [UInt8]) async throws -> GeneratedQuestions {
        let asked = try GenerateRequest.read(body)
        if let role = asked.order.role, case .unknown = questions.titles.verdict(role) {
            throw InterviewsError(
                .unknownTitle,
                "“\(role.prefix(80))” does not read as a job title. Send one such as “Node developer” or “Nurse”."
            )
        }
        let earlier = try await earlier(as: principal)
        let own = try await questions.store.list(as: principal)
        let known = own.map(\.question.text).prefix(200) + earlier.texts
        var order = asked.order
        var use: KnowledgeUse?
        if asked.knowledge == true {
            use = await self.known(as: principal, [order.role].compactMap(\.self) + order.skills)
            order.passages = use?.passages ?? []
        }
        var (written, notes) = try await write(order, avoiding: Array(known))
        if let use { notes.insert(use.note, at: 0) }
        let moment = instant
        let stored = written.map { question in
            StoredQuestion(owner: principal.owner, source: .model, question: question, created: moment)
        }
        if case .tooMany = try await questions.store.add(as: principal, stored) {
            throw InterviewsError.tooManyQuestions
        }
        // What a good answer contains is seen where one question is asked for, and in an interview after the answer.
        var replies = stored.map { QuestionReply($0, whole: false) }
        let left = asked.order.count - written.count
        if left > 0 {
            var plan = InterviewPlan(.practice)
            (plan.role, plan.level, plan.skills) = (asked.order.role, asked.order.level, asked.order.skills)
            plan.seed = UInt64(bitPattern: moment.milliseconds)
            let mix = QuestionMix(
                difficulties: order.left(after: written).difficulties,
                kinds: Dictionary(order.kinds.map { ($0, 1) }, uniquingKeysWith: +)
            )
            let picker = InterviewPicker(bank: questions.bank, titles: questions.titles)
            let picked = try picker.pick(plan, count: left, mix: mix, excluding: earlier.ids)
            replies += picked.questions.map { QuestionReply($0, source: .bank, whole: false) }
            if picked.toppedUp > 0 {
                notes.append(
                    "\(picked.toppedUp) of the questions are not of the subject asked for: there were too few."
                )
            }
        }
        return GeneratedQuestions(
            questions: replies,
            written: written.count,
            model: written.isEmpty ? nil : engines.writer?.model,
            notes: notes
        )
    }
}

/// What came of generating questions.
package struct GeneratedQuestions: Sendable, Hashable, Encodable {
    /// Exactly as many as wanted.
    package var questions: [QuestionReply]
    /// How many a model wrote.
    package var written: Int
    /// The model; absent when it wrote none.
    package var model: String?
    /// Sentences about how they were made.
    package var notes: [String]
}

/// The body of `POST /v1/questions/generate`.
package struct GenerateRequest: Sendable, Hashable {
    /// Names of the body.
    static let names = [
        "role", "level", "industry", "skills", "kinds", "difficulties", "count", "resume", "jobDescription",
        "knowledge",
    ]
    /// Most questions of one request.
    package static let maxCount = 20

    var order: QuestionOrder
    var knowledge: Bool?

    private struct Body: Decodable {
        var role: String?
        var level: BankQuestion.Level?
        var industry: String?
        var skills: [String]?
        var kinds: [BankQuestion.Kind]?
        var count: Int?
        var resume: String?
        var jobDescription: String?
        var difficulties: [String: Int]?
        var knowledge: Bool?
    }

    /// Reads a body.
    ///
    /// - Throws: `request.invalid`.
    package static func read(_ bytes: [UInt8]) throws(WebError) -> GenerateRequest {
        let body = try StrictJSON.read(bytes, as: Body.self, known: names)
        let kinds = body.kinds ?? []
        guard Set(kinds).count == kinds.count else { throw WebError(.invalid, "kinds wants each kind once.") }
        let count = try InterviewRequest.number(body.count, "count", 1...maxCount) ?? 5
        let weights = try InterviewRequest.mix(difficulties: body.difficulties ?? [:], kinds: [:]).difficulties
        var request = GenerateRequest(
            order: QuestionOrder(
                count: count,
                role: try InterviewRequest.short(body.role, "role", 80),
                level: body.level ?? .any,
                industry: try InterviewRequest.short(body.industry, "industry", 80),
                skills: try StrictJSON.texts(body.skills ?? [], "skills", count: 20, most: 60),
                kinds: kinds,
                background: InterviewBackground(
                    resume: try InterviewRequest.short(body.resume, "resume", InterviewRequest.maxDocument),
                    jobDescription: try InterviewRequest.short(
                        body.jobDescription,
                        "jobDescription",
                        InterviewRequest.maxDocument
                    )
                )
            ),
            knowledge: body.knowledge
        )
        request.order.difficulties = QuestionMix.shares(of: count, by: weights)
        return request
    }
}

extension QuestionOrder {
    /// What is left to write after some questions are kept.
    func left(after kept: [BankQuestion]) -> QuestionOrder {
        var order = self
        order.count = max(0, count - kept.count)
        for (difficulty, wanted) in difficulties {
            let left = wanted - kept.count { $0.difficulty == difficulty }
            order.difficulties[difficulty] = left > 0 ? left : nil
        }
        return order
    }

    /// Whether a draft is of a kind and a difficulty that is still wanted.
    func takes(_ draft: BankQuestion, after kept: [BankQuestion]) -> Bool {
        guard kinds.isEmpty || kinds.contains(draft.kind) else { return false }
        return difficulties.isEmpty || left(after: kept).difficulties[draft.difficulty] != nil
    }
}
