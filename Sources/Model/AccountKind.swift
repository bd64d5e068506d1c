/// Whom an installation serves; it decides what may be done with a voice at all.
package enum AccountKind: String, Sendable, Hashable, Codable, CaseIterable {
    /// People who practise for themselves.
    case personal
    /// A company, for its applicants or staff.
    case employer
    /// A school, for its pupils or students.
    case school

    /// Whether emotion may be read from a voice: never at work or in education (Regulation (EU) 2024/1689, Article 5(1)(f)),
    /// with or without consent.
    package var mayReadEmotion: Bool { self == .personal }
}
