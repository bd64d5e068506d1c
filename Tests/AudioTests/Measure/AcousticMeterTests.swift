import Testing

@testable import Audio
@testable import Model

@Suite(.timeLimit(.minutes(5))) struct AcousticMeterTests {
    @Test func `nothing at all is too short and unusable`() {
        let (acoustics, quality) = Signals.measure([Int16]())
        #expect(acoustics.durationMs == 0)
        #expect(acoustics.waveform.isEmpty)
        #expect(quality.verdict == .unusable)
        #expect(quality.issues.map(\.code) == ["too_short"])
    }

    @Test(arguments: [7, 160, 161])
    func `the size of the pieces does not matter`(piece: Int) {
        let signal = Signals.samples(Signals.babble(2.345) + Signals.silence(0.5))
        let whole = Signals.measure(signal, piece: signal.count)
        let pieces = Signals.measure(signal, piece: piece)
        #expect(pieces.acoustics == whole.acoustics)
        #expect(pieces.quality == whole.quality)
    }

    @Test func `digital silence is named`() {
        let (acoustics, quality) = Signals.measure(Signals.silence(5))
        #expect(acoustics.speech.isEmpty)
        #expect(acoustics.silences == [TimeSpan(startMs: 0, endMs: 5_000)])
        #expect(acoustics.levelsDb.allSatisfy { $0 == -100 })
        #expect(quality.issues.map(\.code) == ["silence"])
        #expect(quality.verdict == .unusable)
        #expect(quality.loudnessLufs == nil)
    }

    @Test func `a steady fan is sound without speech`() {
        let (acoustics, quality) = Signals.measure(Signals.noise(8, rms: 0.02))
        #expect(acoustics.speech.isEmpty)
        #expect(quality.issues.map(\.code) == ["no_speech"])
        #expect(quality.verdict == .unusable)
    }

    @Test func `a steady tone is sound without speech`() {
        let (_, quality) = Signals.measure(Signals.sine(1_000, 8, amplitude: 0.3))
        #expect(quality.issues.map(\.code) == ["no_speech"])
    }

    @Test func `a sine has the level and the waveform it was made with`() {
        let (acoustics, _) = Signals.measure(Signals.sine(997, 3, amplitude: 0.5))
        let inner = acoustics.levelsDb.dropFirst(2).dropLast(2)
        #expect(inner.allSatisfy { abs($0 - -9.03) < 0.1 })
        #expect(acoustics.waveform.allSatisfy { $0 == 50 })
        #expect(acoustics.waveform.count == 300)
    }

    @Test(arguments: [9.99, 10, 10.01, 21.3])
    func `the waveform never has more than a thousand bins and keeps its peak`(seconds: Double) {
        var signal = Signals.silence(seconds)
        signal[signal.count / 2] = 0.8
        let waveform = Signals.measure(signal).acoustics.waveform
        #expect(waveform.count <= 1_000)
        #expect(waveform.count > 490)
        let at = waveform.firstIndex(of: 80)
        #expect(at.map { abs(Double($0) / Double(waveform.count) - 0.5) < 0.01 } == true)
    }

    @Test func `silences lie where they were put`() {
        let pauses = [0.3, 0.5, 1.2, 0.25]
        var signal = Signals.silence(0.6)
        var expected = [TimeSpan(startMs: 0, endMs: 600)]
        for (i, pause) in pauses.enumerated() {
            signal += Signals.babble(1, seed: UInt64(i))
            let start = signal.count / 16
            signal += Signals.silence(pause)
            expected.append(TimeSpan(startMs: start, endMs: start + Int(pause * 1_000)))
        }
        signal += Signals.babble(1)
        let noisy = Signals.mix(signal, Signals.noise(3, rms: 0.001))
        let found = Signals.measure(noisy).acoustics.silences
        #expect(found.count == expected.count)
        for (a, b) in zip(found, expected) {
            #expect(abs(a.startMs - b.startMs) <= 50)
            #expect(abs(a.endMs - b.endMs) <= 50)
        }
    }

    @Test func `speech and silences do not overlap and stay within the recording`() {
        let signal = Signals.babble(3) + Signals.silence(0.7) + Signals.babble(2) + Signals.silence(0.1)
        let acoustics = Signals.measure(signal).acoustics
        for span in acoustics.speech {
            #expect(span.endMs <= acoustics.durationMs)
            #expect(acoustics.silences.allSatisfy { $0.overlapMs(with: span) == 0 })
        }
        #expect(acoustics.speech.count == 2)
    }
}
