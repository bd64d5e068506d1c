import Core
import Testing

@testable import Audio

@Suite(.timeLimit(.minutes(5)))
struct FileKindTests {
    /// An HEIC picture's first boxes.
    private static let picture = Array("\0\0\0\u{10}ftypheic\0\0\0\0\0\0\0\u{8}meta".utf8)

    @Test(arguments: [
        (FileKindTests.picture, "MP4"),
        ([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A], "PNG"), (Array("FORM    AIFF".utf8), "AIFF"),
        (Array("RIFF    AVI LIST".utf8), "without WAVE"), (Array("RIFX    WAVE".utf8), "big-endian"),
        ([0x1F, 0x8B, 8, 0, 0, 0, 0, 0], "gzip"), ([0xFF, 0xF1, 0x50, 0x80, 0x02, 0x1F, 0xFC], "AAC"),
        (Array("Dear interviewer,\n".utf8), "text"), (Array("#!AMR\n".utf8), "AMR"),
        ([0x30, 0x26, 0xB2, 0x75, 0x8E], "Windows Media"), ([7, 3, 200, 1, 0, 4, 9, 131], "known"),
    ])
    func `anything else is refused by name, with what to send instead`(bytes: [UInt8], name: String) throws {
        let error = try #require(Material.refusal(bytes))
        #expect(error.kind == .unsupportedContainer)
        #expect(error.message.contains(name))
        #expect(error.message.contains("WebM"))
    }

    @Test func `a tag never smuggles another format to the library`() throws {
        let tag: [UInt8] = Array("ID3".utf8) + [4, 0, 0, 0, 0, 0, 10] + [UInt8](repeating: 0, count: 10)
        let adpcm = WaveBuilder(tag: 0x11, bits: 4, samples: []).bytes()
        #expect(Material.refusal(tag + adpcm)?.kind == .unsupportedContainer)
        #expect(Material.refusal(tag)?.kind == .unsupportedContainer)
        #expect(
            Material.refusal(Array("ID3".utf8) + [UInt8](repeating: 0xFF, count: 40))?.kind == .unsupportedContainer
        )
    }

    @Test func `a later piece of a recording is asked to come with its beginning`() throws {
        var file = WebMBuilder()
        file.cluster(at: 5000, [file.simple([[0xF8]])])
        #expect(Material.refusal(file.clusters)?.kind == .malformed)
    }

    @Test func `every code is a row of the error table`() {
        for code in AudioErrorCode.allCases {
            #expect(ErrorTable.rows.contains { $0.code == code.rawValue }, "\(code.rawValue)")
        }
    }
}
