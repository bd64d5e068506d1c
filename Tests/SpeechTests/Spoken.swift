import Model

@testable import Speech

/// Builds transcripts and hearings for tests.
enum Spoken {
    /// A transcript without times.
    static func plain(_ text: String, language: String = "en", keepsFillers: Bool = true) -> Transcript {
        Transcript(
            text: text,
            language: language,
            engine: "test",
            keepsFillers: keepsFillers,
            wordTimes: .none,
            accuracy: .standard,
            words: text.split(separator: " ").map { Transcript.Word(text: String($0)) }
        )
    }

    /// A transcript in which each word is given as `word@start-end`, in milliseconds.
    static func timed(
        _ words: String,
        language: String = "en",
        keepsFillers: Bool = true,
        accuracy: Transcript.Accuracy = .standard
    ) -> Transcript {
        let timed = words.split(separator: " ").map { word in
            let parts = word.split(separator: "@")
            let times = parts[1].split(separator: "-").map { Int($0) ?? 0 }
            return Transcript.Word(text: String(parts[0]), startMs: times[0], endMs: times[1])
        }
        return Transcript(
            text: timed.map(\.text).joined(separator: " "),
            language: language,
            engine: "test",
            keepsFillers: keepsFillers,
            wordTimes: .exact,
            accuracy: accuracy,
            words: timed
        )
    }

    /// A hearing of speech in these spans, the silences between them as pauses.
    static func hearing(
        _ speech: [ClosedRange<Int>],
        durationMs: Int,
        filledPauses: [Acoustics.FilledPause] = [],
        sonorants: [ClosedRange<Int>]? = nil,
        nuclei: [Int] = [],
        pitch: Acoustics.Pitch? = nil,
        verdict: Quality.Verdict = .good
    ) -> Hearing {
        let spans = speech.map { TimeSpan(startMs: $0.lowerBound, endMs: $0.upperBound) }
        var silences: [TimeSpan] = []
        var end = 0
        for span in spans + [TimeSpan(startMs: durationMs, endMs: durationMs)] {
            if span.startMs - end >= 200 { silences.append(TimeSpan(startMs: end, endMs: span.startMs)) }
            end = span.endMs
        }
        return Hearing(
            recording: Recording(
                container: .wav,
                codec: "pcm_s16le",
                sampleRate: 16_000,
                channels: 1,
                durationMs: durationMs,
                bytes: 0
            ),
            acoustics: Acoustics(
                durationMs: durationMs,
                speech: spans,
                silences: silences,
                pitch: pitch,
                syllableNucleiMs: nuclei,
                filledPauses: filledPauses,
                sonorants: sonorants?.map { TimeSpan(startMs: $0.lowerBound, endMs: $0.upperBound) }
            ),
            quality: Quality(verdict: verdict, loudnessLufs: -20, speechMs: spans.reduce(0) { $0 + $1.durationMs })
        )
    }

    /// A candidate of the signal.
    static func candidate(_ startMs: Int, _ endMs: Int, _ confidence: Double = 0.9) -> Acoustics.FilledPause {
        Acoustics.FilledPause(span: TimeSpan(startMs: startMs, endMs: endMs), confidence: confidence)
    }
}
