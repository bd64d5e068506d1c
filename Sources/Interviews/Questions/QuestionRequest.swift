import FoundationEssentials
package import HTTPKit
package import Questions

/// The body of `POST /v1/questions` and of `PATCH /v1/questions/{id}`: what is said replaces, what is not said stays.
package struct QuestionRequest: Sendable, Hashable, Decodable {
    /// Names of the body.
    static let names = [
        "text", "kind", "competency", "skills", "roles", "levels", "difficulty", "talkingPoints", "exampleAnswer",
        "followUps", "seconds",
    ]
    /// Longest question, in bytes.
    package static let maxText = 1_000
    /// Most talking points, and most skills and roles.
    package static let maxList = 12
    /// Most follow-ups.
    package static let maxFollowUps = 4
    /// Longest example answer, in bytes.
    package static let maxExample = 6_000

    /// A follow-up as a client sends it.
    struct FollowUp: Sendable, Hashable, Decodable {
        var probe: String
        var text: String
    }

    var text: String?
    var kind: BankQuestion.Kind?
    var competency: String?
    var skills: [String]?
    var roles: [String]?
    var levels: [BankQuestion.Level]?
    var difficulty: BankQuestion.Difficulty?
    var talkingPoints: [String]?
    var exampleAnswer: String?
    var followUps: [FollowUp]?
    var seconds: Int?

    /// Reads a body.
    ///
    /// - Throws: `request.invalid`, with a sentence that names the place.
    package static func read(_ bytes: [UInt8]) throws(WebError) -> QuestionRequest {
        try StrictJSON.read(bytes, as: QuestionRequest.self, known: names)
    }

    /// A new question.
    ///
    /// - Throws: `request.invalid` for a missing text or a value out of range.
    package func question(id: String) throws(WebError) -> BankQuestion {
        guard text != nil else { throw WebError(.invalid, "text is missing: the question as it is asked.") }
        var question = BankQuestion(
            id: id,
            family: "own",
            kind: .behavioural,
            competency: "own",
            difficulty: .moderate,
            text: "",
            talkingPoints: [],
            exampleAnswer: "",
            followUps: [],
            seconds: 120
        )
        try apply(to: &question)
        return question
    }

    /// Changes a question by what is said.
    ///
    /// - Throws: `request.invalid` for a value out of range.
    package func apply(to question: inout BankQuestion) throws(WebError) {
        if let text { question.text = try StrictJSON.text(text, "text", most: Self.maxText) }
        if let kind { question.kind = kind }
        if let competency { question.competency = try StrictJSON.text(competency, "competency", most: 60) }
        if let skills { question.skills = try StrictJSON.texts(skills, "skills", count: Self.maxList, most: 60) }
        if let roles { question.roles = try StrictJSON.texts(roles, "roles", count: Self.maxList, most: 60) }
        if let levels {
            guard (1...5).contains(levels.count), Set(levels).count == levels.count else {
                throw WebError(.invalid, "levels wants one to five levels, each once.")
            }
            question.levels = levels
        }
        if let difficulty { question.difficulty = difficulty }
        if let talkingPoints {
            question.talkingPoints = try StrictJSON.texts(
                talkingPoints,
                "talkingPoints",
                count: Self.maxList,
                most: 300
            )
        }
        if let exampleAnswer {
            question.exampleAnswer =
                exampleAnswer.isEmpty
                ? "" : try StrictJSON.text(exampleAnswer, "exampleAnswer", most: Self.maxExample)
        }
        if let followUps { question.followUps = try Self.probes(followUps) }
        if let seconds {
            guard (30...600).contains(seconds) else { throw WebError(.invalid, "seconds wants 30 to 600.") }
            question.seconds = seconds
        }
        for followUp in question.followUps {
            if case .point(let index) = followUp.probe, index >= question.talkingPoints.count {
                throw WebError(.invalid, "followUps probes a talking point that the question does not have.")
            }
        }
    }

    private static func probes(_ followUps: [FollowUp]) throws(WebError) -> [BankQuestion.FollowUp] {
        guard followUps.count <= maxFollowUps else {
            throw WebError(.invalid, "followUps wants at most \(maxFollowUps) of them.")
        }
        var read: [BankQuestion.FollowUp] = []
        for followUp in followUps {
            guard let probe = BankQuestion.Probe(followUp.probe) else {
                let parts = BankQuestion.Probe.Part.allCases.map(\.rawValue).joined(separator: ", ")
                throw WebError(.invalid, "followUps.probe wants \(parts), or point:N for the Nth talking point.")
            }
            read.append(.init(probe: probe, text: try StrictJSON.text(followUp.text, "followUps.text", most: 300)))
        }
        return read
    }
}
