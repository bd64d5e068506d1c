import Interview

/// How loud the speech is and how loud what lies between it.
struct SpeechLevels {
    /// Margin around speech, in frames, that belongs to neither: onsets, releases and the room's echo.
    private static let margin = 10
    /// Fewest frames of noise a level is taken from.
    private static let fewest = 20

    /// Mean power of the speech in dBFS; nil without speech.
    let speechDb: Double?
    /// Mean power between the words in dBFS; nil with under 200 ms of it.
    let noiseDb: Double?
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
        var noise = (power: 0.0, count: 0)
        for span in detector.silences {
            let first = span.startMs / Grid.hopMs + (span.startMs > 0 ? SpeechLevels.margin : 0)
            let end = min(
                track.count,
                span.endMs / Grid.hopMs - (span.endMs / Grid.hopMs < track.count ? SpeechLevels.margin : 0)
            )
            for i in first..<max(first, end) {
                noise.power += Double(Decibels.meanSquare(track[i].levelDb))
                noise.count += 1
            }
        }
        var all = 0.0
        for i in track.indices { all += Double(Decibels.meanSquare(track[i].levelDb)) }
        overallDb = Decibels.power(all / Double(max(1, track.count)))
        let noisePower = noise.count >= SpeechLevels.fewest ? noise.power / Double(noise.count) : nil
        noiseDb = noisePower.map(Decibels.power)
        speechDb = speech.count > 0 ? Decibels.power(speech.power / Double(speech.count)) : nil
        trebleShare = speech.power > 0 ? speech.treble / speech.power : 0
        voicedShare = Double(speech.voiced) / Double(max(1, speech.count))
        heldShare = Double(speech.held) / Double(max(1, speech.voiced))
        var end = 0.0
        for i in max(0, track.count - 3)..<track.count { end += Double(Decibels.meanSquare(track[i].levelDb)) }
        endDb = Decibels.power(end / 3)
    }

    /// Speech over noise in dB, noise subtracted from what the speech frames hold, at most 60; nil when either is missing.
    var snrDb: Double? {
        guard let speechDb, let noiseDb else { return nil }
        let ratio = Double(Decibels.meanSquare(Float(speechDb - noiseDb)))
        return min(60, Decibels.power(max(ratio - 1, 1e-3)))
    }
}
