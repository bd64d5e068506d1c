import Model
import Outbound

/// The endpoint's answer, checked.
struct EmotionReply {
    private let json: JSONValue
    private let classes: [String]
    private let segments: [(durationMs: Int, segment: Emotion.Segment)]

    /// Reads an answer.
    ///
    /// - Throws: `rejected` when the endpoint says `error: true` with status 200, `malformed` when it holds no usable result.
    init(_ json: JSONValue, classes: [String]) throws(OutboundError) {
        guard case .object = json else { throw OutboundError(.malformed, "its answer is no object.") }
        if json["error"]?.bool == true {
            throw OutboundError(
                .rejected,
                "it could not judge the recording.",
                status: 200,
                upstream: json["message"]?.text
            )
        }
        self.json = json
        self.classes = classes
        var clock = 0
        segments = (json["segment_results"]?.items ?? []).prefix(10_000).compactMap { item in
            let seconds = item["duration"]?.number.map { min(max($0, 0), 86_400) } ?? 0
            let durationMs = Int((seconds * 1_000).rounded())
            defer { clock += durationMs }
            guard item["error"]?.bool != true, let name = item["emotion"]?.text else { return nil }
            return (
                durationMs,
                Emotion.Segment(
                    startMs: clock,
                    endMs: clock + durationMs,
                    primary: Self.label(name),
                    confidence: Self.percent(item["confidence"]),
                    probabilities: Self.probabilities(item["probs"], classes) ?? [:]
                )
            )
        }
    }

    /// The result as it is kept.
    func emotion(engine: String) throws(OutboundError) -> Emotion {
        let score = Self.percent(json["score"])
        let weighted = weightedProbabilities() ?? Self.probabilities(json["all_probs"], classes) ?? [:]
        let top = weighted.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key
        let named = json["primary_emotion"]?.text.map(Self.label).flatMap { $0 == "n/a" ? nil : $0 }
        guard let primary = top ?? named ?? segments.first?.segment.primary else {
            throw OutboundError(.malformed, "its answer holds no result.")
        }
        return Emotion(
            engine: engine,
            primary: primary,
            score: score,
            rating: score.map(Self.rating),
            probabilities: weighted,
            segments: segments.map(\.segment),
            note: "From an external service, not validated by Debrief; it enters no score."
        )
    }

    /// The segments' probabilities, each weighted by how long its segment is.
    private func weightedProbabilities() -> [String: Double]? {
        let usable = segments.filter { $0.durationMs > 0 && !$0.segment.probabilities.isEmpty }
        let total = usable.reduce(0.0) { $0 + Double($1.durationMs) }
        guard total > 0 else { return nil }
        return usable.reduce(into: [:]) { sums, item in
            for (name, value) in item.segment.probabilities {
                sums[name, default: 0] += value * Double(item.durationMs) / total
            }
        }
    }

    /// One probability per class, 0–1, together 1 within 0.02; nil for anything else.
    private static func probabilities(_ json: JSONValue?, _ classes: [String]) -> [String: Double]? {
        let values = (json?.items ?? []).compactMap(\.probability)
        guard values.count == classes.count, json?.items.count == classes.count,
            abs(values.reduce(0, +) - 1) <= 0.02
        else { return nil }
        return Dictionary(zip(classes, values)) { first, _ in first }
    }

    /// A number the endpoint already gives in per cent.
    private static func percent(_ json: JSONValue?) -> Double? {
        json?.number.flatMap { (0...100).contains($0) ? $0 : nil }
    }

    private static func label(_ text: String) -> String { String(text.lowercased().prefix(40)) }

    private static func rating(_ score: Double) -> String {
        switch score {
        case 80...: "Very High"
        case 65...: "High"
        case 45...: "Moderate"
        case 25...: "Low"
        default: "Very Low"
        }
    }
}
