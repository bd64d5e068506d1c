/// The places of a list of values in a statement. Their number is rounded up to a power of two and the last value repeated, so
/// that lists of all lengths share few prepared statements.
package struct Places {
    /// `($2, $3, …)`.
    package let text: String
    /// The values for them.
    package let values: [SQLValue]

    /// Places for at least one text, after `taken` other parameters.
    package init(_ texts: [String], after taken: Int = 0) {
        var count = 1
        while count < texts.count { count *= 2 }
        let padded = texts + Array(repeating: texts.last ?? "", count: count - texts.count)
        text = "(" + padded.indices.map { "$\(taken + $0 + 1)" }.joined(separator: ", ") + ")"
        values = padded.map(SQLValue.text)
    }
}
