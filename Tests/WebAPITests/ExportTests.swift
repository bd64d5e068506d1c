import Answers
import Core
import Foundation
import HTTPKit
import Model
import Support
import Testing

/// What leaves the service as a file.
@Suite(.timeLimit(.minutes(1)))
struct ExportTests {
    @Test func `the checksum is the one of the standard's check value`() {
        #expect(CRC32.of(Array("123456789".utf8)) == 0xCBF4_3926)
        #expect(CRC32.of([]) == 0)
    }

    @Test(.enabled(if: Program.find("python3") != nil))
    func `other people's readers open an archive, whatever the names and the sizes`() async throws {
        let folder = try TemporaryFolder()
        let files = [("a/answer.json", "{}"), ("ä ö/leer.txt", ""), ("b.bin", String(repeating: "xyz", count: 50_000))]
        var zip = ZipArchive()
        var bytes: [UInt8] = []
        for (name, text) in files {
            let content = Array(text.utf8)
            let date = Date(timeIntervalSince1970: 1_769_851_801)
            bytes += zip.begin(name, size: content.count, crc: CRC32.of(content), date: date) + content
        }
        bytes += zip.end()
        let path = folder.path("a.zip")
        try Data(bytes).write(to: URL(filePath: path))
        let script = """
            import sys, zipfile
            z = zipfile.ZipFile(sys.argv[1])
            assert z.testzip() is None
            print([(i.filename, i.file_size, i.date_time, oct(i.external_attr >> 16)) for i in z.infolist()])
            """
        let python = try #require(Program.find("python3"))
        let check = try await Program.run(python, ["-c", script, path])
        #expect(check.status == 0, "\(check.errors)")
        let date = "(2026, 1, 31, 9, 30, 0), '0o100644'"
        #expect(
            check.output.contains(
                "[('a/answer.json', 2, \(date)), ('ä ö/leer.txt', 0, \(date)), ('b.bin', 150000, \(date))]"
            ),
            "\(check.output)"
        )
    }

    @Test func `behind four gigabytes the archive speaks ZIP64`() {
        var zip = ZipArchive()
        for name in ["a", "b", "c"] { _ = zip.begin(name, size: 3_000_000_000, crc: 0, date: Date()) }
        let end = zip.end()
        #expect(end.count == 3 * 47 + 12 + 56 + 20 + 22)
        #expect(Array(end.suffix(42).prefix(4)) == [0x50, 0x4B, 0x06, 0x07])
        var small = ZipArchive()
        _ = small.begin("a", size: 3, crc: 0, date: Date())
        #expect(small.end().count == 47 + 22)
    }

    @Test func `a table has a field for each column and no formula`() {
        var answer = Answer(
            id: AnswerID(at: Date()),
            status: .queued,
            stage: .upload,
            question: Question(text: "=1+1, \"why\"?\nThen"),
            createdAt: Date(timeIntervalSince1970: 0)
        )
        answer.candidate = "Ada"
        let line = AnswerTable.line(answer)
        #expect(line.contains("\"'=1+1, \"\"why\"\"?\nThen\""))
        #expect(line.contains(",1970-01-01T00:00:00Z,\"Ada\","))
        #expect(line.hasSuffix("\r\n"))
        let commas = AnswerTable.header.filter { $0 == "," }.count
        #expect(line.filter { $0 == "," }.count == commas + 1)
    }
}
