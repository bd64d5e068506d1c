import Core
import Foundation
import Testing

@testable import Documents

/// Résumés whose layouts were made after the extractor (`Fixtures/documents/make.py`), and PDFs that mean harm.
@Suite(.timeLimit(.minutes(3)), .serialized)
struct HeldOutTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "Fixtures/documents")

    private static let english = ["Senior Platform Engineer", "Software Engineer", "Junior Developer"]

    @Test(arguments: [
        ("sidebar-right-coloured.pdf", "Mara Lindqvist", english, 80),
        ("latex-like.pdf", "Mara Lindqvist", english, 80),
        ("two-even-columns.pdf", "MARA LINDQVIST", english, 80), ("timeline.pdf", "Mara Lindqvist", english, 80),
        ("word-textbox.docx", "Mara Lindqvist", english, 80), ("word-table.docx", "Mara Lindqvist", english, 80),
        ("russian.pdf", "Мария Линдквист", ["Ведущий разработчик", "Разработчик"], 80),
        ("greek.pdf", "Μαρία Λίντκβιστ", ["Μηχανικός λογισμικού", "Προγραμματίστρια"], 80),
        ("polish.pdf", "Maria Lindqvist", ["Inżynier platformy"], 80),
        ("sidebar-left-coloured.pdf", "Mara Lindqvist", english, 80),
        ("french.pdf", "Marie Lindqvist", ["Ingénieure plateforme"], 80),
        ("ukrainian.pdf", "Марія Ліндквіст", ["Інженерка"], 80),
    ])
    func `a layout that was not known is read with its jobs`(
        file: String,
        name: String,
        titles: [String],
        months: Int
    ) async throws {
        let data = try Data(contentsOf: Self.folder.appending(path: file))
        let document = try await DocumentReader(limits: .resume).read(Array(data), name: file)
        let profile = ResumeProfile(document, skills: Samples.skills, now: YearMonth(year: 2026, month: 11))
        #expect(profile.name == name)
        #expect(profile.roles.map(\.title) == titles, "\(document.text)")
        #expect(profile.skills.first { $0.name == "Kubernetes" }?.months == months)
        let kinds = Set(profile.sections.map(\.kind))
        #expect(kinds.isSuperset(of: [.experience, .skills, .education]), "\(kinds)")
    }

    @Test func `hostile PDFs end with a code or with text, in time, and leave no child behind`() async throws {
        func read(_ bytes: [UInt8]) async -> String {
            do {
                _ = try await DocumentReader(limits: .resume).read(bytes, name: "x.pdf")
                return "read"
            } catch { return (error as? DocumentError)?.code ?? "\(error)" }
        }
        let started = ContinuousClock.now
        // A tree of pages that contains itself.
        let loop = Samples.assemble([
            "<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 2 >>",
        ])
        #expect(await read(loop) != "read")
        let many = Samples.pdf((0..<10_000).map { [Samples.Piece(x: 50, y: 60, text: "Page \($0) of a book")] })
        #expect(await read(many) == "document.too_large")
        // A stream that says it is a gigabyte long, and a table of places that lies.
        let claim = String(
            decoding: Samples.pdf([Samples.column(["Ada Example is an engineer of systems"])]),
            as: UTF8.self
        )
        let long = Array(claim.replacing("/Length ", with: "/Length 1073741824 %").utf8)
        #expect(["read", "document.broken", "document.scan", "document.too_costly"].contains(await read(long)))
        let broken = Array(claim.replacing("startxref\n", with: "startxref\n9").utf8)
        #expect(["read", "document.broken"].contains(await read(broken)))
        let files = Samples.pdf(
            [Samples.column(["Ada Example, engineer of billing systems at Northwind"])],
            extra: "/Names << /EmbeddedFiles << /Names [(x) << /Type /Filespec /F (/etc/passwd) >>] >> >>"
        )
        #expect(await read(files) == "read")
        #expect(started.duration(to: .now) < .seconds(90))
        #expect(Self.children().isEmpty, "\(Self.children())")
    }

    /// Processes of this one that read PDF.
    private static func children() -> [String] {
        let folders = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return folders.filter { Int($0) != nil }.compactMap { id in
            guard let stat = try? String(contentsOfFile: "/proc/\(id)/stat", encoding: .utf8),
                stat.contains("(pdftotext)") || stat.contains("(prlimit)"),
                let parent = stat.split(separator: ")").last?.split(separator: " ").dropFirst().first,
                Int(parent) == Int(ProcessInfo.processInfo.processIdentifier)
            else { return nil }
            return stat
        }
    }
}
