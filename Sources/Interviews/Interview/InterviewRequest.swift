import Core
package import FoundationEssentials
package import HTTPKit
package import Questions

/// The body of `POST /v1/interviews`.
package struct InterviewRequest: Sendable, Hashable, Decodable {
    /// Names of the body.
    static let names = [
        "mode", "title", "role", "level", "industry", "skills", "questions", "count", "mix", "thinkMs", "limitMs",
        "retakes", "followUps", "deadline", "candidate", "interviewer", "company", "language", "rubric", "resume",
        "jobDescription", "resumeMatch", "knowledge", "generate", "observations", "faceSamples", "list",
    ]
    /// Longest résumé or job description, in bytes.
    package static let maxDocument = 64 << 10

    /// How the questions are mixed: weights by name.
    struct Mix: Sendable, Hashable, Decodable {
        var difficulties: [String: Int]?
        var kinds: [String: Int]?
    }

    var mode: InterviewMode
    var title: String?
    var role: String?
    var level: BankQuestion.Level?
    var industry: String?
    var skills: [String]?
    var questions: [String]?
    var list: String?
    var knowledge: Bool?
    var count: Int?
    var mix: Mix?
    var thinkMs: Int?
    var limitMs: Int?
    var retakes: Int?
    var followUps: Int?
    var deadline: Date?
    var candidate: String?
    var interviewer: String?
    var company: String?
    var language: String?
    var rubric: String?
    var resume: String?
    var jobDescription: String?
    var resumeMatch: String?
    var generate: Bool?
    var observations: Bool?
    var faceSamples: Bool?

    /// Reads a body.
    ///
    /// - Throws: `request.invalid`, with a sentence that names the place.
    package static func read(_ bytes: [UInt8]) throws(WebError) -> InterviewRequest {
        let request = try StrictJSON.read(bytes, as: InterviewRequest.self, known: names)
        if request.faceSamples == true, request.observations != true {
            throw WebError(.invalid, "faceSamples needs observations: true as well.")
        }
        return request
    }

    /// What is agreed.
    ///
    /// - Parameters:
    ///   - seed: picks the questions.
    ///   - now: a deadline must be later.
    /// - Throws: `request.invalid` for a value out of range.
    package func plan(seed: UInt64, at now: Date) throws(WebError) -> InterviewPlan {
        var plan = InterviewPlan(mode)
        plan.seed = seed
        plan.role = try Self.short(role, "role", 80)
        plan.level = level ?? .any
        plan.industry = try Self.short(industry, "industry", 80)
        plan.skills = try StrictJSON.texts(skills ?? [], "skills", count: 20, most: 60)
        plan.candidate = try Self.short(candidate, "candidate", 200)
        plan.interviewer = try Self.short(interviewer, "interviewer", 200)
        plan.company = try Self.short(company, "company", 200)
        plan.rubric = try Self.short(rubric, "rubric", 200)
        if let language = try Self.short(language, "language", 35) { plan.language = language }
        plan.thinkMs = try Self.number(thinkMs, "thinkMs", 0...InterviewPlan.maxMs) ?? plan.thinkMs
        plan.limitMs = try Self.number(limitMs, "limitMs", 0...InterviewPlan.maxMs) ?? plan.limitMs
        guard plan.limitMs == 0 || plan.limitMs >= 5_000 else {
            throw WebError(.invalid, "limitMs wants 0 for no limit, or at least 5,000.")
        }
        plan.retakes = try Self.number(retakes, "retakes", 0...InterviewPlan.maxRetakes) ?? plan.retakes
        plan.followUps = try Self.number(followUps, "followUps", 0...2) ?? plan.followUps
        guard mode == .mock || plan.followUps == 0 else {
            throw WebError(.invalid, "followUps are asked in the mode mock only.")
        }
        if let deadline {
            guard deadline > now else { throw WebError(.invalid, "deadline wants a time that is still to come.") }
            plan.deadline = Instant(deadline)
        }
        plan.knowledge = knowledge == true ? true : nil
        plan.observes = observations ?? false
        plan.samplesFaces = faceSamples ?? false
        return plan
    }

    /// The texts behind it.
    ///
    /// - Throws: `request.invalid` for one that is too long.
    package func background() throws(WebError) -> InterviewBackground {
        InterviewBackground(
            resume: try Self.short(resume, "resume", Self.maxDocument),
            jobDescription: try Self.short(jobDescription, "jobDescription", Self.maxDocument)
        )
    }

    /// How many prepared questions there will be.
    ///
    /// - Throws: `request.invalid`.
    package func wanted() throws(WebError) -> Int {
        try Self.number(count, "count", 1...InterviewPlan.maxCount) ?? InterviewPlan.count(mode)
    }

    /// The mix, when one is asked for.
    ///
    /// - Throws: `request.invalid` for an unknown name or a weight out of range.
    package func questionMix() throws(WebError) -> QuestionMix? {
        guard let mix else { return nil }
        return try Self.mix(difficulties: mix.difficulties ?? [:], kinds: mix.kinds ?? [:])
    }

    /// A mix from its names.
    static func mix(difficulties: [String: Int], kinds: [String: Int]) throws(WebError) -> QuestionMix {
        var read = QuestionMix()
        for (name, weight) in difficulties {
            guard let difficulty = BankQuestion.Difficulty(rawValue: name), (0...1_000).contains(weight) else {
                throw WebError(.invalid, "mix.difficulties wants easy, moderate, hard with weights from 0 to 1,000.")
            }
            read.difficulties[difficulty] = weight
        }
        for (name, weight) in kinds {
            guard let kind = BankQuestion.Kind(rawValue: name), (0...1_000).contains(weight) else {
                let known = BankQuestion.Kind.allCases.map(\.rawValue).joined(separator: ", ")
                throw WebError(.invalid, "mix.kinds wants some of \(known) with weights from 0 to 1,000.")
            }
            read.kinds[kind] = weight
        }
        return read
    }

    static func short(_ text: String?, _ name: String, _ most: Int) throws(WebError) -> String? {
        guard let text, !text.isEmpty else { return nil }
        return try StrictJSON.text(text, name, most: most)
    }

    static func number(_ number: Int?, _ name: String, _ range: ClosedRange<Int>) throws(WebError) -> Int? {
        guard let number else { return nil }
        guard range.contains(number) else {
            throw WebError(.invalid, "\(name) wants a whole number from \(range.lowerBound) to \(range.upperBound).")
        }
        return number
    }
}

