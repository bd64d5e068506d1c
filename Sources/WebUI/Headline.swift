import Catalogue
package import Model

/// The one sentence at the head of an answer: what is good about it, and what stands in the way. It says nothing that was not judged or
/// measured, and never praises and warns with the same number.
package struct Headline: Sendable, Hashable {
    /// The sentence.
    package let text: String

    /// The sentence of an answer as far as it is known.
    package init(of answer: Answer) {
        text = Self.sentence(answer)
    }

    /// Fewer fillers than these are no habit, however short the answer and high their rate.
    private static let leastFillers = 3

    private static func sentence(_ answer: Answer) -> String {
        switch answer.status {
        case .failed: return Texts["headline.failed"]
        case .queued, .running:
            guard answer.delivery != nil || answer.evaluation != nil else { return Texts["headline.working"] }
        case .done: break
        }
        if let speech = answer.quality?.speechMs, speech < 500 { return Texts["headline.silent"] }
        let (good, bad) = (content(answer), obstacle(answer))
        return switch (good, bad) {
        case (let good?, let bad?):
            Texts[
                good.isPraise ? "headline.praiseBut" : "headline.startAnd",
                ["content": good.text, "delivery": bad.clause]
            ]
        case (let good?, nil): good.text + "."
        case (nil, let bad?): bad.sentence
        case (nil, nil): answer.delivery.map(calm) ?? Texts["headline.written"]
        }
    }

    /// What the judged items add up to; nil when the content has no score.
    private static func content(_ answer: Answer) -> (text: String, isPraise: Bool)? {
        guard let evaluation = answer.evaluation, evaluation.score != nil else { return nil }
        let items = evaluation.criteria.filter { $0.score != nil }.flatMap(\.items)
        guard items.count > 3 else { return nil }
        let met = items.reduce(0.0) { $0 + ($1.met == .yes ? 1 : $1.met == .partly ? 0.5 : 0) } / Double(items.count)
        return switch met {
        case 0.75...: (Texts["headline.complete"], true)
        case 0.5..<0.75: (Texts["headline.gaps"], true)
        case 0.25..<0.5: (Texts["headline.start"], false)
        default: (Texts["headline.missing"], false)
        }
    }

    /// A delivery without an obstacle: what is out of its usual band all the same is named, since its strip beside the sentence warns of it.
    private static func calm(_ delivery: Delivery) -> String {
        if let rate = delivery.fillers.perMinute, delivery.fillers.reliability != .none, rate > RangeStrip.mostFillers {
            return Texts["headline.calm.fillers", ["n": Figures.decimal(rate)]]
        }
        let longest = Double(delivery.pauses.longest?.durationMs ?? 0) / 1000
        if longest > RangeStrip.longestPause { return Texts["headline.calm.pause", ["n": Figures.decimal(longest)]] }
        if let pace = delivery.wordsPerMinute, !RangeStrip.usualPace.contains(pace) {
            return Texts["headline.calm.pace", ["n": Figures.decimal(pace, places: 0)]]
        }
        return Texts["headline.steady"]
    }

    /// What in the delivery a listener notices most; nil when there is nothing.
    private static func obstacle(_ answer: Answer) -> Obstacle? {
        guard let delivery = answer.delivery else { return nil }
        if answer.quality?.verdict == .unusable { return Obstacle("sound") }
        if let rate = delivery.fillers.perMinute, delivery.fillers.reliability != .none, rate > 5,
            delivery.fillers.total >= leastFillers
        {
            return Obstacle("fillers", Figures.decimal(rate))
        }
        if let pace = delivery.wordsPerMinute, pace > 180 {
            return Obstacle("fast", Figures.decimal(pace, places: 0))
        }
        if let pace = delivery.wordsPerMinute, pace < 100 {
            return Obstacle("slow", Figures.decimal(pace, places: 0))
        }
        if delivery.pauses.longCount >= 3 { return Obstacle("pauses", String(delivery.pauses.longCount)) }
        return nil
    }

    /// What stands in the way: as the second half of a sentence, and as a sentence of its own.
    private struct Obstacle {
        var clause: String
        var sentence: String

        init(_ name: String, _ number: String = "") {
            clause = Texts["headline.\(name).clause", ["n": number]]
            sentence = Texts["headline.\(name).sentence", ["n": number]]
        }
    }
}
