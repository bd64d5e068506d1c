import Foundation
import Testing

@testable import Documents

/// The résumé as it is given out again.
@Suite(.timeLimit(.minutes(2)))
struct SheetTests {
    private static func words(_ texts: [String]) -> [String] {
        texts.flatMap { $0.split { !$0.isLetter && !$0.isNumber }.map(String.init) }.sorted()
    }

    private static func read(_ file: String) async throws -> (DocumentText, ResumeProfile) {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "Fixtures/documents")
        let data = try Data(contentsOf: folder.appending(path: file))
        let document = try await DocumentReader(limits: .resume).read(Array(data), name: file)
        return (document, ResumeProfile(document, skills: Samples.skills, now: YearMonth(year: 2026, month: 11)))
    }

    @Test(arguments: ["sidebar-left-coloured.pdf", "latex-like.pdf", "word-table.docx", "russian.pdf", "timeline.pdf"])
    func `no word is added or left out, and what is given out is read as what was sent`(file: String) async throws {
        let (document, profile) = try await Self.read(file)
        let sheet = ResumeSheet(document, profile)
        let given = (sheet.title.map { [$0] } ?? []) + sheet.lines.map(\.text)
        // Only the word above the contact lines goes, which stand below the name then.
        let contact = profile.sections.filter { $0.kind == .contact }.map(\.title)
        #expect(Self.words(given + contact.filter { !given.contains($0) }) == Self.words(document.lines.map(\.text)))
        let again = try await DocumentReader(limits: .resume).read(WordWriter.bytes(sheet), name: "cv.docx")
        let second = ResumeProfile(again, skills: Samples.skills, now: YearMonth(year: 2026, month: 11))
        #expect(second.name == profile.name)
        #expect(second.roles.map(\.title) == profile.roles.map(\.title), "\(again.text)")
        #expect(second.roles.map(\.start) == profile.roles.map(\.start))
        #expect(Set(second.skills.map(\.name)) == Set(profile.skills.map(\.name)))
    }

    @Test func `a column at the side becomes rows, and the summary comes first`() async throws {
        let (document, profile) = try await Self.read("sidebar-left-coloured.pdf")
        let sheet = ResumeSheet(document, profile)
        let texts = sheet.lines.map(\.text)
        #expect(sheet.title == "Mara Lindqvist")
        #expect(texts.first == "+44 7700 900123 | mara.lindqvist@example.org | github.com/mara-example")
        #expect(texts.dropFirst().first == "PROFILE")
        #expect(texts.contains("Go, Python, Kubernetes, Terraform, PostgreSQL, Kafka"))
        #expect(sheet.lines.count { $0.kind == .role } == 3)
        #expect(sheet.lines.contains { $0.kind == .paragraph && $0.text.hasSuffix("runs what it builds.") })
        #expect(profile.projects.map(\.name).count == 2)
    }
}
