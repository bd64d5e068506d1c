/// What the holder of a key may do.
package enum KeyScope: String, Sendable, Hashable, CaseIterable, Comparable {
    /// Read its own answers, their results and files.
    case answersRead = "answers:read"
    /// Send recordings, change, call off and delete its own answers.
    case answersWrite = "answers:write"
    /// The same for the answers of everybody, with the two above.
    case answersAll = "answers:all"
    /// Read what the service measures.
    case metricsRead = "metrics:read"
    /// Everything: also re-scoring and whatever concerns the house as a whole.
    case admin

    package static func < (a: KeyScope, b: KeyScope) -> Bool { a.rawValue < b.rawValue }
}
