/// The silent pauses of an answer, from the signal. A pause is a silence of at least 200 ms between two stretches of speech;
/// the silence before the first word is the start latency and the one after the last word is not a pause.
package struct Pauses: Sendable, Hashable, Codable {
    /// Where a pause falls.
    package enum Place: String, Sendable, Codable, CaseIterable {
        /// Before the first word.
        case initial
        /// At the end of a clause or sentence.
        case boundary
        /// Inside a clause.
        case midClause
        /// The transcript cannot tell.
        case unknown
    }

    /// One pause.
    package struct Item: Sendable, Hashable, Codable {
        /// When it starts.
        package var startMs: Int
        /// When it ends.
        package var endMs: Int
        /// Where it falls.
        package var place: Place

        /// A pause.
        package init(startMs: Int, endMs: Int, place: Place) {
            self.startMs = startMs
            self.endMs = endMs
            self.place = place
        }

        /// Its length in milliseconds.
        package var durationMs: Int { endMs - startMs }
    }

    /// How many, the initial one not counted.
    package var count: Int
    /// Their lengths added up, the initial one not counted.
    package var totalMs: Int
    /// The longest one.
    package var longest: Item?
    /// How many last at least 1 s.
    package var longCount: Int
    /// Silence before the first word.
    package var startLatencyMs: Int
    /// Every one, in order, the initial one included when it is at least 200 ms.
    package var items: [Item]

    /// The pauses of one answer.
    package init(
        count: Int,
        totalMs: Int,
        longest: Item? = nil,
        longCount: Int = 0,
        startLatencyMs: Int = 0,
        items: [Item] = []
    ) {
        self.count = count
        self.totalMs = totalMs
        self.longest = longest
        self.longCount = longCount
        self.startLatencyMs = startLatencyMs
        self.items = items
    }
}
