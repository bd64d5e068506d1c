import Testing

@testable import Audio
@testable import Model

@Suite(.timeLimit(.minutes(5))) struct FilledPauseTests {
    private static let background = Signals.noise(3, rms: 0.0006)

    /// Rhythmic talk with `filler` in the middle, pauses around it; returns the sound and where the filler lies.
    private func answer(_ filler: [Double], pause: Double = 0.3) -> (signal: [Double], span: TimeSpan) {
        var signal = Signals.silence(0.4) + Signals.babble(2.5, seed: 3) + Signals.silence(pause)
        let start = signal.count / 16
        signal += filler
        let end = signal.count / 16
        signal += Signals.silence(pause) + Signals.babble(2.5, seed: 4) + Signals.silence(0.4)
        return (Signals.mix(signal, FilledPauseTests.background), TimeSpan(startMs: start, endMs: end))
    }

    @Test(arguments: [0.3, 0.5, 0.9])
    func `a held central vowel with flat pitch is found where it is`(seconds: Double) throws {
        let (signal, span) = answer(Signals.vowel(110, seconds, to: 104, peak: 0.2))
        let found = Signals.measure(signal).acoustics.filledPauses
        #expect(found.count == 1)
        let event = try #require(found.first)
        #expect(abs(event.span.startMs - span.startMs) <= 100)
        #expect(abs(event.span.endMs - span.endMs) <= 100)
        #expect(event.confidence >= 0.6)
        #expect(event.confidence <= 1)
    }

    @Test func `it is found in a fan's noise too`() {
        let (signal, span) = answer(Signals.vowel(110, 0.5, to: 104, peak: 0.2))
        let noisy = Signals.mix(signal, Signals.noise(2, rms: 0.004, seed: 9))
        let found = Signals.measure(noisy).acoustics.filledPauses
        #expect(found.contains { $0.span.overlapMs(with: span) > 300 })
    }

    @Test func `running speech alone has none`() {
        let signal = Signals.silence(0.5) + Signals.babble(10) + Signals.silence(0.5)
        #expect(Signals.measure(Signals.mix(signal, FilledPauseTests.background)).acoustics.filledPauses.isEmpty)
    }

    @Test func `a long vowel whose pitch glides up is an accent and not a hesitation`() {
        let (signal, span) = answer(Signals.vowel(100, 0.35, to: 190, peak: 0.2))
        let found = Signals.measure(signal).acoustics.filledPauses
        #expect(!found.contains { $0.span.overlapMs(with: span) > 0 && $0.confidence >= 0.5 })
    }

    @Test func `vowels and nasals are kept with their places, for the words to explain`() throws {
        let (signal, span) = answer(Signals.vowel(110, 0.3, to: 150, peak: 0.2))
        let sonorants = try #require(Signals.measure(signal).acoustics.sonorants)
        #expect(sonorants.contains { abs($0.startMs - span.startMs) <= 50 && abs($0.endMs - span.endMs) <= 50 })
        #expect(zip(sonorants, sonorants.dropFirst()).allSatisfy { $0.endMs <= $1.startMs })
        let (hiss, place) = answer(Signals.noise(0.5, rms: 0.05))
        let others = try #require(Signals.measure(hiss).acoustics.sonorants)
        #expect(!others.contains { $0.overlapMs(with: place) > 150 })
    }

    @Test func `hiss and tones are none`() {
        let (hiss, _) = answer(Signals.noise(0.5, rms: 0.05))
        #expect(Signals.measure(hiss).acoustics.filledPauses.isEmpty)
        let (tone, span) = answer(Signals.sine(2_000, 0.5, amplitude: 0.2))
        #expect(!Signals.measure(tone).acoustics.filledPauses.contains { $0.span.overlapMs(with: span) > 0 })
    }
}
