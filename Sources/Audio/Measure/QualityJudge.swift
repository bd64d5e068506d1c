import Model

/// Draws the verdict: every defect has a code, a remedy and a weight, and the heaviest decides. The thresholds are the
/// constants below, nothing else.
///
/// | verdict  | means |
/// |----------|-------|
/// | good     | no defect that could move a number |
/// | fair     | measured with care: some numbers may be off |
/// | poor     | numbers are rough |
/// | unusable | nothing to measure: scores are withheld |
enum QualityJudge {
    /// Speech under which nothing can be said.
    static let leastSpeechMs = 1_000
    /// Speech under which rates and spreads are rough.
    static let littleSpeechMs = 3_000
    /// Recording length under which there cannot be an answer.
    static let shortestMs = 1_000
    /// Overall level under which a recording is silent, in dBFS.
    static let silentDb = -70.0
    /// Ratios of speech to background in dB (``BandRatio``) under which a recording is fair, poor, unusable. Down to the first, pauses and
    /// rates are right to within what was asked of them on the training voices; under the second the sound alone finds half of the fillers.
    static let noisyDb = (fair: 18.0, poor: 10.0, unusable: 4.0)
    /// Shortest time of three quarters of the room's decays, in seconds per 60 dB, from which a recording is fair, poor.
    static let echoSeconds: (fair: Float, poor: Float) = (0.37, 0.55)
    /// Least speech over background in dB at which a decay is the room's, the hall's: its own sound is the background then.
    static let leastEchoDb = (room: 20.0, hall: 8.0)
    /// Loudness in LUFS under which a recording is fair, poor.
    static let quietLufs = (fair: -38.0, poor: -48.0)
    /// Share of the speaking time with clipping from which a recording is fair, poor; and the least time that counts.
    static let clippedShare = (fair: 0.001, poor: 0.02)
    /// Fewest clipped milliseconds that are reported.
    static let leastClippedMs = 8
    /// Offset from zero, full scale being 1, that is reported.
    static let offset = 0.01
    /// Hum this close under the speech, in dB, is reported; and this close it can move a number.
    static let humMarginDb: (told: Float, fair: Float) = (35, 15)
    /// Share of the speech power above 4 kHz under which the sound is telephone-like.
    static let narrowbandShare = 5e-5
    /// Shares of held sound among the voiced, and of voiced among all, from which it is music: speech holds still for a tenth
    /// and is voiced for two thirds.
    static let musicShares = (held: 0.4, voiced: 0.9)

    /// Loud sound before the end that is the beginning of a word, in milliseconds; the click that stops a recording is shorter.
    static let leastTornMs = 60
    /// Speech over background in dB under which a loud end says nothing: the background is loud too.
    static let leastTornSnrDb = 12.0
    /// What the decoder says that moves no number.
    static let harmless: Set<String> = ["narrowband", "track_chosen"]

    /// Share of a recording with sound under which it is no music: a speaker pauses.
    static let musicPresence = 0.9

    private typealias Weighed = (issue: Quality.Issue, verdict: Quality.Verdict)

    /// The verdict on a recording and everything found.
    static func judge(_ evidence: QualityEvidence, decodeIssues: [Quality.Issue]) -> Quality {
        var found: [Weighed] = decodeIssues.map { ($0, harmless.contains($0.code) ? .good : .fair) }
        if let missing = missingSpeech(evidence) {
            found.append(missing)
            // A voice that the noise covers is too little speech for a reason, and the reason is what can be mended.
            if missing.issue.code == "too_little_speech" { noise(evidence).map { found.append($0) } }
        } else {
            let checks = [noise, echo, quietness, narrowness, music]
            found += checks.compactMap { $0(evidence) }
            if !decodeIssues.contains(where: { $0.code == "truncated" }), let cut = truncation(evidence) {
                found.append(cut)
            }
        }
        found += [clipping, directCurrent, mains].compactMap { $0(evidence) }
        let order: [Quality.Verdict] = [.good, .fair, .poor, .unusable]
        let worst = found.compactMap { order.firstIndex(of: $0.verdict) }.max() ?? 0
        return Quality(
            verdict: order[worst],
            issues: found.map(\.issue),
            snrDb: evidence.levels.snrDb.map { $0.rounded() },
            loudnessLufs: evidence.loudnessLufs.map { ($0 * 10).rounded() / 10 },
            clippedMs: evidence.clipping.clippedMs,
            speechMs: evidence.speechMs
        )
    }

