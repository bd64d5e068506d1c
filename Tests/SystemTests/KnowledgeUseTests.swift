import Foundation
import Support
import Testing

/// Knowledge documents as the command line handles them.
@Suite(.timeLimit(.minutes(4)), .serialized)
struct KnowledgeUseTests {
    private static let handbook = """
        # Releases

        ## Rolling back

        Every deployment keeps the last three builds. To roll back, the Marmalade switch is turned and the router follows within a second.

        ## On call

        The person on call answers within ten minutes.
        """

    private func debrief(_ arguments: [String], data: URL) async throws -> Program.Outcome {
        try await Program.run(
            ServerProcess.binary,
            ["knowledge"] + arguments + ["--data", data.path],
            environment: [:],
            folder: Fixtures.root
        )
    }

    @Test func `the command adds, lists, searches and removes, and says what it cannot do`() async throws {
        let folder = try TemporaryFolder()
        let data = folder.url.appending(path: "data")
        for (name, text) in [("releases.md", Self.handbook), ("menu.txt", "Soup on Mondays, pancakes on Fridays.")] {
            try Data(text.utf8).write(to: URL(filePath: folder.path(name)))
        }
        #expect(try await debrief(["list"], data: data).output.isEmpty)
        let files = [folder.path("releases.md"), folder.path("menu.txt")]
        let added = try await debrief(["add"] + files + ["--collection", "team"], data: data)
        #expect(added.status == 0, "\(added.errors)")
        let ids = added.output.matches(of: /kdc_[0-9a-f-]{36}/).map { String($0.output) }
        #expect(ids.count == 2 && added.output.contains("2 chunks, 1 pages"), "\(added.output)")
        let again = try await debrief(["add", files[0], "--collection", "team"], data: data)
        #expect(again.status == 0 && again.output.contains("\(ids[0])  releases  was there already"), "\(again.output)")

        let list = try await debrief(["list"], data: data)
        let lines = list.output.split(separator: "\n").map(String.init)
        #expect(lines.sorted() == ["\(ids[0])  done  2 chunks  releases", "\(ids[1])  done  1 chunks  menu"].sorted())

        let found = try await debrief(["search", "How does one roll back a deployment?", "--limit", "1"], data: data)
        #expect(found.status == 0 && found.output.contains("went by words alone"), "\(found.output)")
        #expect(found.output.contains("1. releases, page 1\n   Every deployment keeps the last three builds."))
        #expect(!found.output.contains("2. "))
        let nothing = try await debrief(["search", "quasar"], data: data)
        #expect(nothing.status == 0 && !nothing.output.contains("1. "))

        #expect(try await debrief(["remove", ids[0]], data: data).status == 0)
        #expect(try await debrief(["list"], data: data).output == "\(ids[1])  done  1 chunks  menu\n")
        let gone = try await debrief(["search", "Marmalade"], data: data)
        #expect(gone.status == 0 && !gone.output.contains("Marmalade"), "\(gone.output)")

        let twice = try await debrief(["remove", ids[0]], data: data)
        #expect(twice.status != 0 && twice.errors.contains("no knowledge document with this id"), "\(twice.errors)")
        let wrong = try await debrief(["remove", "42"], data: data)
        #expect(wrong.status != 0 && wrong.errors.contains("42 is no identifier of a document"), "\(wrong.errors)")
        let missing = try await debrief(["add", folder.path("nowhere.md")], data: data)
        #expect(missing.status != 0 && missing.errors.contains("nowhere.md"), "\(missing.errors)")
        try Data([0xFF, 0xD8, 0xFF, 0xE0, 0, 0, 0, 0]).write(to: URL(filePath: folder.path("photo.md")))
        let photo = try await debrief(["add", folder.path("photo.md")], data: data)
        #expect(photo.status != 0 && photo.errors.contains("document."), "\(photo.errors)")
    }
}
