import Model

/// Joins what the text shows with what the signal shows, so that a filler that both found counts once.
///
/// A filled pause of the text and a candidate of the signal at the same place are one filler with source `both`. What is left of the
/// candidates counts with source `acoustic` when no ordinary word explains it. How sure it must be depends on what the words tell: an
/// engine that drops fillers leaves holes where they were, so there a weak candidate counts, and even plain ``UnwordedSound``; an engine
/// that writes fillers down missed one only if the candidate is strong; and where the words tell nothing about a place, the sound stands
/// alone.
struct FillerFusion {
    /// The least confidence that counts between the words of an engine that drops fillers.
    static let between = 0.1
    /// The least confidence that counts where no words tell anything.
    static let alone = 0.5
    /// The least confidence that counts beside an engine that writes fillers down.
    static let strong = 0.8
    /// The least confidence of a candidate that is the sound of a written filled pause.
    static let paired = 0.3
    /// What a voiced sound in a hole between words is worth when the detector sees no filled pause in it.
    static let unworded = 0.6
    /// The tolerance between a timed word and the signal, in milliseconds: word boundaries are good to about 50 ms at best, and those of
    /// short sounds between pauses are the worst.
    static let slackMs = 250
    /// The tolerance where word times are spread over captions, in milliseconds.
    static let looseSlackMs = 1_500

    private let spoken: SpokenText
    private let ground: FillerGround
    private let accuracy: Transcript.Accuracy

    /// A fusion over one transcript.
    init(_ spoken: SpokenText, _ ground: FillerGround, accuracy: Transcript.Accuracy) {
        self.spoken = spoken
        self.ground = ground
        self.accuracy = accuracy
    }

    /// The fillers of an answer in order.
    func join(_ finds: [FillerFinder.Find], _ acoustics: Acoustics) -> [Fillers.Item] {
        let candidates = acoustics.filledPauses
            .sorted { ($0.span.startMs, $0.span.endMs) < ($1.span.startMs, $1.span.endMs) }
        var items = finds.map(item)
        guard spoken.wordTimes != .none else {
            return untimed(items, candidates.filter { $0.confidence >= Self.alone })
        }
        let written = Set(finds.filter { $0.kind == .filledPause }.flatMap(\.tokens))
        let words = OrdinaryWords(
            spoken,
            filledPauses: written,
            accuracy: accuracy,
            keepsFillers: ground == .verbatim,
            silences: acoustics.silences
        )
        var used = Set<Int>()
        if spoken.wordTimes == .exact, ground == .verbatim {
            place(&items, finds, by: candidates, acoustics.sonorants ?? [], filled: written, used: &used)
        } else {
            pair(&items, with: candidates, among: words, used: &used)
        }
        let left = candidates.indices.filter { !used.contains($0) }.map { candidates[$0] }
        items += added(left, among: words, acoustics).map(item)
        return items.sorted {
            ($0.startMs ?? 0, $0.range?.start ?? 0, $0.endMs ?? 0) < (
                $1.startMs ?? 0, $1.range?.start ?? 0, $1.endMs ?? 0
            )
        }
    }

    /// Which of the candidates count on their own.
    private func added(_ candidates: [Acoustics.FilledPause], among words: OrdinaryWords, _ acoustics: Acoustics)
        -> [Acoustics.FilledPause]
    {
        switch ground {
        case .verbatim: candidates.filter { $0.confidence >= Self.strong && !words.explain($0.span) }
        case .betweenWords: inHoles(candidates, among: words, acoustics)
        case .someWords: candidates.filter { $0.confidence >= Self.alone && !words.explain($0.span) }
        case .soundAlone: candidates.filter { $0.confidence >= Self.alone }
        }
    }