    private static func missingSpeech(_ evidence: QualityEvidence) -> Weighed? {
        let seconds = Figures.tenths(Double(evidence.speechMs) / 1_000)
        if evidence.durationMs < shortestMs {
            return (
                Quality.Issue(
                    code: "too_short",
                    detail: "The recording lasts under a second. Record the whole answer before stopping."
                ), .unusable
            )
        }
        if evidence.levels.overallDb < silentDb {
            return (
                Quality.Issue(
                    code: "silence",
                    detail: "The recording is silent. Check that the right microphone is chosen and not muted."
                ), .unusable
            )
        }
        if evidence.speech.isEmpty {
            return (
                Quality.Issue(
                    code: "no_speech",
                    detail: "There is sound but no speech in it. Check that the right microphone is chosen."
                ), .unusable
            )
        }
        if evidence.speechMs < littleSpeechMs {
            return (
                Quality.Issue(
                    code: "too_little_speech",
                    detail: "Only \(seconds) s of speech were heard. Speak for at least half a minute."
                ), evidence.speechMs < leastSpeechMs ? .unusable : .poor
            )
        }
        return nil
    }

    private static func noise(_ evidence: QualityEvidence) -> Weighed? {
        guard let snr = evidence.levels.snrDb, snr < noisyDb.fair else { return nil }
        let verdict: Quality.Verdict = snr < noisyDb.unusable ? .unusable : snr < noisyDb.poor ? .poor : .fair
        return (
            Quality.Issue(
                code: "noisy",
                detail:
                    "The background is only \(Int(snr.rounded())) dB below the voice. Move closer to the microphone "
                    + "or to a quieter room."
            ), verdict
        )
    }

    private static func echo(_ evidence: QualityEvidence) -> Weighed? {
        let short = evidence.room.seconds?.short ?? 0
        let snr = evidence.levels.snrDb ?? leastEchoDb.room
        let isHall = evidence.room.isHall && snr >= leastEchoDb.hall
        guard isHall || (short >= echoSeconds.fair && snr >= leastEchoDb.room) else { return nil }
        return (
            Quality.Issue(
                code: "echo",
                detail:
                    "The room echoes, and words and pauses run into each other. Move closer to the microphone, or to "
                    + "a room with carpets, curtains or full shelves."
            ), isHall || short >= echoSeconds.poor ? .poor : .fair
        )
    }

    private static func quietness(_ evidence: QualityEvidence) -> Weighed? {
        let lufs = evidence.loudnessLufs ?? -70
        guard lufs < quietLufs.fair else { return nil }
        return (
            Quality.Issue(
                code: "too_quiet",
                detail:
                    "The voice is very quiet (\(Int(lufs.rounded())) LUFS). Raise the microphone level or move closer."
            ), lufs < quietLufs.poor ? .poor : .fair
        )
    }

    private static func narrowness(_ evidence: QualityEvidence) -> Weighed? {
        guard evidence.levels.trebleShare < narrowbandShare else { return nil }
        return (
            Quality.Issue(
                code: "narrowband",
                detail:
                    "Nothing sounds above 4 kHz, as over a telephone. A headset in wideband mode would sound clearer."
            ), .good
        )
    }

