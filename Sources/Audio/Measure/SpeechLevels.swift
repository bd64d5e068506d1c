import Model

/// How loud the speech is and how loud what lies between it.
struct SpeechLevels {
    /// Margin around speech, in frames, that belongs to neither: onsets, releases and the room's echo.
    private static let margin = 10
    /// Fewest frames of noise a level is taken from.
    private static let fewest = 20

    /// Mean power of the speech in dBFS; nil without speech.
    let speechDb: Double?
    /// Speech over what lies between the words in dB, nil with under 200 ms of it; see ``BandRatio``.
    let bandRatioDb: Double?
    /// Mean power of everything in dBFS.
    let overallDb: Double
    /// Share 0–1 of the speech power in 4–7.6 kHz.
    let trebleShare: Double
    /// Share 0–1 of the speech frames that are voiced.
    let voicedShare: Double
    /// Share 0–1 of the voiced frames whose spectrum stands still, as a held note's does.
    let heldShare: Double
    /// Level of the frames the recording ends with (the last 30 ms), in dBFS.
    let endDb: Double

    /// Speech over the background in dB as the depth of the level tells it, where pauses are too few to listen into.
    let depthRatioDb: Double?

    /// How long the recording has been nearly as loud as speech when it ends, in milliseconds; 0 when that is longer than a torn syllable,
    /// and the background is as loud.
    let endsInSoundMs: Int

    /// How far under the speech a sound may lie and be a part of a word, in dB.
    private static let soundRangeDb: Float = 18
    /// Longest sound at the end that is the torn beginning of a word and no background, in frames.
    private static let longestTorn = 30
    /// Share of a recording that must be pause for its noise to be measured there alone.
    private static let leastPause = 0.05

    /// Adds up the frames of a recording.
    init(_ track: FrameTrack, _ detector: SpeechDetector) {
        var speech = (power: 0.0, treble: 0.0, count: 0, voiced: 0, held: 0)
        for span in detector.speech {
            for i in span.startMs / Grid.hopMs..<min(track.count, span.endMs / Grid.hopMs) {
                let frame = track[i]
                speech.power += Double(Decibels.meanSquare(frame.levelDb))
                speech.treble += Double(frame.bandPower(7))
                speech.count += 1
                guard frame.isVoiced else { continue }
                speech.voiced += 1
                if frame.slope <= FilledPauseFinder.steadySlope { speech.held += 1 }
            }
        }
        speechDb = speech.count > 0 ? Decibels.power(speech.power / Double(speech.count)) : nil
        let near = Float(speechDb ?? 0) - SpeechLevels.soundRangeDb
        let loud = track.indices.reversed().prefix { track[$0].levelDb > near }.count
        let tail = loud <= SpeechLevels.longestTorn ? loud : 0
        endsInSoundMs = tail * Grid.hopMs
        var pauses: [Range<Int>] = []
        for span in detector.silences {
            let first = span.startMs / Grid.hopMs + (span.startMs > 0 ? SpeechLevels.margin(in: detector.room) : 0)
            // A word's beginning that the recording's end cuts off is too short to be told from a noise, and is none.
            let end = min(
                track.count - (tail > 0 ? tail + SpeechLevels.margin : 0),
                span.endMs / Grid.hopMs - (span.endMs / Grid.hopMs < track.count ? SpeechLevels.margin : 0)
            )
            if first < end { pauses.append(first..<end) }
        }
        let ratio = BandRatio(track, speech: detector.speech, pauses: pauses)
        var all = 0.0
        for i in track.indices { all += Double(Decibels.meanSquare(track[i].levelDb)) }
        overallDb = Decibels.power(all / Double(max(1, track.count)))
        let isRare = Double(ratio.pauseFrames) < SpeechLevels.leastPause * Double(track.count)
        depthRatioDb = isRare ? detector.background.ratioDb : nil
        bandRatioDb = ratio.pauseFrames >= SpeechLevels.fewest ? ratio.decibels : nil
        trebleShare = speech.power > 0 ? speech.treble / speech.power : 0
        voicedShare = Double(speech.voiced) / Double(max(1, speech.count))
        heldShare = Double(speech.held) / Double(max(1, speech.voiced))
        var end = 0.0
        for i in max(0, track.count - 3)..<track.count { end += Double(Decibels.meanSquare(track[i].levelDb)) }
        endDb = Decibels.power(end / 3)
    }

    /// Speech over noise in dB; nil when either is missing.
    var snrDb: Double? { depthRatioDb ?? bandRatioDb }

    /// Frames after speech that still hold its echo.
    private static func margin(in room: RoomDecay) -> Int {
        guard let seconds = room.seconds else { return margin }
        // 30 dB of decay, and no more than leaves something of most pauses.
        return min(3 * margin, max(margin, Int(seconds.middle * 500) / Grid.hopMs))
    }
}
