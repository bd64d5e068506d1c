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
        case .failed: return "This answer could not be finished."
        case .queued, .running:
            guard answer.delivery != nil || answer.evaluation != nil else { return "Your debrief is on its way." }
        case .done: break
        }
        if let speech = answer.quality?.speechMs, speech < 500 { return "No speech was heard in this recording." }
        let (good, bad) = (content(answer), obstacle(answer))
        return switch (good, bad) {
        case (let good?, let bad?): "\(good.text), \(good.isPraise ? "but" : "and") \(bad)."
        case (let good?, nil): "\(good.text)."
        case (nil, let bad?): "\(bad.prefix(1).uppercased())\(bad.dropFirst())."
        case (nil, nil):
            answer.delivery == nil ? "Here is what you wrote." : "Steady delivery: nothing gets in a listener’s way."
        }
    }

    /// What the judged items add up to; nil when the content has no score.
    private static func content(_ answer: Answer) -> (text: String, isPraise: Bool)? {
        guard let evaluation = answer.evaluation, evaluation.score != nil else { return nil }
        let items = evaluation.criteria.filter { $0.score != nil }.flatMap(\.items)
        guard items.count > 3 else { return nil }
        let met = items.reduce(0.0) { $0 + ($1.met == .yes ? 1 : $1.met == .partly ? 0.5 : 0) } / Double(items.count)
        return switch met {
        case 0.75...: ("A clear, complete answer", true)
        case 0.5..<0.75: ("A good answer with gaps", true)
        case 0.25..<0.5: ("A start is there, and parts are still missing", false)
        default: ("Most of the answer is still missing", false)
        }
    }

    /// What in the delivery a listener notices most; nil when there is nothing.
    private static func obstacle(_ answer: Answer) -> String? {
        guard let delivery = answer.delivery else { return nil }
        if answer.quality?.verdict == .unusable { return "the sound is too poor to say more" }
        if let rate = delivery.fillers.perMinute, delivery.fillers.reliability != .none, rate > 5,
            delivery.fillers.total >= leastFillers
        {
            return "about \(Figures.decimal(rate)) fillers a minute"
        }
        if let pace = delivery.wordsPerMinute, pace > 180 {
            return "at \(Figures.decimal(pace, places: 0)) words a minute it is fast"
        }
        if let pace = delivery.wordsPerMinute, pace < 100 {
            return "at \(Figures.decimal(pace, places: 0)) words a minute it is slow"
        }
        if delivery.pauses.longCount >= 3 { return "with \(delivery.pauses.longCount) long pauses" }
        return nil
    }
}
