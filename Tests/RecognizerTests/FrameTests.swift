import Testing

@testable import Model
@testable import Recognizer

@Suite(.timeLimit(.minutes(1)))
struct FrameTests {
    @Test(arguments: [0, 1, 255, 256, 65_536, Frame.maxBytes])
    func `a frame says how long it is`(count: Int) throws {
        let frame = try #require(Frame.framed([UInt8](repeating: 7, count: count)))
        #expect(Frame.length(Array(frame.prefix(4))) == count)
        #expect(frame.count == count + 4)
    }

    @Test func `a payload longer than the limit is never sent nor believed`() {
        #expect(Frame.framed([UInt8](repeating: 0, count: Frame.maxBytes + 1)) == nil)
        #expect(Frame.length([0xFF, 0xFF, 0xFF, 0xFF]) == nil)
        #expect(Frame.length([1, 2, 3]) == nil)
    }

    @Test func `the longest utterance fits a frame`() {
        let longest = UtterancePlan(
            speech: [.init(startMs: 0, endMs: 100_000)],
            durationMs: 100_000,
            maxUtteranceMs: .max,
            quietest: { $0.endMs }
        ).utterances.map(\.durationMs).max()
        #expect((longest ?? .max) * PCMFile.samplesPerMs * 2 <= Frame.maxBytes)
    }
}
