import Model
import Testing

@testable import Recognizer

@Suite(.timeLimit(.minutes(1)))
struct WorkloadTests {
    private let spans = (0..<3).map { TimeSpan(startMs: $0 * 1_000, endMs: $0 * 1_000 + 500) }
    private let token = HeardToken(text: "yes", startFrame: 0, endFrame: 9, posterior: 1)

    @Test func `utterances go out in order and results come back in order`() async {
        let work = Workload(spans)
        var numbers: [Int] = []
        while let (number, span) = await work.next() {
            #expect(span == spans[number])
            numbers.append(number)
        }
        #expect(numbers == [0, 1, 2])
        for number in numbers.reversed() {
            #expect(await work.result == nil)
            await work.finish(number, number == 1 ? [token] : [])
        }
        #expect(await work.result == [[], [token], []])
    }

    @Test func `an utterance is tried twice and no more`() async throws {
        let work = Workload(spans)
        let first = try #require(await work.next())
        #expect(await work.returned(first.number))
        #expect(try #require(await work.next()).number == first.number)
        #expect(await !work.returned(first.number))
        #expect(try #require(await work.next()).number == first.number + 1)
    }
}
