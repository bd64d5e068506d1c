import Foundation
import Testing

@testable import Audio
@testable import Model

@Suite(.timeLimit(.minutes(5))) struct VoiceTests {
    /// Vowels of one pitch with pauses, over a little room noise.
    private func voice(_ hertz: Double, to end: Double? = nil, count: Int = 6) -> [Double] {
        let parts = (0..<count).map { _ in Signals.vowel(hertz, 0.3, to: end) + Signals.silence(0.25) }
        let signal = Signals.silence(0.5) + parts.flatMap { $0 }
        return Signals.mix(signal, Signals.noise(2, rms: 0.0005))
    }

    @Test(arguments: [70.0, 95, 130, 210, 300, 420])
    func `pitch is found within a percent`(hertz: Double) throws {
        let pitch = try #require(Signals.measure(voice(hertz)).acoustics.pitch)
        #expect(abs(pitch.medianHz / hertz - 1) < 0.01)
        #expect(pitch.spreadSemitones <= 0.5)
        #expect(abs(pitch.voicedMs - 1_800) < 200)
    }

    @Test func `a fall of an octave has its spread`() throws {
        let pitch = try #require(Signals.measure(voice(200, to: 100)).acoustics.pitch)
        // F0 falls linearly from 200 to 100 Hz: its distances from 150 Hz in semitones have an RMS of 3.6.
        #expect(abs(pitch.spreadSemitones - 3.6) < 0.5)
        #expect(abs(pitch.medianHz - 150) < 8)
    }

    @Test func `the curve is zero where nobody speaks`() throws {
        let acoustics = Signals.measure(voice(120)).acoustics
        let pitch = try #require(acoustics.pitch)
        #expect(pitch.curveHz.count == acoustics.levelsDb.count)
        #expect(pitch.curveHz.prefix(4).allSatisfy { $0 == 0 })
        #expect(pitch.curveHz.filter { $0 > 0 }.allSatisfy { abs($0 - 120) <= 2 })
    }

    @Test func `under a second of voice has no pitch`() {
        #expect(Signals.measure(voice(120, count: 2)).acoustics.pitch == nil)
        #expect(Signals.measure(Signals.noise(2, rms: 0.1)).acoustics.pitch == nil)
    }

    @Test(arguments: [2, 9])
    func `every vowel is a syllable`(count: Int) {
        let nuclei = Signals.measure(voice(120, count: count)).acoustics.syllableNucleiMs
        #expect(nuclei.count == count)
        for (i, time) in nuclei.enumerated() {
            let middle = 500 + i * 550 + 150
            #expect(abs(time - middle) < 130)
        }
    }

    @Test func `vowels without a pause between them are counted by their dips`() {
        var signal = Signals.silence(0.5)
        for i in 0..<10 {
            signal += Signals.vowel(i.isMultiple(of: 2) ? 120 : 135, 0.16)
            signal += Signals.vowel(120, 0.05, formants: [(260, 70), (1_100, 200)], peak: 0.06)
        }
        signal += Signals.silence(0.5)
        let nuclei = Signals.measure(Signals.mix(signal, Signals.noise(2, rms: 0.0005))).acoustics.syllableNucleiMs
        #expect((9...11).contains(nuclei.count))
    }

    @Test func `noise has no syllables`() {
        let signal = Signals.silence(1) + Signals.noise(2, rms: 0.05) + Signals.silence(1)
        #expect(Signals.measure(signal).acoustics.syllableNucleiMs.isEmpty)
    }
}
