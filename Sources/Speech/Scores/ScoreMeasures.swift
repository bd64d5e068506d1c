import Model

/// The values the scores are made of, unrounded; nil where something could not be measured or must not count.
struct ScoreMeasures {
    /// Articulation rate.
    var syllablesPerSecond: Double?
    /// Words per minute, of a transcript whose words can be trusted.
    var trustedWordsPerMinute: Double?
    /// Silent pauses' share of the time from first to last speech, 0–1.
    var pauseShare: Double?
    /// Pauses of at least 1 s, per minute.
    var longPausesPerMinute: Double?
    /// Pauses inside a clause, per minute, when most pauses could be placed.
    var hesitationsPerMinute: Double?
    /// Fillers per minute.
    var fillersPerMinute: Double?
    /// Repetitions per 100 words.
    var repetitionsPer100Words: Double?
    /// Hedges per 100 words.
    var hedgesPer100Words: Double?
    /// Standard deviation of F0 in semitones, with enough voiced speech.
    var pitchSpread: Double?

    /// The least words that rates per 100 words are taken from.
    static let leastWords = 30
    /// Under this much speech there is no score, in milliseconds.
    static let leastSpeechMs = 10_000

    /// The measures of a delivery; nil when there is too little speech for a score.
    init?(_ delivery: Delivery, _ acoustics: Acoustics, talkMs: Int?, accuracy: Transcript.Accuracy) {
        guard let talkMs, talkMs > 0, acoustics.speechMs >= Self.leastSpeechMs else { return nil }
        let minutes = Double(talkMs) / 60_000
        let trusted = accuracy != .low
        syllablesPerSecond = delivery.syllablesPerSecond
        trustedWordsPerMinute = trusted ? delivery.wordsPerMinute : nil
        pauseShare = Double(delivery.pauses.totalMs) / Double(talkMs)
        longPausesPerMinute = Double(delivery.pauses.longCount) / minutes
        let inner = delivery.pauses.items.filter { $0.place != .initial }
        let placed = inner.count { $0.place != .unknown }
        if trusted, placed * 2 > inner.count || inner.isEmpty {
            let hesitations = inner.count { $0.place == .midClause && $0.durationMs >= Fluency.hesitationMs }
            hesitationsPerMinute = Double(hesitations) / minutes
        }
        if delivery.fillers.reliability != .none {
            // Words that are often wrong say nothing about filler words.
            let counted = delivery.fillers.items.count { trusted || $0.kind == .filledPause }
            fillersPerMinute = Double(counted) / minutes
        }
        if trusted, delivery.wordCount >= Self.leastWords {
            repetitionsPer100Words = Double(delivery.repetitions.count) * 100 / Double(delivery.wordCount)
            hedgesPer100Words = Double(delivery.hedges.count) * 100 / Double(delivery.wordCount)
        }
        if let pitch = acoustics.pitch, pitch.voicedMs >= Confidence.leastVoicedMs {
            pitchSpread = pitch.spreadSemitones
        }
    }
}
