import Database

extension Artifact {
    /// Where it stands, for what seals it.
    var place: String { "artifacts/\(answer)/\(kind.rawValue)/\(fingerprint)" }

    /// Its result as it is stored: sealed with its owner's key, and beside that what lists and conditions read of it. What a report's
    /// says, its size and hash, stays as it is.
    func stored(with key: DataKey?) throws(StorageError) -> String {
        guard let key, kind != .report else { return payload }
        let facts = (try? StoredJSON.value(ReadableFacts.self, from: payload)) ?? ReadableFacts()
        let beside = try StoredJSON.text(facts).dropFirst().dropLast()
        return try SealedText.stored(payload, with: key, for: place, beside: String(beside))
    }
}

/// What statements read of a result (``AnswerFacts``, the conditions of re-scorings), under the same names as in the result itself: no
/// words, and of a reading of feelings only that there is one.
private struct ReadableFacts: Codable {
    struct Evaluation: Codable {
        var score: Double?
        var range: [Double]?
        var engine: String?
        var model: String?
        var rubric: String?
    }

    struct Recording: Codable {
        var durationMs: Int?
    }

    struct Quality: Codable {
        var verdict: String?
    }

    struct Problem: Codable {
        var code: String?
    }

    /// Something that is there, whatever it is.
    struct Presence: Codable {
        init(from decoder: any Decoder) {}

        func encode(to encoder: any Encoder) throws {
            var container = encoder.singleValueContainer()
            try container.encode(true)
        }
    }

    var evaluation: Evaluation?
    var recording: Recording?
    var quality: Quality?
    var problem: Problem?
    var primary: Presence?
}
