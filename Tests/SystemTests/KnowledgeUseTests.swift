import Foundation
import Outbound
import Support
import Testing

/// Knowledge documents as the command line and the page handle them.
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

    /// Waits until a document of a person is placed.
    private func placed(_ browser: Browser, _ id: String) async throws -> Bool {
        let end = ContinuousClock.now + .seconds(60)
        while ContinuousClock.now < end {
            let reply = try await browser.server.send(.get, "/v1/knowledge/documents/\(id)", headers: browser.headers)
            if reply.text.contains(#""state":"done""#) { return true }
            try await Task.sleep(for: .milliseconds(100))
        }
        return false
    }

    private func add(_ browser: inout Browser, _ name: String, shared: Bool = false) async throws -> HTTPReply {
        try await browser.call(.post, "/v1/knowledge/documents?name=\(name)&shared=\(shared)", Self.handbook)
    }

    @Test func `the page lists, searches and removes, and only administrators share`() async throws {
        let house = try await PeopleHouse()
        var (root, ada) = (try await house.person("root", role: "administrator"), try await house.person("ada"))
        let empty = try await ada.load("/knowledge")
        #expect(empty.status == 200 && empty.text.contains("There are none yet."))
        #expect(!empty.text.contains(#"id="shared""#), "the choice to share is for administrators")
        #expect(try await root.load("/knowledge").text.contains(#"id="shared""#))
        #expect(try await add(&ada, "all.md", shared: true).status == 403)

        let shared = try await add(&root, "Handbook.md", shared: true)
        #expect(shared.status == 202, "\(shared.text)")
        let own = try await add(&ada, "Diary.md")
        #expect(own.status == 202, "\(own.text)")
        let ids = try [shared, own].map { reply in
            String(try #require(reply.text.firstMatch(of: /kdc_[0-9a-f-]{36}/)).output)
        }
        #expect(try await placed(root, ids[0]))
        #expect(try await placed(ada, ids[1]))

        let page = try await ada.load("/knowledge")
        for words in ["Handbook", "Diary", "for everyone", "1 page · 2 passages", "Found by words only"] {
            #expect(page.text.contains(words), "\(words)")
        }
        let buttons = page.text.matches(of: /data-do="remove"/).count
        #expect(buttons == 1, "the shared one is not hers to remove")
        let found = try await ada.load("/knowledge?q=How%20is%20the%20Marmalade%20switch%20turned%3F")
        #expect(found.text.contains("What was found") && found.text.contains("Diary, page 1"))
        #expect(found.text.contains("Handbook, page 1") && found.text.contains("Releases › Rolling back"))
        #expect(found.text.contains("router follows within a second") && found.text.contains("by words alone"))
        let hostile = try await ada.load("/knowledge?q=%3Cscript%3Ealert(1)%3C%2Fscript%3E")
        #expect(hostile.status == 200 && !hostile.text.contains("<script>alert"))
        #expect(hostile.text.contains("Nothing in your documents speaks of that."))

        #expect(try await ada.call(.delete, "/v1/knowledge/documents/\(ids[0])").status == 404)
        #expect(try await root.call(.delete, "/v1/knowledge/documents/\(ids[1])").status == 404)
        #expect(try await root.load("/knowledge").text.contains("Diary") == false)
        #expect(try await ada.call(.delete, "/v1/knowledge/documents/\(ids[1])").status == 204)
        #expect(try await root.call(.delete, "/v1/knowledge/documents/\(ids[0])").status == 204)
        #expect(try await ada.load("/knowledge").text.contains("There are none yet."))
        let visitor = Browser(server: house.server)
        #expect(try await visitor.get("/knowledge").status != 200)
        _ = await house.server.stop()
    }
}
