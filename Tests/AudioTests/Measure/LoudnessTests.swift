import Testing

@testable import Audio
@testable import Model

/// Cases after ITU-R BS.1770-4 and EBU Tech 3341, for one channel.
@Suite(.timeLimit(.minutes(5))) struct LoudnessTests {
    private func lufs(_ signal: [Double]) -> Double? { Signals.measure(signal).quality.loudnessLufs }

    @Test func `a full-scale sine at 997 Hz in one channel is -3.01 LUFS`() throws {
        let loudness = try #require(lufs(Signals.sine(997, 3, amplitude: 1)))
        #expect(abs(loudness - -3.01) < 0.15)
    }

    @Test(arguments: [-23.0, -33.0, -50.0])
    func `a sine's loudness follows its level`(target: Double) throws {
        let amplitude = dbToAmplitude(target + 3.01)
        let loudness = try #require(lufs(Signals.sine(1_000, 3, amplitude: amplitude)))
        #expect(abs(loudness - target) < 0.15)
    }

    @Test func `quiet stretches do not count`() throws {
        let loud = Signals.sine(1_000, 8, amplitude: dbToAmplitude(-20))
        let quiet = Signals.sine(1_000, 3, amplitude: dbToAmplitude(-33))
        let loudness = try #require(lufs(quiet + loud + quiet))
        #expect(abs(loudness - -23) < 0.15)
    }

    @Test func `what is under the absolute gate has no loudness`() {
        #expect(lufs(Signals.sine(1_000, 3, amplitude: dbToAmplitude(-70))) == nil)
        #expect(lufs(Signals.sine(1_000, 0.3, amplitude: 0.5)) == nil)
    }

    @Test func `bass counts less and treble more`() throws {
        let bass = try #require(lufs(Signals.sine(40, 2, amplitude: 0.1)))
        let middle = try #require(lufs(Signals.sine(997, 2, amplitude: 0.1)))
        let treble = try #require(lufs(Signals.sine(5_000, 2, amplitude: 0.1)))
        #expect(bass < middle - 4)
        #expect(abs(treble - middle - 3.3) < 0.5)
    }
}