    /// What the sound shows in the holes between the words of an engine that drops fillers.
    private func inHoles(_ candidates: [Acoustics.FilledPause], among words: OrdinaryWords, _ acoustics: Acoustics)
        -> [Acoustics.FilledPause]
    {
        let unworded = UnwordedSound(
            words: spoken.times.compactMap { $0 },
            sonorants: acoustics.sonorants ?? [],
            nucleiMs: acoustics.syllableNucleiMs
        )
        var found = unworded.sounds.map { Acoustics.FilledPause(span: $0, confidence: Self.unworded) }
        var (next, more) = (0, [Acoustics.FilledPause]())
        for candidate in candidates where !words.explain(candidate.span) {
            guard candidate.confidence >= (unworded.holds(candidate.span) ? Self.between : Self.alone) else { continue }
            while next < found.count, found[next].span.endMs <= candidate.span.startMs { next += 1 }
            if next < found.count, found[next].span.startMs < candidate.span.endMs {
                found[next].confidence = 1 - (1 - found[next].confidence) * (1 - candidate.confidence)
            } else {
                more.append(candidate)
            }
        }
        return found + more
    }

    /// Gives each filled pause of the text the place that the sound shows for it between its neighbours; where the sound shows none, it
    /// stays where the engine says.
    private func place(
        _ items: inout [Fillers.Item],
        _ finds: [FillerFinder.Find],
        by candidates: [Acoustics.FilledPause],
        _ sonorants: [TimeSpan],
        filled: Set<Int>,
        used: inout Set<Int>
    ) {
        let pieces =
            candidates.enumerated()
            .map { FillerPlace.Piece(span: $1.span, confidence: $1.confidence, candidate: $0) }
            + sonorants.map { FillerPlace.Piece(span: $0) }
        let near = PieceSearch(pieces)
        var afterMs = 0
        for index in items.indices where items[index].kind == .filledPause {
            let place = FillerPlace(of: finds[index].tokens, in: spoken, filled: filled, afterMs: afterMs)
            guard let place else { continue }
            let best = place.best(of: near.pieces(over: place.window))
            if let best {
                items[index].startMs = best.span.startMs
                items[index].endMs = best.span.endMs
                if let confidence = best.confidence, confidence >= Self.paired {
                    items[index].source = .both
                    items[index].confidence = rounded(1 - (1 - items[index].confidence) * (1 - confidence), to: 0.01)
                }
            }
            let span = best?.span ?? place.said
            afterMs = span.endMs
            for piece in near.pieces(over: span) {
                guard let candidate = piece.candidate else { continue }
                let least = min(span.durationMs, piece.span.durationMs)
                if 2 * piece.span.overlapMs(with: span) >= least { used.insert(candidate) }
            }
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
                if !used.contains(at), candidates[at].confidence >= Self.paired, span.endMs >= start - slack,
                    mayBe(span, start, end, among: words)
                {
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

    /// Without word times nothing can be placed: the text's filled pauses stand, and the signal adds what it shows beyond their number
    /// when the engine drops fillers.
    private func untimed(_ items: [Fillers.Item], _ candidates: [Acoustics.FilledPause]) -> [Fillers.Item] {
        guard ground != .verbatim else { return items }
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

/// Vowels and nasals between the words of a transcript, which no word explains. An engine that drops "um" leaves a hole where it was, and
/// a hesitation is one syllable of steady sound: so a hole that holds just that is a filled pause even where its sound alone, too short or
/// too lively, would not tell.
struct UnwordedSound {
    /// Shortest sound that counts, in milliseconds, by how many of its sides run on into a word: such a sound may be the word's own end,
    /// which its time cuts off.
    static let shortestMs = [140, 200, 240]
    /// Longest sound that is one filled pause.
    static let longestMs = 1_500
    /// How far a sound may reach into a word and still end with the hole: word times are good to 50 ms at best.
    static let toleranceMs = 60
    /// Milliseconds a filled pause has for each further syllable: a long "um" rises and falls.
    static let syllableMs = 300
    /// Longest break within one filled pause ("uh … m").
    static let breakMs = 120

    /// Most syllables between two words before they are talk that the engine missed, and not a hesitation.
    static let mostSyllables = 4

    /// The sounds, in order, none overlapping another.
    let sounds: [TimeSpan]
    /// The holes they lie in.
    private let holes: [TimeSpan]

    /// Looks between the words. Linear in their number and in that of the sounds.
    init(words: [TimeSpan], sonorants: [TimeSpan], nucleiMs: [Int]) {
        var (sounds, holes): ([TimeSpan], [TimeSpan]) = ([], [])
        var (next, nucleus) = (0, 0)
        for hole in Self.holes(between: words) {
            while nucleus < nucleiMs.count, nucleiMs[nucleus] < hole.startMs { nucleus += 1 }
            if nucleus + Self.mostSyllables < nucleiMs.count, nucleiMs[nucleus + Self.mostSyllables] < hole.endMs {
                // So many syllables are talk that the engine missed.
                continue
            }
            holes.append(hole)
            while next < sonorants.count, sonorants[next].endMs <= hole.startMs { next += 1 }
            var at = next
            var open: TimeSpan?
            while at < sonorants.count, sonorants[at].startMs < hole.endMs {
                defer { at += 1 }
                guard let part = Self.part(of: sonorants[at], in: hole) else { continue }
                if let before = open, part.startMs - before.endMs <= Self.breakMs {
                    open = TimeSpan(startMs: before.startMs, endMs: part.endMs)
                } else {
                    open.map { sounds.append($0) }
                    open = part
                }
            }
            open.map { sounds.append($0) }
        }
        self.sounds = Self.short(sounds, nucleiMs: nucleiMs)
        self.holes = holes
    }

    /// Whether the greater part of a sound lies in a hole that is no talk the engine missed.
    func holds(_ span: TimeSpan) -> Bool {
        var low = 0
        var high = holes.count
        while low < high {
            let middle = (low + high) / 2
            if holes[middle].endMs <= span.startMs { low = middle + 1 } else { high = middle }
        }
        var inside = 0
        while low < holes.count, holes[low].startMs < span.endMs {
            inside += holes[low].overlapMs(with: span)
            low += 1
        }
        return inside * 2 > span.durationMs
    }

    /// What of a sound lies in a hole, if it is long enough to be more than a word's end.
    private static func part(of sound: TimeSpan, in hole: TimeSpan) -> TimeSpan? {
        let part = TimeSpan(startMs: max(sound.startMs, hole.startMs), endMs: min(sound.endMs, hole.endMs))
        let sides =
            (part.startMs - sound.startMs > toleranceMs ? 1 : 0) + (sound.endMs - part.endMs > toleranceMs ? 1 : 0)
        return part.durationMs >= shortestMs[sides] ? part : nil
    }

    /// Those that are no longer and have no more syllables than a filled pause.
    private static func short(_ sounds: [TimeSpan], nucleiMs: [Int]) -> [TimeSpan] {
        var next = 0
        return sounds.filter { sound in
            while next < nucleiMs.count, nucleiMs[next] < sound.startMs { next += 1 }
            let inside = nucleiMs[next...].prefix { $0 < sound.endMs }.count
            return sound.durationMs <= longestMs && inside <= 1 + sound.durationMs / syllableMs
        }
    }

    /// Where no word is, in order; the time before the first word and after the last included.
    private static func holes(between words: [TimeSpan]) -> [TimeSpan] {
        var holes: [TimeSpan] = []
        var end = 0
        for word in words.sorted(by: { ($0.startMs, $0.endMs) < ($1.startMs, $1.endMs) }) {
            if word.startMs > end { holes.append(TimeSpan(startMs: end, endMs: word.startMs)) }
            end = max(end, word.endMs)
        }
        return holes + [TimeSpan(startMs: end, endMs: .max)]
    }
}
