import Model
import Testing

@testable import Speech

/// Filled pauses between the words of an engine that drops them.
@Suite(.timeLimit(.minutes(1))) struct FillerHoleTests {
    private let words = Spoken.timed("we@0-300 went@1000-1400 home@1400-1900 later@3000-3400", keepsFillers: false)

    private func fillers(
        _ transcript: Transcript,
        _ candidates: [Acoustics.FilledPause] = [],
        sonorants: [ClosedRange<Int>] = [],
        nuclei: [Int] = [],
        speech: [ClosedRange<Int>] = [0...3_400]
    ) throws -> Fillers {
        let hearing = Spoken.hearing(
            speech,
            durationMs: 5_000,
            filledPauses: candidates,
            sonorants: sonorants,
            nuclei: nuclei
        )
        return DeliveryAnalyzer(lists: try Places.lists()).analyze(transcript, hearing).delivery.fillers
    }

    @Test func `one syllable of voiced sound that no word explains is a filled pause`() throws {
        let found = try fillers(words, sonorants: [520...760], nuclei: [600])
        #expect(found.items.map(\.source) == [.acoustic])
        #expect(found.items.first?.startMs == 520)
        #expect(found.items.first?.endMs == 760)
        #expect(found.measured?.case == "betweenWords")
    }

    @Test func `a weak candidate counts in a hole and not in a word`() throws {
        #expect(try fillers(words, [Spoken.candidate(500, 900, 0.2)]).total == 1)
        #expect(try fillers(words, [Spoken.candidate(1_420, 1_800, 0.2)]).total == 0)
    }

    @Test func `where words and sounds overlap one filled pause is one`() throws {
        let found = try fillers(words, [Spoken.candidate(500, 900, 0.6)], sonorants: [480...920], nuclei: [700])
        #expect(found.total == 1)
        #expect(found.items.first?.confidence ?? 0 > 0.6)
    }

    @Test func `the end of a word that its time cuts off is no filled pause`() throws {
        #expect(try fillers(words, sonorants: [100...470], nuclei: [200]).total == 0)
        #expect(try fillers(words, sonorants: [100...360, 900...1_200], nuclei: [200, 1_100]).total == 0)
    }

    @Test func `talk that the engine missed is no row of filled pauses`() throws {
        let missed = stride(from: 1_950, to: 2_900, by: 190).map { $0...$0 + 150 }
        #expect(try fillers(words, sonorants: missed, nuclei: missed.map { $0.lowerBound + 60 }).total == 0)
    }

    @Test func `a laugh or a word of many syllables is none`() throws {
        #expect(try fillers(words, sonorants: [2_000...2_500], nuclei: [2_050, 2_180, 2_300, 2_440]).total == 0)
    }

    @Test func `words that run through every silence tell nothing, so the sound stands alone`() throws {
        let lent = Spoken.timed("we@0-1000 went@1000-2000 home@2000-3000 later@3000-3400", keepsFillers: false)
        let speech = [0...400, 700...1_300, 1_600...2_300, 2_600...3_400]
        let found = try fillers(lent, [Spoken.candidate(700, 980, 0.6)], speech: speech)
        #expect(found.total == 1)
        #expect(found.measured?.case == "soundAlone")
        #expect(try fillers(lent, [Spoken.candidate(700, 980, 0.3)], speech: speech).total == 0)
    }

    @Test func `a word over a pause does not hide a filler`() throws {
        let said = Spoken.timed("we@0-300 the@400-1150 plan@1200-1500", keepsFillers: false)
        let found = try fillers(said, [Spoken.candidate(840, 1_140, 0.9)], speech: [0...500, 800...1_500])
        #expect(found.total == 1)
    }

    @Test(arguments: [("verbatim", true, Transcript.Accuracy.standard), ("someWords", false, .low)])
    func `the note says what the count rests on and how right such counts were`(
        ground: String,
        keeps: Bool,
        accuracy: Transcript.Accuracy
    ) throws {
        let said = Spoken.timed("we@0-300 went@1000-1400", keepsFillers: keeps, accuracy: accuracy)
        let found = try fillers(said)
        let measured = try #require(found.measured)
        #expect(measured.case == ground)
        #expect((0.5...1).contains(measured.precision))
        #expect((0.3...1).contains(measured.recall))
        #expect(found.reliabilityNote.contains("In tests with"))
        let ofPeople = FillerAccuracy.isOfPeople(try #require(FillerGround(rawValue: ground)))
        #expect(found.reliabilityNote.contains("recordings of people") == ofPeople)
    }

    @Test func `the shares in the note are tenths and no finer`() throws {
        for ground in FillerGround.allCases {
            let (precision, recall) = FillerAccuracy.measured(ground)
            #expect((precision * 100).rounded() == precision * 100)
            #expect((recall * 100).rounded() == recall * 100)
        }
        let note = try fillers(words).reliabilityNote
        #expect(!note.contains("%") && !note.contains("0."))
    }
}
