import Foundation
import HTTPKit
import Support
import Testing

/// What is sent compressed.
@Suite(.timeLimit(.minutes(1)))
struct GzipTests {
    @Test(arguments: [0, 1, 1_000, 300_000]) func `gzip reads back what was compressed`(count: Int) async throws {
        let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 / 7 ^ $0) }
        let folder = try TemporaryFolder()
        let smaller = try #require(Gzip.compressed(bytes))
        if count > 1_000 { #expect(smaller.count < count / 2) }
        try Data(smaller).write(to: folder.url.appending(path: "a.gz"))
        let result = try await Program.run("/usr/bin/env", ["gzip", "-d", folder.path("a.gz")])
        #expect(result.status == 0, "\(result.errors)")
        #expect(try Array(Data(contentsOf: folder.url.appending(path: "a"))) == bytes)
    }

    @Test(arguments: [0, 1, 3_000, 200_000]) func `gzip reads back what was compressed piece by piece`(piece: Int)
        async throws
    {
        let bytes = (0..<400_000).map { UInt8(truncatingIfNeeded: $0 / 7 ^ $0 &* ($0 >> 9)) }
        let folder = try TemporaryFolder()
        let stream = GzipStream()
        var smaller: [UInt8] = []
        var start = 0
        while start < bytes.count, piece > 0, piece > 1 || start < 500 {
            smaller += try #require(stream.push(Array(bytes[start..<min(start + piece, bytes.count)]), isLast: false))
            start = min(start + piece, bytes.count)
        }
        smaller += try #require(stream.push([], isLast: true))
        #expect(stream.push([1], isLast: false) == nil)
        try Data(smaller).write(to: folder.url.appending(path: "a.gz"))
        let result = try await Program.run("/usr/bin/env", ["gzip", "-d", folder.path("a.gz")])
        #expect(result.status == 0, "\(result.errors)")
        #expect(try Array(Data(contentsOf: folder.url.appending(path: "a"))) == Array(bytes[..<start]))
    }

    @Test(
        arguments: [
            (nil, false), ("", false), ("gzip", true), ("br, gzip;q=0.5", true), ("GZIP", true), ("gzip;q=0", false),
            ("*", true), ("*;q=0", false), ("identity", false), ("*, gzip;q=0", false), ("deflate, br", false),
            ("gzip;q=x", false), ("gzip ; q=0.1", true),
        ] as [(String?, Bool)]
    )
    func `a client says whether it takes gzip`(_ row: (header: String?, isTaken: Bool)) {
        #expect(Gzip.isTaken(by: row.header) == row.isTaken, "\(row.header ?? "none")")
    }

    @Test func `text and JSON get smaller; sound, PDF and events do not`() {
        for type in [
            "application/json", "application/problem+json", "text/html; charset=utf-8", "text/csv", "text/vtt",
            "application/x-subrip; charset=utf-8",
        ] {
            #expect(Gzip.pays(for: type), "\(type)")
        }
        for type in ["text/event-stream", "application/pdf", "audio/webm", "application/zip", nil] {
            #expect(!Gzip.pays(for: type), "\(type ?? "none")")
        }
    }
}
