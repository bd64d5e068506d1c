import Interview

/// Joins what the text shows with what the signal shows, so that a filler counts once whoever found it.
///
/// A filled pause of the text and a candidate of the signal at the same place are one filler with source `both`. What is left of the
/// candidates counts with source `acoustic` when no ordinary word explains it: an engine that drops fillers leaves them in the gaps
/// between its words, so there every plausible candidate counts; an engine that writes fillers down missed one only if the candidate
/// is strong and lies in such a gap.
struct FillerFusion {
    /// The least confidence that counts where the engine drops fillers.
    static let weakest = 0.3
    /// The least confidence that counts beside an engine that writes fillers down.
    static let strong = 0.8
    /// The tolerance between a timed word and the signal, in milliseconds: word boundaries are good to about 50 ms at best, and those of
    /// short sounds between pauses are the worst.
    static let slackMs = 250
    /// The tolerance where word times are spread over captions, in milliseconds.
    static let looseSlackMs = 1_500

    private let spoken: SpokenText
    private let keepsFillers: Bool
    private let accuracy: Transcript.Accuracy

    /// A fusion over one transcript.
    init(_ spoken: SpokenText, keepsFillers: Bool, accuracy: Transcript.Accuracy) {
        self.spoken = spoken
        self.keepsFillers = keepsFillers
        self.accuracy = accuracy
    }

    /// The fillers of an answer in order.
    func join(_ finds: [FillerFinder.Find], _ candidates: [Acoustics.FilledPause]) -> [Fillers.Item] {
        let ordered = candidates.filter { $0.confidence >= Self.weakest }
            .sorted { ($0.span.startMs, $0.span.endMs) < ($1.span.startMs, $1.span.endMs) }
        var items = finds.map(item)
        guard spoken.wordTimes != .none else { return untimed(items, ordered) }
        let written = Set(finds.filter { $0.kind == .filledPause }.flatMap(\.tokens))
        let words = OrdinaryWords(spoken, filledPauses: written, accuracy: accuracy, keepsFillers: keepsFillers)
        var used = Set<Int>()
        pair(&items, with: ordered, among: words, used: &used)
        for (index, candidate) in ordered.enumerated() where !used.contains(index) && counts(candidate, among: words) {
            items.append(item(candidate))
        }
        return items.sorted {
            ($0.startMs ?? 0, $0.range?.start ?? 0, $0.endMs ?? 0) < (
                $1.startMs ?? 0, $1.range?.start ?? 0, $1.endMs ?? 0
            )
        }
    }

    /// Pairs each filled pause of the text with the nearest candidate within the tolerance of its time: one that overlaps it, or one that
    /// no other word explains.
    private func pair(
        _ items: inout [Fillers.Item],
        with candidates: [Acoustics.FilledPause],
        among words: OrdinaryWords,
        used: inout Set<Int>
    ) {
        let slack = spoken.wordTimes == .exact ? Self.slackMs : Self.looseSlackMs
        var first = 0
        for index in items.indices where items[index].kind == .filledPause {
            guard let start = items[index].startMs, let end = items[index].endMs else { continue }
            while first < candidates.count, candidates[first].span.endMs < start - 10_000 { first += 1 }
            var best: (index: Int, distance: Int)?
            var at = first
            while at < candidates.count, candidates[at].span.startMs <= end + slack {
                let span = candidates[at].span
                if !used.contains(at), span.endMs >= start - slack, mayBe(span, start, end, among: words) {
                    let distance = abs(span.startMs + span.endMs - start - end)
                    if distance < best?.distance ?? Int.max { best = (at, distance) }
                }
                at += 1
            }
            guard let best else { continue }
            used.insert(best.index)
            let candidate = candidates[best.index]
            items[index].source = .both
            // The signal places a filled pause more sharply than an engine does.
            items[index].startMs = candidate.span.startMs
            items[index].endMs = candidate.span.endMs
            items[index].confidence = rounded(1 - (1 - items[index].confidence) * (1 - candidate.confidence), to: 0.01)
        }
    }

    private func mayBe(_ span: TimeSpan, _ startMs: Int, _ endMs: Int, among words: OrdinaryWords) -> Bool {
        (span.startMs < endMs && span.endMs > startMs) || spoken.wordTimes == .approximate || !words.explain(span)
    }

    private func counts(_ candidate: Acoustics.FilledPause, among words: OrdinaryWords) -> Bool {
        guard candidate.confidence >= (keepsFillers ? Self.strong : Self.weakest) else { return false }
        // Times spread over captions say nothing about what is spoken at a place: only the signal speaks.
        if spoken.wordTimes == .approximate { return true }
        return !words.explain(candidate.span)
    }

    /// Without word times nothing can be placed: the text's filled pauses stand, and the signal adds what it shows beyond their number
    /// when the engine drops fillers.
    private func untimed(_ items: [Fillers.Item], _ candidates: [Acoustics.FilledPause]) -> [Fillers.Item] {
        guard !keepsFillers else { return items }
        let known = items.count { $0.kind == .filledPause }
        let strongest = candidates.enumerated()
            .sorted { ($0.element.confidence, $1.offset) > ($1.element.confidence, $0.offset) }
            .prefix(max(0, candidates.count - known))
        return items + strongest.sorted { $0.offset < $1.offset }.map { item($0.element) }
    }

    private func item(_ find: FillerFinder.Find) -> Fillers.Item {
        let span = spoken.span(find.tokens)
        return Fillers.Item(
            text: find.text,
            kind: find.kind,
            source: .transcript,
            startMs: span?.startMs,
            endMs: span?.endMs,
            range: spoken.range(find.tokens),
            confidence: find.kind == .filledPause ? FillerFinder.filledPauseConfidence : FillerFinder.lexicalConfidence
        )
    }

    private func item(_ candidate: Acoustics.FilledPause) -> Fillers.Item {
        Fillers.Item(
            text: "filled pause",
            kind: .filledPause,
            source: .acoustic,
            startMs: candidate.span.startMs,
            endMs: candidate.span.endMs,
            confidence: rounded(min(1, max(0, candidate.confidence)), to: 0.01)
        )
    }
}
