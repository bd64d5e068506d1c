import Model

/// Where the words of a transcript stand in its text.
enum WordPlaces {
    /// One word's place.
    struct Place: Sendable {
        /// Its range in UTF-16 code units.
        var range: Range<Int>
        /// When it starts.
        var startMs: Int?
        /// When it ends.
        var endMs: Int?
    }

    /// The places of all words that can be found, in order. A word is looked for in the next 400 code units only, so that
    /// a transcript whose words and text disagree still takes linear time.
    static func find(_ words: [Transcript.Word], in units: [UInt16]) -> [Place] {
        var places: [Place] = []
        var from = 0
        for word in words {
            let wanted = Array(word.text.utf16)
            guard !wanted.isEmpty, let at = search(wanted, in: units, from: from) else { continue }
            places.append(Place(range: at..<at + wanted.count, startMs: word.startMs, endMs: word.endMs))
            from = at + wanted.count
        }
        return places
    }

    private static func search(_ wanted: [UInt16], in units: [UInt16], from: Int) -> Int? {
        let last = min(units.count - wanted.count, from + 400)
        guard from <= last else { return nil }
        return (from...last).first { start in
            units[start] == wanted[0] && units[start..<start + wanted.count].elementsEqual(wanted)
        }
    }
}
