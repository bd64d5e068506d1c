import Model
import Testing

@testable import Speech

@Suite(.timeLimit(.minutes(1))) struct ClipPlanTests {
    private func delivery(_ items: [Fillers.Item], _ pauses: [Pauses.Item] = []) -> Delivery {
        Delivery(
            wordCount: 0,
            fillers: Fillers(total: items.count, reliability: .counted, reliabilityNote: "", items: items),
            pauses: Pauses(count: pauses.count, totalMs: 0, items: pauses)
        )
    }

    private func filler(_ text: String, _ start: Int?, _ end: Int?) -> Fillers.Item {
        Fillers.Item(text: text, kind: .filledPause, source: .both, startMs: start, endMs: end)
    }

    @Test func `each filler with a time and each long pause is a clip, in order`() {
        let said = delivery(
            [filler("um", 5_000, 5_400), filler("uh", nil, nil), filler("you know", 1_000, 1_500)],
            [
                Pauses.Item(startMs: 0, endMs: 1_200, place: .initial),
                Pauses.Item(startMs: 2_000, endMs: 2_999, place: .boundary),
                Pauses.Item(startMs: 3_000, endMs: 4_000, place: .midClause),
            ]
        )
        let clips = ClipPlan.clips(of: said, durationMs: 60_000)
        #expect(clips.map(\.name) == ["filler-01-you-know.wav", "pause-01.wav", "filler-02-um.wav"])
        #expect(clips.map(\.heard.startMs) == [300, 2_300, 4_300])
        #expect(clips.last?.heard.endMs == 6_100)
    }

    @Test func `a clip stays inside the recording and short`() {
        let clips = ClipPlan.clips(
            of: delivery(
                [filler("um", 100, 400), filler("um", 59_900, 60_400)],
                [Pauses.Item(startMs: 2_000, endMs: 50_000, place: .unknown)]
            ),
            durationMs: 60_000
        )
        #expect(
            clips.map(\.heard) == [
                TimeSpan(startMs: 0, endMs: 1_100), TimeSpan(startMs: 1_300, endMs: 13_300),
                TimeSpan(startMs: 59_200, endMs: 60_000),
            ]
        )
    }

    @Test(arguments: ["../../etc/passwd", "ähm / أم", "a\0b", ""])
    func `a name is safe whatever the filler is`(text: String) throws {
        let name = try #require(ClipPlan.clips(of: delivery([filler(text, 0, 9)]), durationMs: 9_999).first?.name)
        #expect(name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == ".") })
        #expect(name.hasPrefix("filler-01") && name.hasSuffix(".wav") && !name.contains(".."))
    }

    @Test func `there is a bound`() {
        let many = (0..<2_000).map { filler("um", $0 * 1_000, $0 * 1_000 + 300) }
        #expect(ClipPlan.clips(of: delivery(many), durationMs: 3_600_000).count == ClipPlan.most)
    }
}
