package import Model

/// One question of a bank with everything practice needs: what was asked, what a good answer has in it, what to ask next.
///
/// Bank files, users' own questions and generated questions share this model. Fields added later must be optional.
package struct BankQuestion: Sendable, Hashable, Codable, Identifiable {
    /// What sort of answer the question asks for.
    package enum Kind: String, Sendable, Hashable, Codable, CaseIterable {
        /// An experience from the speaker's past.
        case behavioural
        /// Knowledge of a subject.
        case technical
        /// What the speaker would do in a given situation.
        case situational
        /// The speaker's background, strengths and working style.
        case aboutYou = "about-you"
        /// Why this work, this employer, this move.
        case motivation
        /// The end of an interview, including the speaker's own questions.
        case closing
        /// A business or professional problem to think through aloud.
        case `case` = "case"
        /// A system or a product to design.
        case design
        /// A programming task to solve in words.
        case coding
        /// A query or a schema to explain.
        case sql
        /// A fault to find.
        case troubleshooting
    }

    /// How much experience the question supposes.
    package enum Level: String, Sendable, Hashable, Codable, CaseIterable {
        /// First job, apprenticeship, graduate.
        case entry
        /// Two to five years.
        case mid
        /// More than five years.
        case senior
        /// Leads people or the direction of a field.
        case lead
        /// Everyone.
        case any
    }

    /// How hard the question is for the level it is meant for.
    package enum Difficulty: String, Sendable, Hashable, Codable, CaseIterable {
        case easy
        case moderate
        case hard
    }

    /// What a follow-up asks for: a part of a told experience, or a talking point.
    package enum Probe: Sendable, Hashable {
        /// A part of the STAR scheme, or what was learned.
        case part(Part)
        /// The talking point with this index, from 0.
        case point(Int)

        /// The parts of a told experience.
        package enum Part: String, Sendable, Hashable, Codable, CaseIterable {
            case situation
            case task
            case action
            case result
            /// What the speaker learned, or would do differently.
            case reflection
        }
    }

    /// A question to ask next, and what it is for.
    package struct FollowUp: Sendable, Hashable, Codable {
        /// What it asks for; it is not asked when the answer already has it.
        package var probe: Probe
        /// The question as spoken.
        package var text: String

        /// A follow-up.
        package init(probe: Probe, text: String) {
            self.probe = probe
            self.text = text
        }
    }

    /// The stable id: lower-case words joined by hyphens.
    package var id: String
    /// The family, which is the name of the file it came from, e.g. `backend`.
    package var family: String
    /// What sort of answer it asks for.
    package var kind: Kind
    /// The competency or topic it tests, e.g. `conflict` or `caching`.
    package var competency: String
    /// Skills it needs, in lower case.
    package var skills: [String]
    /// Roles and industries it is meant for; empty when it suits every role.
    package var roles: [String]
    /// The levels it is meant for.
    package var levels: [Level]
    /// How hard it is.
    package var difficulty: Difficulty
    /// The question, fit to be spoken aloud.
    package var text: String
    /// What a good answer contains, 3–6 points.
    package var talkingPoints: [String]
    /// The outline of one good answer among many, 2–5 sentences.
    package var exampleAnswer: String
    /// What to ask next, in order of preference.
    package var followUps: [FollowUp]
    /// The suggested length of an answer in seconds, 30–600.
    package var seconds: Int
    /// Where the facts of a question that a model wrote are from; nil for all others.
    package var sources: [KnowledgePassage]?

    /// A question with all its parts.
    package init(
        id: String,
        family: String,
        kind: Kind,
        competency: String,
        skills: [String] = [],
        roles: [String] = [],
        levels: [Level] = [.any],
        difficulty: Difficulty,
        text: String,
        talkingPoints: [String],
        exampleAnswer: String,
        followUps: [FollowUp],
        seconds: Int
    ) {
        self.id = id
        self.family = family
        self.kind = kind
        self.competency = competency
        self.skills = skills
        self.roles = roles
        self.levels = levels
        self.difficulty = difficulty
        self.text = text
        self.talkingPoints = talkingPoints
        self.exampleAnswer = exampleAnswer
        self.followUps = followUps
        self.seconds = seconds
    }

    /// Whether the question suits a level: it names the level, or `any`.
    package func suits(_ level: Level) -> Bool {
        level == .any || levels.contains(level) || levels.contains(.any)
    }
}

extension BankQuestion.Probe: Codable {
    /// Reads `action`, `result`, … or `point:1`, which counts from 1; nil for anything else.
    package init?(_ text: String) {
        if let part = Part(rawValue: text) {
            self = .part(part)
        } else if text.hasPrefix("point:"), let number = Int(text.dropFirst(6)), (1...50).contains(number) {
            self = .point(number - 1)
        } else {
            return nil
        }
    }

    /// The written form.
    package var text: String {
        switch self {
        case .part(let part): part.rawValue
        case .point(let index): "point:\(index + 1)"
        }
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let probe = Self(text) else {
            throw DecodingError.dataCorruptedError(
                in: container,
                debugDescription: "no probe is called \(text.prefix(40))"
            )
        }
        self = probe
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}
