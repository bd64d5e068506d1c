import Foundation
import Testing

@testable import Audio
@testable import Model

@Suite(.timeLimit(.minutes(5))) struct QualityTests {
    /// A clean answer of 6.5 s: phrases, pauses, a quiet room.
    static func clean(seed: UInt64 = 1) -> [Double] {
        let phrases = (0..<4).map { Signals.babble(1, seed: seed &+ UInt64($0)) + Signals.silence(0.5) }
        return Signals.mix(Signals.silence(0.5) + phrases.flatMap { $0 }, Signals.noise(3, rms: 0.0006, seed: seed))
    }

    @Test(arguments: [1, 300])
    func `a clean recording is good and has nothing to report`(seed: UInt64) throws {
        let quality = Signals.measure(QualityTests.clean(seed: seed)).quality
        #expect(quality.verdict == .good)
        #expect(quality.issues.isEmpty)
        #expect(try #require(quality.snrDb) > 30)
        #expect(quality.clippedMs == 0)
        #expect(abs(quality.speechMs - 4_000) < 300)
    }

    @Test func `clipping is measured, placed and weighed`() throws {
        let quality = Signals.measure(QualityTests.clean().map { max(-1, min(1, $0 * 8)) }).quality
        let issue = try #require(quality.issues.first { $0.code == "clipping" })
        #expect(quality.verdict == .poor)
        #expect(quality.clippedMs > 200)
        #expect(try #require(issue.startMs) >= 490)
        #expect(try #require(issue.endMs) <= 6_600)
    }

    @Test func `a peak that just fits is not clipping`() {
        var signal = QualityTests.clean()
        for at in stride(from: 9_000, to: 90_000, by: 9_000) { signal[at] = 1 }
        #expect(Signals.measure(signal).quality.clippedMs == 0)
    }

    @Test(arguments: [(30.0, Quality.Verdict.good), (14, .fair), (7, .poor), (-2, .unusable)])
    func `noise has its verdict`(snr: Double, verdict: Quality.Verdict) throws {
        let clean = QualityTests.clean()
        let voiced = clean.filter { abs($0) > 0.003 }
        let rms = (voiced.reduce(0) { $0 + $1 * $1 } / Double(voiced.count)).squareRoot()
        let noise = Signals.noise(2, rms: rms * dbToAmplitude(-snr), seed: 11)
        let quality = Signals.measure(Signals.mix(clean, noise)).quality
        #expect(quality.verdict == verdict)
        // Bands in which the voice has little are noisier than the whole, and those it rules are less.
        if snr > 0 { #expect(abs(try #require(quality.snrDb) - snr) <= 7) }
        #expect(verdict == .good || quality.issues.contains { ["noisy", "no_speech"].contains($0.code) })
    }

    /// Several people talking at once, as loud as the near voice less `ratio` dB.
    private func crowd(_ seconds: Double, _ ratio: Double) -> [Double] {
        var sum = [Double](repeating: 0, count: Int(seconds * 16_000))
        for person in 0..<8 {
            let talk = Signals.babble(seconds + 1, seed: 40 &+ UInt64(person)).dropFirst(person * 1_500)
            for (i, sample) in zip(sum.indices, talk) { sum[i] += sample }
        }
        let near = QualityTests.clean().filter { abs($0) > 0.003 }
        let loudness = (near.reduce(0) { $0 + $1 * $1 } / Double(near.count)).squareRoot()
        let own = (sum.reduce(0) { $0 + $1 * $1 } / Double(sum.count)).squareRoot()
        return sum.map { $0 * loudness / own * dbToAmplitude(-ratio) }
    }

    @Test func `other people talking behind the voice is noise, and the speaker's pauses are still pauses`() throws {
        let clean = QualityTests.clean()
        let (acoustics, quality) = Signals.measure(Signals.mix(clean, crowd(7, 12)))
        #expect(quality.issues.map(\.code).contains("noisy"))
        let inner = Signals.measure(clean).acoustics.silences.filter { $0.startMs > 0 && $0.endMs < 6_000 }
        let found = inner.filter { pause in
            acoustics.silences.contains { 2 * $0.overlapMs(with: pause) > pause.durationMs }
        }
        #expect(2 * found.count > inner.count, "\(found.count) of \(inner.count)")
    }

    @Test(arguments: [50.0, 60.0])
    func `mains hum is told by its frequency`(mains: Double) throws {
        let hum = Signals.mix(
            Signals.sine(mains, 7, amplitude: 0.008),
            Signals.sine(2 * mains, 7, amplitude: 0.005)
        )
        let quality = Signals.measure(Signals.mix(QualityTests.clean(), hum)).quality
        let issue = try #require(quality.issues.first { $0.code == "mains_hum" })
        #expect(issue.detail.contains("\(Int(mains)) Hz"))
        #expect(quality.verdict == .good)
        let loud = Signals.measure(Signals.mix(QualityTests.clean(), hum.map { 6 * $0 })).quality
        #expect(loud.issues.contains { $0.code == "mains_hum" })
        #expect(loud.verdict != .good)
    }

    @Test func `a rumble that nobody hears is no noise`() {
        let rumble = Signals.mix(Signals.sine(23, 7, amplitude: 0.03), Signals.sine(34, 7, amplitude: 0.03))
        let clean = Signals.measure(QualityTests.clean())
        let shaken = Signals.measure(Signals.mix(QualityTests.clean(), rumble))
        #expect(shaken.quality.verdict == clean.quality.verdict)
        #expect(shaken.acoustics.silences.count == clean.acoustics.silences.count)
    }

    @Test func `an offset is reported and leaves the levels alone`() {
        let clean = Signals.measure(QualityTests.clean())
        let shifted = Signals.measure(QualityTests.clean().map { $0 + 0.1 })
        #expect(shifted.quality.issues.map(\.code) == ["dc_offset"])
        #expect(shifted.acoustics.speech == clean.acoustics.speech)
    }

    @Test func `a constant at full scale is silence or clipping but never speech`() {
        let (acoustics, quality) = Signals.measure([Int16](repeating: 32_767, count: 32_000))
        #expect(acoustics.speech.isEmpty)
        #expect(quality.verdict == .unusable)
    }

    @Test func `a faint voice is too quiet`() {
        let quality = Signals.measure(QualityTests.clean().map { $0 * 0.02 }).quality
        #expect(quality.issues.map(\.code).contains("too_quiet"))
        #expect(quality.verdict == .poor || quality.verdict == .fair)
    }

    @Test func `a word cut off at the end is noticed`() throws {
        let signal = QualityTests.clean() + Signals.vowel(120, 0.4).prefix(4_000)
        let quality = Signals.measure(signal).quality
        let issue = try #require(quality.issues.first { $0.code == "truncated" })
        #expect(try #require(issue.endMs) == signal.count / 16)
        #expect(quality.verdict == .fair)
    }

    @Test func `little speech is poor and hardly any is unusable`() {
        let little = Signals.silence(1) + Signals.babble(2) + Signals.silence(1)
        let hardly = Signals.silence(1) + Signals.babble(0.6) + Signals.silence(1)
        for (signal, verdict) in [(little, Quality.Verdict.poor), (hardly, .unusable)] {
            let quality = Signals.measure(Signals.mix(signal, Signals.noise(2, rms: 0.0006))).quality
            #expect(quality.issues.map(\.code) == ["too_little_speech"])
            #expect(quality.verdict == verdict)
        }
    }

    @Test func `what the decoder met is kept and makes a good recording fair`() {
        let gap = Quality.Issue(code: "gap_filled", detail: "A second is missing.", startMs: 100, endMs: 1_100)
        let samples = Signals.samples(QualityTests.clean())
        var meter = AcousticMeter()
        meter.consume(samples.span)
        let quality = meter.finish(decodeIssues: [gap]).quality
        #expect(quality.issues == [gap])
        #expect(quality.verdict == .fair)
    }

    @Test func `no figure of the sound has more digits than it deserves`() throws {
        let (acoustics, quality) = Signals.measure(Signals.mix(QualityTests.clean(), Signals.noise(2, rms: 0.003)))
        func steps(_ value: Double, _ step: Double) -> Bool { abs(value / step - (value / step).rounded()) < 1e-6 }
        #expect(steps(try #require(quality.snrDb), 1))
        #expect(steps(try #require(quality.loudnessLufs), 0.1))
        #expect(steps(try #require(acoustics.levelSpreadDb), 0.1))
        #expect(acoustics.levelsDb.allSatisfy { steps($0, 0.1) })
        #expect(acoustics.filledPauses.allSatisfy { steps($0.confidence, 0.01) })
        for signal in [Signals.mix(QualityTests.clean(), Signals.noise(2, rms: 0.02)), Signals.babble(2)] {
            for issue in Signals.measure(signal).quality.issues {
                #expect(issue.detail.firstMatch(of: /\d[.,]\d\d/) == nil, "\(issue.detail)")
            }
        }
    }

    @Test func `a voice that swings to one side has no offset`() {
        // Half-waves of unequal height, as a saturated preamplifier leaves them; zero where nobody speaks.
        let lopsided = QualityTests.clean().map { $0 > 0 ? 0.9 * tanh(3 * $0) : 0.5 * tanh(3 * $0) }
        #expect(!Signals.measure(lopsided).quality.issues.contains { $0.code == "dc_offset" })
    }

    @Test func `a voice that noise covers is noisy and unusable, not only short`() {
        let clean = QualityTests.clean()
        let voiced = clean.filter { abs($0) > 0.003 }
        let rms = (voiced.reduce(0) { $0 + $1 * $1 } / Double(voiced.count)).squareRoot()
        let quality = Signals.measure(Signals.mix(clean, Signals.noise(2, rms: rms * 2, seed: 3))).quality
        #expect(quality.verdict == .unusable)
    }

    @Test func `every issue says what to do`() {
        let signals = [
            Signals.silence(3), Signals.noise(4, rms: 0.01), QualityTests.clean().map { max(-1, min(1, $0 * 8)) },
            QualityTests.clean().map { $0 * 0.02 }, Signals.babble(0.5),
        ]
        for signal in signals {
            let issues = Signals.measure(signal).quality.issues
            #expect(!issues.isEmpty)
            #expect(issues.allSatisfy { $0.detail.hasSuffix(".") && $0.detail.contains(". ") })
        }
    }
}
