/// The parts of a told experience by cues and by meaning together: each covers what the other misses.
extension RuleSense {
    /// How cue and meaning add up to the log odds of a part, fitted on the development half of the labelled answers.
    struct Weights: Sendable {
        /// What a cue adds.
        let cue: Double
        /// What one unit of the meaning's lead adds.
        let meaning: Double
        /// The offset.
        let offset: Double
    }

    /// Between this and its negative a part is neither found nor missed, and no remark is made on it.
    static let unsure = 0.35

    /// The weights of a part.
    static func weights(_ part: StoryPart) -> Weights {
        switch part {
        case .situation: Weights(cue: 1.83, meaning: 0.76, offset: 0.49)
        case .task: Weights(cue: 3.05, meaning: 0.56, offset: -1.91)
        case .action: Weights(cue: 2.76, meaning: 1.3, offset: -1.01)
        case .result: Weights(cue: 1.95, meaning: 0.78, offset: -0.68)
        case .reflection: Weights(cue: 3.8, meaning: 0.48, offset: -3.04)
        }
    }

    /// What the cues alone find of a part.
    func byCues(_ part: StoryPart) -> Outcome {
        switch part {
        case .situation: situation
        case .task:
            cues(announced(CuePhrases.task).filter { !isGeneral($0.sentence) }, yes: 1, partly: 1, before: 0.75)
        case .action: action
        case .result: result
        case .reflection: cues(announced(CuePhrases.reflection), yes: 1, partly: 1, after: 0.3)
        }
    }

    /// The stretches that tell of a part by meaning alone.
    func told(_ part: StoryPart) -> [Range<Int>] {
        let weights = Self.weights(part)
        return (meaning?.placed(part) ?? []).filter { stretch in
            weights.meaning * stretch.leads[part.rawValue] + weights.offset >= 0
        }.map(\.words)
    }

    /// A part by cues and meaning; nil when they leave it open.
    func weighed(_ part: StoryPart) -> Outcome? {
        let cued = byCues(part)
        guard let best = meaning?.best(part) else { return cued }
        let weights = Self.weights(part)
        let odds = weights.cue * cued.value + weights.meaning * best.leads[part.rawValue] + weights.offset
        if odds >= 0 {
            if cued.value > 0 { return Outcome(value: 1, evidence: cued.evidence) }
            return Outcome(value: 1, evidence: [search.shown(best.words)])
        }
        if odds > -Self.unsure { return nil }
        return Outcome(value: 0)
    }
}

extension CueSearch {
    /// A stretch of words as evidence, shortened to what is shown.
    func shown(_ words: Range<Int>) -> Range<Int> {
        words.lowerBound..<min(words.upperBound, words.lowerBound + QuoteWindow.whole)
    }
}
