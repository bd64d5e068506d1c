import Testing

@testable import Audio
@testable import Model

/// What writers of Ogg get wrong, on one recording of a second and a half.
@Suite(.timeLimit(.minutes(5)), .enabled(if: Tool.ffmpeg.isThere))
struct OggVariationTests {
    /// Decodes what a change makes of the file; the whole file's samples are beside it.
    private func decode(
        perPage: Int = 10,
        _ change: (inout OggBuilder) -> Void
    ) throws -> (decoded: DecodedFile, samples: [Int16], whole: [Int16]) {
        let speech = try #require(try OpusSpeech.make())
        var file = OggBuilder(speech.packets, perPage: perPage)
        let whole = try Material.decode(file.bytes()).1
        change(&file)
        let (decoded, samples) = try Material.decode(file.bytes())
        return (decoded, samples, whole)
    }

    private static let harmless: [(String, @Sendable (inout OggBuilder) -> Void)] = [
        ("the end on an early page", { $0.pages[4].flags = 4 }),
        ("the end on every page", { file in for page in 2..<file.pages.count { file.pages[page].flags = 4 } }),
        ("no end", { $0.pages[$0.pages.count - 1].flags = 0 }),
        (
            "an empty packet at the end",
            { file in
                file.pages[file.pages.count - 1].flags = 0
                var last = file.pages[file.pages.count - 1]
                (last.packets, last.flags, last.number) = ([[]], 4, last.number + 1)
                file.pages.append(last)
            }
        ),
        ("an empty packet in the middle", { $0.pages[4].packets.append([]) }),
        (
            "the last page twice over as an empty one",
            { file in
                var last = file.pages[file.pages.count - 1]
                (last.packets, last.number) = ([], last.number + 1)
                file.pages.append(last)
            }
        ),
        ("positions of zero", { file in for page in file.pages.indices { file.pages[page].granule = 0 } }),
        ("doubled positions", { file in for page in file.pages.indices { file.pages[page].granule *= 2 } }),
        ("a position that is wrong once", { $0.pages[5].granule += 480_000 }),
        ("a position that is repeated", { $0.pages[5].granule = $0.pages[4].granule }),
        ("positions that are none", { file in for page in file.pages.indices { file.pages[page].granule = -1 } }),
        (
            "zeros between pages",
            { file in
                for page in file.pages.indices { file.pages[page].junk = [UInt8](repeating: 0, count: page) }
            }
        ),
        ("ones between pages", { $0.pages[5].junk = [UInt8](repeating: 0xFF, count: 300) }),
        ("garbage between pages of which none is missing", { $0.pages[5].junk = Array("a comment\n".utf8) }),
        ("page numbers of zero", { file in for page in file.pages.indices { file.pages[page].number = 0 } }),
    ]

    @Test(arguments: harmless.indices)
    func `a writer's slip takes no sound away and adds none`(index: Int) throws {
        let (name, change) = Self.harmless[index]
        let (decoded, samples, whole) = try decode(change)
        #expect(samples == whole, "\(name): \(samples.count) of \(whole.count)")
        #expect(decoded.issues.isEmpty, "\(name): \(decoded.issues.map(\.code))")
        #expect(decoded.gaps.isEmpty)
    }

    @Test func `one packet to a page and no end is a whole recording`() throws {
        let (decoded, samples, whole) = try decode(perPage: 1) { $0.pages[$0.pages.count - 1].flags = 0 }
        #expect(samples == whole)
        #expect(decoded.issues.isEmpty)
    }

    @Test func `a lost page is filled by the positions, and only called damaged where they say nothing`() throws {
        let known = try decode { $0.pages.remove(at: 5) }
        #expect(known.samples.count == known.whole.count)
        #expect(known.decoded.issues.map(\.code) == ["gap_filled"])
        #expect(known.decoded.gaps.map(\.durationMs) == [200])
        let unknown = try decode { file in
            for page in file.pages.indices { file.pages[page].granule *= 2 }
            file.pages.remove(at: 5)
        }
        #expect(unknown.samples.count == unknown.whole.count - 3200)
        #expect(unknown.decoded.issues.map(\.code) == ["damaged"])
    }

    @Test func `a file that ends within a page, or with an open packet, is cut off`() throws {
        let speech = try #require(try OpusSpeech.make())
        let whole = OggBuilder(speech.packets).bytes()
        for count in [whole.count - 1, whole.count - 100, whole.count - 700] {
            let (decoded, samples) = try Material.decode(Array(whole.prefix(count)))
            #expect(decoded.issues.map(\.code) == ["truncated"])
            #expect(samples.count > 20_000)
        }
    }

    @Test func `a recording that is begun anew in the file follows the first`() throws {
        let speech = try #require(try OpusSpeech.make())
        let other = try #require(try OpusSpeech.make(frameMs: "20", channels: 2))
        var second = OggBuilder(other.packets)
        for page in second.pages.indices { second.pages[page].serial = 8 }
        var first = OggBuilder(speech.packets)
        // The first one was never closed.
        first.pages[first.pages.count - 1].flags = 0
        let (decoded, samples) = try Material.decode(first.bytes() + second.bytes())
        let both =
            try Material.decode(OggBuilder(speech.packets).bytes()).1.count + Material.decode(second.bytes()).1.count
        #expect(samples.count == both)
        #expect(decoded.issues.isEmpty)
    }
}
