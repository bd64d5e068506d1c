import Testing

@testable import Audio

@Suite(.timeLimit(.minutes(5)))
struct ByteSourceTests {
    @Test func `bytes in memory are all there again after a look behind their end`() throws {
        var source = ByteSource(bytes: [1, 2, 3])
        source.seek(to: 3)
        let behind = try source.next()
        #expect(behind == nil)
        source.seek(to: 0)
        var bytes: [UInt8] = []
        let count = try source.read(3, into: &bytes)
        #expect(count == 3)
        #expect(bytes == [1, 2, 3])
    }
}
