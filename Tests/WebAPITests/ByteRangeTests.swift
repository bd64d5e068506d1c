import HTTPKit
import Testing

@Suite(.timeLimit(.minutes(1)))
struct ByteRangeTests {
    @Test(arguments: [
        ("bytes=0-99", ByteRange.Outcome.part(ByteRange(start: 0, end: 100))),
        ("bytes=900-", .part(ByteRange(start: 900, end: 1000))),
        ("bytes=900-5000", .part(ByteRange(start: 900, end: 1000))),
        ("bytes=-10", .part(ByteRange(start: 990, end: 1000))),
        ("bytes=-5000", .part(ByteRange(start: 0, end: 1000))),
        ("bytes=1000-", .unsatisfiable),
        ("bytes=-0", .unsatisfiable),
        ("bytes=5-2", .whole),
        ("bytes=a-b", .whole),
        ("bytes=0-1,5-6", .whole),
        ("items=0-1", .whole),
        ("bytes=99999999999999999999-", .unsatisfiable),
        ("bytes=990-99999999999999999999", .part(ByteRange(start: 990, end: 1000))),
        ("bytes=-99999999999999999999", .part(ByteRange(start: 0, end: 1000))),
        ("bytes=+1-+5", .whole),
        ("bytes=1--5", .whole),
        ("bytes=-", .whole),
    ])
    func `a range is a part, the whole, or outside`(header: String, expected: ByteRange.Outcome) {
        #expect(ByteRange.parse(header, length: 1000) == expected)
    }

    @Test func `no header is the whole, and nothing of an empty resource can be had`() {
        #expect(ByteRange.parse(nil, length: 10) == .whole)
        #expect(ByteRange.parse("bytes=0-0", length: 0) == .unsatisfiable)
    }
}
