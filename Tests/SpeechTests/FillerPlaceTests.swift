import Model
import Testing

@testable import Speech

/// Where a filled pause stands that an engine names and times badly, as Whisper's alignment does.
@Suite(.timeLimit(.minutes(1))) struct FillerPlaceTests {
    private func items(
        _ words: String,
        _ candidates: [Acoustics.FilledPause] = [],
        sonorants: [ClosedRange<Int>] = []
    ) throws -> [Fillers.Item] {
        let hearing = Spoken.hearing([0...6_000], durationMs: 7_000, filledPauses: candidates, sonorants: sonorants)
        return DeliveryAnalyzer(lists: try Places.lists()).analyze(Spoken.timed(words), hearing).delivery.fillers.items
    }

    @Test func `one that is timed behind its own sound, and into the word before, stands where it is heard`() throws {
        let found = try items(
            "they@0-240 have@270-1620 um@1620-1630 no@1960-2300 time@2300-2600",
            [Spoken.candidate(720, 1_180, 0.7)],
            sonorants: [300...640, 720...1_180, 1_760...2_290]
        )
        #expect(found.map(\.text) == ["um"])
        #expect(found.map(\.source) == [.both])
        #expect(found.first?.startMs == 720 && found.first?.endMs == 1_180)
    }

    @Test func `a voiced sound that the detector does not know gives it its place too`() throws {
        let found = try items(
            "we@100-900 uh@900-910 went@1200-1500",
            sonorants: [110...300, 640...820, 1_210...1_450]
        )
        #expect(found.first?.startMs == 640 && found.first?.endMs == 820)
        #expect(found.map(\.source) == [.transcript])
    }

    @Test func `it begins where the engine says when the sound runs in from the word before`() throws {
        let found = try items("and@100-600 um@620-900 we@1200-1500", sonorants: [120...910, 1_220...1_480])
        #expect(found.first?.startMs == 620 && found.first?.endMs == 910)
    }

    @Test func `without any voiced sound between its neighbours it stays where the engine says`() throws {
        let found = try items("we@100-300 um@500-900 went@1000-1400", sonorants: [120...290, 1_010...1_390])
        #expect(found.first?.startMs == 500 && found.first?.endMs == 900)
    }

    @Test func `each of a row gets a sound of its own, in order`() throws {
        let found = try items(
            "we@100-300 uh@1150-1160 uh@1700-1710 um@2300-2310 went@2700-3000",
            sonorants: [120...290, 900...1_100, 1_500...1_700, 2_000...2_200, 2_710...2_990]
        )
        #expect(found.map(\.startMs) == [900, 1_500, 2_000])
    }

    @Test func `the sound of a named one is not counted once more`() throws {
        let found = try items(
            "we@100-1300 um@1300-1310 went@1700-2000",
            [Spoken.candidate(600, 1_150, 0.97)],
            sonorants: [120...290, 600...1_150, 1_710...1_990]
        )
        #expect(found.count == 1)
    }
}
