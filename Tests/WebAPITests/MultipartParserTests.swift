import HTTPKit
import Testing

@Suite(.timeLimit(.minutes(1)))
struct MultipartParserTests {
    private let type = "multipart/form-data; boundary=XX"

    /// Pushes a body in pieces and joins the bytes of each part.
    private func parse(_ body: String, pieces: Int) throws -> [(PartHeaders, String)] {
        var parser = try MultipartParser(contentType: type)
        var parts: [(PartHeaders, String)] = []
        let bytes = Array(body.utf8)
        for start in stride(from: 0, to: bytes.count, by: pieces) {
            for event in try parser.push(Array(bytes[start..<min(start + pieces, bytes.count)])) {
                switch event {
                case .partBegan(let headers): parts.append((headers, ""))
                case .bytes(let bytes): parts[parts.count - 1].1 += String(decoding: bytes, as: UTF8.self)
                case .partEnded: break
                }
            }
        }
        try parser.finish()
        return parts
    }

    private let form = """
        --XX\r
        Content-Disposition: form-data; name="question"\r
        \r
        Why?\r
        --XX\r
        Content-Disposition: form-data; name="audio"; filename="../../x.webm"\r
        Content-Type: audio/webm\r
        \r
        a\r
        --X\r\n--XY\r
        b\r
        --XX--\r
        epilogue
        """

    @Test(arguments: [1, 2, 3, 5, 7, 16, 1000])
    func `the parts are the same however the bytes are cut`(pieces: Int) throws {
        let parts = try parse(form, pieces: pieces)
        #expect(parts.map(\.0.name) == ["question", "audio"])
        #expect(parts.map(\.1) == ["Why?", "a\r\n--X\r\n--XY\r\nb"])
        #expect(parts[1].0.filename == "../../x.webm")
        #expect(parts[1].0.contentType == "audio/webm")
    }

    @Test func `a preamble is ignored and an empty part is a part`() throws {
        let parts = try parse(
            "hello\r\n--XX  \r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n\r\n--XX--",
            pieces: 4
        )
        #expect(parts.map(\.0.name) == ["a"])
        #expect(parts.map(\.1) == [""])
    }

    @Test func `quotes inside a name are read as written`() {
        let headers = HeaderParameters("form-data; name=\"a; \\\"b\\\"\"; filename=x")
        #expect(headers["name"] == "a; \"b\"")
        #expect(headers["filename"] == "x")
    }

    @Test(arguments: [
        ("--XX\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\ncut", MultipartError.Reason.unfinished),
        ("--XXjunk", .delimiter),
        ("--XX\r\nnonsense\r\n\r\n--XX--", .headers),
        ("--XX\r\nContent-Disposition: attachment; name=\"a\"\r\n\r\n\r\n--XX--", .headers),
        ("--XX\r\n" + String(repeating: "x", count: 9000), .bounds),
        (String(repeating: "--XX\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nv\r\n", count: 40), .bounds),
        ("", .unfinished),
    ])
    func `a broken form is refused with its reason`(body: String, reason: MultipartError.Reason) {
        #expect(throws: MultipartError(reason)) { try parse(body, pieces: 512) }
    }

    @Test(arguments: ["multipart/form-data", "text/plain; boundary=x", "multipart/form-data; boundary="])
    func `a content type without a boundary is refused`(type: String) {
        #expect(throws: MultipartError(.boundary)) { try MultipartParser(contentType: type) }
    }
}