/// The body of a move: which question the caller means, and which version it saw.
package struct MoveRequest: Sendable, Hashable, Decodable {
    var turn: Int?
    var version: Int?

    /// Reads a body; none at all says nothing.
    ///
    /// - Throws: `request.invalid`.
    package static func read(_ bytes: [UInt8]) throws(WebError) -> MoveRequest {
        let request = try StrictJSON.read(bytes, as: MoveRequest.self, known: ["turn", "version"])
        _ = try InterviewRequest.number(request.turn, "turn", 1...10_000)
        _ = try InterviewRequest.number(request.version, "version", 1...1_000_000_000)
        return request
    }

    func needed() throws(WebError) -> Int {
        guard let turn else {
            throw WebError(.invalid, "turn is missing: the number of the question that is meant.")
        }
        return turn
    }
}

/// The body of `POST /v1/interviews/{id}/turns/{n}/answer`: one of an answer that exists, words, or a complete upload.
package struct TurnAnswerRequest: Sendable, Hashable {
    /// What is answered with.
    package enum Content: Sendable, Hashable {
        /// An answer that was sent before.
        case existing(String)
        /// The answer's own words.
        case typed(String)
        /// An upload that holds the recording.
        case upload(String)
    }

    /// What is answered with.
    package var content: Content
    /// Whether the speaker consents to the emotion endpoint.
    package var emotionConsent: Bool

    private struct Body: Decodable {
        var answerId: String?
        var answer: String?
        var uploadId: String?
        var emotionConsent: Bool?
    }

    /// Reads a body.
    ///
    /// - Throws: `request.invalid`.
    package static func read(_ bytes: [UInt8]) throws(WebError) -> TurnAnswerRequest {
        let names = ["answerId", "answer", "uploadId", "emotionConsent"]
        let body = try StrictJSON.read(bytes, as: Body.self, known: names)
        let contents =
            [
                body.answerId.map(Content.existing), body.answer.map(Content.typed), body.uploadId.map(Content.upload),
            ].compactMap(\.self)
        guard contents.count == 1, let content = contents.first else {
            throw WebError(.invalid, "Send one of answerId, answer (the words), or uploadId (a complete upload).")
        }
        if case .typed(let text) = content, !text.contains(where: \.isLetter) || text.utf8.count > 256 << 10 {
            throw WebError(.invalid, "answer wants words, in at most 256 KB.")
        }
        return TurnAnswerRequest(content: content, emotionConsent: body.emotionConsent ?? false)
    }
}
