import Testing

@testable import Audio
@testable import Model

@Suite(.timeLimit(.minutes(5))) struct MeasuredRecordingTests {
    @Test(.enabled(if: SharedRecordings.has("spont/acoustic_corpus.wav")))
    func `the hesitations of a real talk are found within a tenth of a second`() throws {
        let acoustics = Signals.measure(try SharedRecordings.samples("spont/acoustic_corpus.wav")).acoustics
        let labels = [(8_020, 8_570), (14_510, 14_920), (22_900, 23_530)]
        for (start, end) in labels {
            let span = TimeSpan(startMs: start, endMs: end)
            #expect(
                acoustics.filledPauses.contains {
                    abs($0.span.startMs - start) <= 100 && 2 * $0.span.overlapMs(with: span) > span.durationMs
                }
            )
        }
        // One false event a minute at most, in under half a minute: none.
        #expect(acoustics.filledPauses.count { $0.confidence >= 0.5 } <= labels.count)
    }

    @Test(arguments: ["read/az_test.wav", "read/jfk.wav", "read/austen_0870.wav"].filter(SharedRecordings.has))
    func `reading aloud has no hesitations`(name: String) throws {
        #expect(
            Signals.measure(try SharedRecordings.samples(name)).acoustics.filledPauses.allSatisfy {
                $0.confidence < 0.5
            }
        )
    }

    @Test(.enabled(if: SharedRecordings.has("made/espeak_interview_pauses.wav")))
    func `digital pauses are found within 50 ms`() throws {
        let acoustics = Signals.measure(
            try SharedRecordings.samples("made/espeak_interview_pauses.wav")
        ).acoustics
        for (start, end) in [(0, 500), (4_100, 4_900), (9_180, 11_680), (16_110, 20_110), (23_480, 24_680)] {
            #expect(
                acoustics.silences.contains { abs($0.startMs - start) <= 50 && abs($0.endMs - end) <= 50 }
            )
        }
    }

    @Test(.enabled(if: SharedRecordings.has("read/az_test.wav")))
    func `clean reading is good`() throws {
        let quality = Signals.measure(try SharedRecordings.samples("read/az_test.wav")).quality
        #expect(quality.verdict == .good)
        #expect(quality.issues.isEmpty)
    }
}
