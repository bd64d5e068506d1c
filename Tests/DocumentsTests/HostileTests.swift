import Core
import Foundation
import Testing

@testable import Documents

/// Documents that mean harm are refused with a code, quickly, and nothing crashes.
@Suite(.timeLimit(.minutes(2)))
struct HostileTests {
    private func code(_ bytes: [UInt8], _ kind: DocumentText.Kind = .docx) -> String {
        do {
            _ = try DocumentReader.read(bytes, kind: kind, limits: .resume)
            return "read"
        } catch { return error.code }
    }

    @Test func `entities, a document type and deep nesting are refused`() {
        let bomb = #"<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><w:document>&b;</w:document>"#
        #expect(code(WordWriter.archive([("word/document.xml", bomb)])) == "document.hostile")
        let outside = #"<!DOCTYPE x SYSTEM "file:///etc/passwd"><w:document/>"#
        #expect(code(WordWriter.archive([("word/document.xml", outside)])) == "document.hostile")
        let deep = String(repeating: "<w:p>", count: 100_000)
        #expect(code(WordWriter.archive([("word/document.xml", deep)])) == "document.hostile")
    }

    @Test func `names that point outside, two files of one name and shared bytes are refused`() {
        #expect(
            code(WordWriter.archive([("../../etc/cron.d/x", "x"), ("word/document.xml", "<a/>")])) == "document.hostile"
        )
        #expect(code(WordWriter.archive([("/etc/x", "x"), ("word/document.xml", "<a/>")])) == "document.hostile")
        #expect(
            code(WordWriter.archive([("word/document.xml", "<a/>"), ("word/document.xml", "<b/>")]))
                == "document.hostile"
        )
        #expect(code(WordWriter.archive([("other.xml", "<a/>")])) == "document.unsupported")
    }

    @Test func `a file that unpacks to far more than it is stops at its bound`() {
        // Stored once as a run: one literal and then matches of 258 bytes, 2,000,000 of them in all.
        var bits: [UInt8] = []
        var (buffer, count) = (0, 0)
        func put(_ value: Int, _ length: Int, isCode: Bool) {
            for index in 0..<length {
                let bit = isCode ? (value >> (length - 1 - index)) & 1 : (value >> index) & 1
                buffer |= bit << count
                count += 1
                if count == 8 { bits.append(UInt8(buffer)); buffer = 0; count = 0 }
            }
        }
        put(1, 1, isCode: false)
        put(1, 2, isCode: false)
        put(0x30 + 0x41, 8, isCode: true)
        for _ in 0..<200_000 {
            put(0b1100_0101, 8, isCode: true)
            put(0, 5, isCode: true)
        }
        put(0, 7, isCode: true)
        if count > 0 { bits.append(UInt8(buffer)) }
        let bytes = bits
        #expect(throws: DocumentError(.hostile, "")) { try Inflate.bytes(of: bytes[...], limit: 1 << 20) }
        let whole = try? Inflate.bytes(of: bytes[...], limit: 64 << 20)
        #expect(whole?.count == 1 + 200_000 * 258)
    }

    @Test func `what ends before it begins is broken, and no fault of the reader`() {
        #expect(throws: DocumentError.self) { try PDFPages(Array("</doc><page/><doc>".utf8), limits: .resume) }
    }

    @Test func `what zlib packs is unpacked alike`() throws {
        // Made once with Python's zlib.compressobj(9, wbits=-15).
        let packed = try #require(
            Data(
                base64Encoded:
                    "7cmxCcAgEADAVb5Ll50E30QIBtT9yRhp7trbd8bMUnPG26LE2rOMK+exovUnY3vvvffee++9995777333nvvvffee++9995777333vtfv4wafa/IUc8P"
            ).map(Array.init)
        )
        let text = String(repeating: "the reader of a stranger's file ", count: 400) + "and its end."
        #expect(try Inflate.bytes(of: packed[...], limit: 100_000) == Array(text.utf8))
    }

    @Test func `no mutation of a document makes the reader crash or run away`() {
        var seed: UInt64 = 0x9E37_79B9_7F4A_7C15
        func next(_ bound: Int) -> Int {
            seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int((seed >> 33) % UInt64(max(1, bound)))
        }
        let word = WordWriter.bytes(
            title: "Ada",
            lines: [.init("Experience", heading: 1), .init("Built <things> & more", isPoint: true)]
        )
        let page = Array(
            "<doc><page width=\"595\" height=\"842\"><flow><block><line><word xMin=\"1\" yMin=\"2\" xMax=\"30\" yMax=\"12\">Hello</word></line></block></flow></page></doc>"
                .utf8
        )
        let html = Array(
            "<html><head><title>x</title></head><body><h1>A &amp; B</h1><ul><li>one</ul><script>if (a<b) {}</script><p>end"
                .utf8
        )
        let seeds: [([UInt8], DocumentText.Kind)] = [
            (word, .docx), (page, .pdf), (html, .html), (Array("# A\n\n- [x](y) **z**\n\n|a|b|\n".utf8), .markdown),
            (Array(Samples.resume.utf8), .text),
        ]
        let started = ContinuousClock.now
        for round in 0..<1_500 {
            var (bytes, kind) = seeds[round % seeds.count]
            for _ in 0...next(6) where !bytes.isEmpty {
                switch next(4) {
                case 0: bytes[next(bytes.count)] = UInt8(next(256))
                case 1: bytes.removeSubrange(next(bytes.count)..<bytes.count)
                case 2: bytes.insert(UInt8(next(256)), at: next(bytes.count))
                default: bytes += bytes.prefix(next(bytes.count))
                }
            }
            _ = code(bytes, kind)
            if kind == .text {
                _ = ResumeProfile(
                    Samples.text(String(decoding: bytes, as: UTF8.self)),
                    skills: Samples.skills,
                    now: Samples.now
                )
            }
        }
        #expect(started.duration(to: .now) < .seconds(60))
    }
}
