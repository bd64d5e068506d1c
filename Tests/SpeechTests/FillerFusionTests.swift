import FoundationEssentials
import Model
import Testing

@testable import Speech

@Suite(.timeLimit(.minutes(1))) struct FillerFusionTests {
    /// The fillers of an answer.
    private func fillers(_ transcript: Transcript, _ candidates: [Acoustics.FilledPause]) throws -> Fillers {
        let hearing = Spoken.hearing([0...9_000], durationMs: 10_000, filledPauses: candidates)
        return DeliveryAnalyzer(lists: try Places.lists()).analyze(transcript, hearing).delivery.fillers
    }

    /// Words of half a second each.
    private func spoken(_ text: String) -> Transcript {
        let words = text.split(separator: " ").enumerated().map { "\($1)@\(500 * $0)-\(500 * $0 + 400)" }
        return Spoken.timed(words.joined(separator: " "))
    }

    @Test func `filled pauses are counted in words that are still being said`() throws {
        let analyzer = DeliveryAnalyzer(lists: try Places.lists())
        var said = spoken("um so I led uh the team and we shipped it in the spring you know")
        #expect(analyzer.filledPauses(in: said) == 2)
        said = spoken("ich habe damals um die Ecke gewohnt und um acht Uhr mit der Arbeit begonnen weil das so war")
        #expect(analyzer.filledPauses(in: said) == nil, "in German, um is a word")
        said.language = "de-DE"
        #expect(analyzer.filledPauses(in: said) == 0)
    }

    @Test func `a filler found by both counts once, at the time of the signal`() throws {
        let said = Spoken.timed("we@0-300 um@500-900 went@1000-1400 home@1400-1900")
        let found = try fillers(said, [Spoken.candidate(480, 950)])
        #expect(found.total == 1)
        #expect(found.items.first?.source == .both)
        #expect(found.items.first?.text == "um")
        #expect(found.items.first?.startMs == 480)
        #expect(found.items.first?.range == TextRange(start: 3, end: 5))
        #expect(found.byWord == ["um": 1])
        #expect(found.reliability == .counted)
    }

    @Test func `an engine that drops fillers leaves them to the signal`() throws {
        let said = Spoken.timed("we@0-300 went@1000-1400 home@1400-1900", keepsFillers: false)
        let found = try fillers(said, [Spoken.candidate(480, 950, 0.5)])
        #expect(found.items.map(\.source) == [.acoustic])
        #expect(found.byWord == ["filled pause": 1])
        #expect(found.reliability == .lowerBound)
        #expect(found.reliabilityNote.contains("between its words"))
    }

    @Test func `a filler that the offline recognizer is not sure of is not counted`() throws {
        var said = Spoken.timed("you@0-200 know@200-400 we@500-700 um@800-1100 went@1200-1500", keepsFillers: false)
        said.accuracy = .low
        for index in said.words.indices { said.words[index].confidence = 0.3 }
        #expect(try fillers(said, []).total == 0)
        for index in said.words.indices { said.words[index].confidence = 0.9 }
        #expect(try fillers(said, []).byWord == ["you know": 1, "um": 1])
    }

    @Test func `a candidate inside an ordinary word is that word`() throws {
        let said = Spoken.timed("we@0-300 sooooo@400-1000 went@1000-1400", keepsFillers: false)
        #expect(try fillers(said, [Spoken.candidate(500, 900)]).total == 0)
    }

    @Test func `an unsure word of the offline recognizer does not hide a filler`() throws {
        var said = Spoken.timed("we@0-300 and@400-900 went@1000-1400", keepsFillers: false, accuracy: .low)
        said.words[1].confidence = 0.2
        #expect(try fillers(said, [Spoken.candidate(450, 850)]).total == 1)
        said.words[1].confidence = 0.95
        #expect(try fillers(said, [Spoken.candidate(450, 850)]).total == 0)
    }

    @Test func `beside a verbatim engine only a strong candidate between words counts`() throws {
        let said = Spoken.timed("we@0-300 went@1000-1400")
        #expect(try fillers(said, [Spoken.candidate(480, 900, 0.5)]).total == 0)
        #expect(try fillers(said, [Spoken.candidate(480, 900, 0.95)]).total == 1)
    }

    @Test func `two fillers in a row pair one by one`() throws {
        let said = Spoken.timed("we@0-300 um@500-800 uh@900-1200 went@1500-1800")
        let found = try fillers(said, [Spoken.candidate(510, 810), Spoken.candidate(880, 1_190)])
        #expect(found.items.map(\.source) == [.both, .both])
        #expect(found.total == 2)
    }

    @Test func `a drawn-out word beside a filler stays a word`() throws {
        let said = Spoken.timed("we@0-300 um@500-900 so@950-1500 went@1500-1800")
        let found = try fillers(said, [Spoken.candidate(1_000, 1_400)])
        #expect(found.items.map(\.source) == [.transcript])
        #expect(found.items.first?.startMs == 500)
    }

    @Test func `a filler the signal shows in two pieces counts once`() throws {
        let said = Spoken.timed("we@0-300 um@500-1100 went@1500-1800")
        let found = try fillers(said, [Spoken.candidate(500, 750), Spoken.candidate(800, 1_080)])
        #expect(found.total == 1)
    }

    @Test func `without word times the text and the signal are not added up`() throws {
        let kept = try fillers(Spoken.plain("we um went"), [Spoken.candidate(480, 950)])
        #expect(kept.total == 1)
        let dropped = try fillers(
            Spoken.plain("we um went", keepsFillers: false),
            [Spoken.candidate(480, 950), Spoken.candidate(2_000, 2_400, 0.7)]
        )
        #expect(dropped.total == 2)
    }

    @Test func `rates are per minute and per hundred words`() throws {
        let said = Spoken.timed("um@0-300 we@400-600 like@600-800 um@2000-2300 it@3000-3200")
        let found = try fillers(said, [])
        #expect(found.total == 2)
        #expect(found.perMinute == 13.3)
        #expect(found.per100Words == 66.7)
    }

    @Test func `fillers come in the order they are said`() throws {
        let said = Spoken.timed("basically@0-600 we@700-900 um@3000-3300 went@3400-3600", keepsFillers: false)
        let found = try fillers(said, [Spoken.candidate(1_500, 1_900), Spoken.candidate(2_990, 3_310)])
        #expect(found.items.map(\.text) == ["basically", "filled pause", "um"])
        #expect(found.items.map(\.source) == [.transcript, .acoustic, .both])
    }

    @Test func `the sentence of the issue has no filler and the earlier app's strings have theirs`() throws {
        #expect(try fillers(Spoken.plain("I like Rust so the right lock is actually basic."), []).total == 0)
        #expect(try fillers(Spoken.plain("um-hum uh-huh so-called right-hand"), []).total == 0)
        #expect(try fillers(Spoken.plain("Umm, uhh, er, erm, I mean, sort of, hmmm"), []).total == 7)
        #expect(try fillers(Spoken.plain("It was hard, you, know."), []).byWord == ["you know": 1])
        #expect(try fillers(Spoken.plain("OK, so it was fine."), []).byWord == ["okay": 1, "so": 1])
    }
}
