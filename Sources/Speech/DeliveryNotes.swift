import Model

/// The sentences under a delivery: what could not be measured, and why.
enum DeliveryNotes {
    /// The notes of a delivery, in a fixed order.
    static func notes(
        _ delivery: Delivery,
        _ transcript: Transcript,
        _ hearing: Hearing,
        _ quality: Quality,
        hasList: Bool
    ) -> [String] {
        let speechMs = hearing.acoustics.speechMs
        guard speechMs > 0 else {
            return [
                transcript.isMissing
                    ? "The sound holds no speech, and there is no transcript: nothing about the delivery was measured."
                    : transcript.words.isEmpty
                        ? "Nobody speaks in this recording, so nothing about its delivery was measured."
                        : "The sound holds no speech, so pace, pauses, pitch and scores are missing; only the words were looked at."
            ]
        }
        return words(delivery, transcript, hasList: hasList) + sound(delivery, hearing)
            + scores(delivery, transcript, quality, speechMs: speechMs)
    }

    private static func words(_ delivery: Delivery, _ transcript: Transcript, hasList: Bool) -> [String] {
        var notes: [String] = []
        if UnspacedLanguage.includes(transcript.language), !transcript.text.isEmpty {
            notes.append(
                "Words are not counted in a language written without spaces: there are no rates per word or per minute of words."
            )
        } else if delivery.wordCount == 0 {
            notes.append(
                transcript.isMissing
                    ? "No engine gave the words, so words per minute, hedges and repetitions are missing. That is no fault of the recording."
                    : "There are no words, so words per minute, hedges and repetitions are missing."
            )
            return notes
        }
        if transcript.accuracy == .low {
            notes.append(
                "The words are rough: they come from the offline recognizer and are often wrong. Words per minute, hedges and repetitions are rough too and do not enter the scores."
            )
        }
        if !hasList {
            notes.append(
                "There is no word list for the language \"\(transcript.language)\": filler words and hedges were not looked for."
            )
        }
        switch transcript.wordTimes {
        case .none:
            notes.append(
                "The words have no times: the pace curve is missing, and pauses cannot be placed in their sentences."
            )
        case .approximate:
            notes.append(
                "The times of the words are spread over longer stretches: the pace curve is rough, and pauses cannot be placed in their sentences."
            )
        case .exact: break
        }
        return notes
    }

    private static func sound(_ delivery: Delivery, _ hearing: Hearing) -> [String] {
        var notes: [String] = []
        let speechMs = hearing.acoustics.speechMs
        if speechMs < Pace.leastMs {
            notes.append("There is less than 3 s of speech, so no pace is given.")
        } else if delivery.syllablesPerSecond == nil {
            notes.append("Syllables could not be found in the sound, so the rate of articulation is missing.")
        }
        if let pitch = hearing.acoustics.pitch {
            if pitch.voicedMs < Confidence.leastVoicedMs {
                notes.append("There is less than 30 s of voiced speech: too little to judge how varied the pitch is.")
            }
        } else {
            notes.append("There is too little voiced speech to measure pitch.")
        }
        if delivery.pauses.reliability == .rough, let note = delivery.pauses.reliabilityNote { notes.append(note) }
        if delivery.loudness?.lufs == nil { notes.append("The recording is too quiet to measure its loudness.") }
        return notes
    }

    private static func scores(_ delivery: Delivery, _ transcript: Transcript, _ quality: Quality, speechMs: Int)
        -> [String]
    {
        if quality.verdict == .unusable {
            return ["The recording is not good enough for a score of fluency or steadiness."]
        }
        if speechMs < ScoreMeasures.leastSpeechMs {
            return ["There is less than 10 s of speech: too little for a score of fluency or steadiness."]
        }
        var notes: [String] = []
        if let score = delivery.fluency {
            let missing = ["pace", "pauses", "hesitations", "fillers", "repetitions"].filter { score.parts[$0] == nil }
            if !missing.isEmpty {
                notes.append(
                    "The fluency score leaves out what could not be measured: \(missing.joined(separator: ", "))."
                )
            }
        }
        if let score = delivery.confidence {
            let missing = ["steadiness", "fillers", "hedges", "pitch", "pace"].filter { score.parts[$0] == nil }
            if !missing.isEmpty {
                notes.append(
                    "The steadiness score leaves out what could not be measured: \(missing.joined(separator: ", "))."
                )
            }
        } else {
            notes.append("Too little could be measured for a score of steadiness.")
        }
        return notes
    }
}