    private static func music(_ evidence: QualityEvidence) -> Weighed? {
        // A hall holds a voice like music.
        guard echo(evidence) == nil, evidence.levels.heldShare > musicShares.held,
            evidence.levels.voicedShare > musicShares.voiced,
            Double(evidence.speechMs) > musicPresence * Double(evidence.durationMs)
        else { return nil }
        return (
            Quality.Issue(
                code: "music",
                detail: "The sound is held and pitched like music. Turn music off while recording."
            ), .poor
        )
    }

    private static func truncation(_ evidence: QualityEvidence) -> Weighed? {
        guard let last = evidence.speech.last, let speech = evidence.levels.speechDb,
            evidence.durationMs - last.endMs < 2 * Grid.hopMs || evidence.levels.endsInSoundMs >= leastTornMs,
            evidence.levels.endDb > speech - 10, evidence.levels.snrDb ?? leastTornSnrDb >= leastTornSnrDb
        else { return nil }
        return (
            Quality.Issue(
                code: "truncated",
                detail: "The recording ends in the middle of a word. Stop it a moment after the last word.",
                startMs: max(0, evidence.durationMs - 100),
                endMs: evidence.durationMs
            ), .fair
        )
    }

    private static func clipping(_ evidence: QualityEvidence) -> Weighed? {
        let clipped = evidence.clipping.clippedMs
        let share = Double(clipped) / Double(max(1, evidence.speechMs))
        guard clipped >= leastClippedMs, share >= clippedShare.fair else { return nil }
        return (
            Quality.Issue(
                code: "clipping",
                detail: "\(clipped) ms of the recording are clipped. Lower the microphone level or move back a little.",
                startMs: evidence.clipping.span?.firstMs,
                endMs: evidence.clipping.span?.lastMs
            ), share >= clippedShare.poor ? .poor : .fair
        )
    }

    private static func directCurrent(_ evidence: QualityEvidence) -> Weighed? {
        // Clipping one half-wave more than the other moves the mean as well; that is not a fault of its own.
        guard abs(evidence.offset) > offset, clipping(evidence) == nil else { return nil }
        let percent = Figures.tenths(abs(evidence.offset) * 100)
        return (
            Quality.Issue(
                code: "dc_offset",
                detail:
                    "The signal is off its middle by \(percent) % of full scale. It was corrected here; another sound "
                    + "card or cable would avoid it."
            ), .fair
        )
    }

    private static func mains(_ evidence: QualityEvidence) -> Weighed? {
        let speech = Float(evidence.levels.speechDb ?? -100)
        guard let hum = evidence.hum, hum.levelDb > speech - humMarginDb.told else { return nil }
        return (
            Quality.Issue(
                code: "mains_hum",
                detail: "A \(hum.mainsHz) Hz mains hum lies under the voice. Unplug the charger or use another cable."
            ), hum.levelDb > speech - humMarginDb.fair ? .fair : .good
        )
    }
}

/// What the verdict on a recording is drawn from.
struct QualityEvidence {
    /// Length of the recording.
    var durationMs: Int
    /// Where speech is.
    var speech: [TimeSpan]
    /// Level of speech and background.
    var levels: SpeechLevels
    /// The room they speak in.
    var room: RoomDecay
    /// Integrated loudness; nil below the absolute gate.
    var loudnessLufs: Double?
    /// What sat at full scale.
    var clipping: ClippingMeter
    /// Mean of all samples, 1 being full scale.
    var offset: Double
    /// Mains hum, if any.
    var hum: HumDetector.Finding?

    /// Milliseconds of speech.
    var speechMs: Int { speech.reduce(0) { $0 + $1.durationMs } }
}

/// Numbers for sentences, with no more digits than they deserve.
enum Figures {
    /// One decimal, with a point.
    static func tenths(_ value: Double) -> String {
        let tenths = Int((min(1e9, max(-1e9, value)) * 10).rounded())
        return "\(tenths < 0 ? "-" : "")\(tenths.magnitude / 10).\(tenths.magnitude % 10)"
    }
}
