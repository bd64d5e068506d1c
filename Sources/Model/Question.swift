/// What was asked, and what the judge may know about it. All text comes from users and is data, never instructions.
package struct Question: Sendable, Hashable, Codable {
    /// The question as asked; empty when the speaker gave none.
    package var text: String
    /// The job the speaker practises for, e.g. "Backend engineer".
    package var role: String?
    /// The level of that job, e.g. "senior".
    package var level: String?
    /// An ideal answer to compare with, if one is known.
    package var idealAnswer: String?
    /// Terms a good answer is expected to mention.
    package var keywords: [String]

    /// A question with what is known around it.
    package init(
        text: String,
        role: String? = nil,
        level: String? = nil,
        idealAnswer: String? = nil,
        keywords: [String] = []
    ) {
        self.text = text
        self.role = role
        self.level = level
        self.idealAnswer = idealAnswer
        self.keywords = keywords
    }
}
