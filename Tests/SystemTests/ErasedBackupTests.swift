import Foundation
import Outbound
import Support
import Testing

/// Who was erased cannot be read from a backup made the day before: proven with the scripts, as Operations.md has them.
@Suite(
    .timeLimit(.minutes(4)),
    .serialized,
    .enabled(if: Program.find("rsync") != nil && Program.find("sqlite3") != nil, "rsync or sqlite3 is missing")
)
struct ErasedBackupTests {
    private func script(_ name: String, _ arguments: [URL]) async throws {
        let made = try await Program.run(
            "/bin/bash",
            [Fixtures.root.appending(path: "scripts/deploy/\(name)").path] + arguments.map(\.path),
            environment: ["STORAGE_URL": ""],
            folder: Fixtures.root
        )
        #expect(made.status == 0, "\(name): \(made.errors)")
    }

    /// What stands beside the words of her answer, each text with a word of its own.
    private static let beside = [
        ("question", "What about the Heather-Quokka?"), ("role", "Lighthouse-Keeper"), ("candidate", "Quincey-Ada"),
        ("interviewer", "Ivo-Marmalade"), ("company", "Sorrel-Works"), ("externalId", "Umber-Attempt"),
        ("metadata", #"{"course":"Teal-Autumn"}"#),
    ]
    /// A word of each text of hers: those above, the words she said, her résumé, its name, a question, a list, a link, an interview,
    /// a knowledge document.
    private static let secrets = [
        "Heather-Quokka", "Lighthouse-Keeper", "Quincey-Ada", "Ivo-Marmalade", "Sorrel-Works", "Umber-Attempt",
        "Teal-Autumn", "Alpine-Walrus", "Ochre-Tapir", "Amber-CV", "Violet-Otter", "Copper-List", "Cyan-Mentor",
        "Indigo-Job", "Slate-Handbook", "Pewter-Shelf", "Mauve-Badger", "Hazel-Stoat",
    ]

    /// Keeps what a person keeps beside answers.
    private func furnish(_ person: inout Browser, _ answer: String) async throws {
        for (path, body) in [
            ("/v1/resumes?name=Amber-CV", #"{"text":"Ada\nSkills\nThe Ochre-Tapir"}"#),
            ("/v1/questions", #"{"text":"What about the Violet-Otter?"}"#),
            ("/v1/question-lists", #"{"name":"Copper-List","questions":[]}"#),
            ("/v1/shares", #"{"answer":"\#(answer)","parts":["transcript"],"label":"Cyan-Mentor"}"#),
            ("/v1/interviews", #"{"mode":"practice","count":2,"jobDescription":"We look for the Indigo-Job."}"#),
            (
                "/v1/knowledge/documents?name=Slate-Handbook.md&collection=Pewter-Shelf",
                "# The Mauve-Badger\n\nIt shares its sett with the Hazel-Stoat."
            ),
        ] {
            let reply = try await person.call(.post, path, body)
            #expect([201, 202].contains(reply.status), "\(path): \(reply.text)")
        }
    }

    /// Sends a recording with what was said in it, and waits until it is done.
    private func speak(
        _ browser: Browser,
        _ words: String,
        _ fields: [(String, String)] = [("question", "Why us?")]
    ) async throws -> String {
        let reply = try await browser.server.post(
            Fixtures.file("audio/short.wav"),
            fields: fields + [("transcript", "I led the move, and the \(words) was mine.")],
            headers: browser.headers + [
                ("Origin", browser.server.base), ("X-CSRF-Token", browser.token), ("Prefer", "wait=120"),
            ]
        )
        #expect(reply.status == 200, "\(reply.text)")
        return String(try #require(reply.text.firstMatch(of: /"id":"(ans_[0-9a-f-]+)"/)).1)
    }

    /// The files below some folders that have some bytes in them.
    private func files(with bytes: Data, in folders: [URL]) throws -> [String] {
        try folders.flatMap { root in
            try FileManager.default.subpathsOfDirectory(atPath: root.path).filter { path in
                (try? Data(contentsOf: root.appending(path: path)))?.range(of: bytes) != nil
            }
        }
    }

    @Test func `a person who was erased opens in no backup of the day before, and the others do`() async throws {
        let house = try await PeopleHouse()
        var (ada, bob) = (try await house.person("ada"), try await house.person("bob"))
        let hers = try await speak(ada, "Alpine-Walrus", Self.beside)
        let his = try await speak(bob, "Basalt-Heron")
        try await furnish(&ada, hers)
        for filter in ["role=lighthouse-keeper", "question=quokka", "externalId=Umber-Attempt"] {
            let list = try await ada.call(.get, "/v1/answers?\(filter)")
            #expect(list.text.contains(hers) && list.text.contains("Quincey-Ada"), "\(filter): \(list.text)")
        }
        let sound = try Data(contentsOf: Fixtures.file("audio/short.wav")).suffix(4_000)
        #expect(try await ada.get("/v1/answers/\(hers)/audio").body.count > 4_000)
        let place = try TemporaryFolder()
        let (copy, yesterday) = (place.url.appending(path: "copy"), place.url.appending(path: "yesterday"))
        try await script("backup", [house.folder.url, copy])
        try FileManager.default.copyItem(at: copy, to: yesterday)

        let gone = try await ada.call(.delete, "/v1/account", #"{"password":"\#(PeopleHouse.password)"}"#)
        #expect(gone.status == 200, "\(gone.text)")
        try await script("backup", [house.folder.url, copy])
        _ = await house.server.stop()

        // What is left of her: yesterday's copy, and the keys of today.
        #expect(
            try !files(with: Data("bob@example.org".utf8), in: [yesterday]).isEmpty,
            "the search finds what is not sealed"
        )
        let keys = place.url.appending(path: "copy-keys")
        try FileManager.default.copyItem(at: keys, to: place.url.appending(path: "yesterday-keys"))
        let back = try TemporaryFolder()
        try await script("restore", [yesterday, back.url])
        for secret in Self.secrets {
            let found = try files(with: Data(secret.utf8), in: [back.url, place.url])
            #expect(found.isEmpty, "\(secret) is in \(found)")
        }
        #expect(try files(with: sound, in: [back.url, place.url]).isEmpty, "her recording")
        let server = try await ServerProcess(data: back.url, environment: house.environment)
        for part in ["", "/audio", "/report.pdf", "/report.html", "/captions.vtt"] {
            let reply = try await server.send(.get, "/v1/answers/\(hers)\(part)", headers: ada.headers)
            #expect(reply.status >= 400 && !reply.text.contains("Walrus"), "\(part) \(reply.status) \(reply.text)")
        }
        let list = try await server.send(.get, "/v1/resumes", headers: ada.headers)
        #expect(!list.text.contains("Tapir"))
        let start = ContinuousClock.now
        var session = try await server.send(.get, "/v1/me", headers: ada.headers).status
        while session == 200, start.duration(to: .now) < .seconds(20) {
            session = try await server.send(.get, "/v1/me", headers: ada.headers).status
        }
        #expect(session == 401, "she is erased again")
        for part in ["", "/audio", "/report.pdf"] {
            let reply = try await server.send(.get, "/v1/answers/\(his)\(part)", headers: bob.headers)
            #expect(reply.status == 200, "\(part) \(reply.text)")
        }
        let read = try await server.send(.get, "/v1/answers/\(his)", headers: bob.headers)
        #expect(read.text.contains("Basalt-Heron"))
        let heard = try await server.send(.get, "/v1/answers/\(his)/audio", headers: bob.headers)
        #expect(Data(heard.body).range(of: sound) != nil)
        _ = await server.stop()
    }

    @Test func `without its key an installation does not start over what is sealed, and with it it does`() async throws
    {
        let house = try await PeopleHouse()
        let ada = try await house.person("ada")
        let hers = try await speak(ada, "Alpine-Walrus")
        let rotated = try await house.run(["vault", "rotate"])
        #expect(rotated.count == 16, "\(rotated)")
        #expect(try await ada.get("/v1/answers/\(hers)/audio").status == 200, "while it runs")
        let status = try await house.run(["vault", "status"])
        #expect(status.contains(rotated) && status.contains("owners' keys    1"), "\(status)")
        _ = await house.server.stop()
        let key = house.folder.url.appending(path: "vault.key")
        let mode = try FileManager.default.attributesOfItem(atPath: key.path)[.posixPermissions] as? Int
        #expect(mode == 0o600)
        let kept = try Data(contentsOf: key)
        try FileManager.default.removeItem(at: key)
        let refused = try await Program.run(
            ServerProcess.binary,
            ["serve", "--port", "0", "--data", house.folder.url.path],
            environment: house.environment,
            folder: Fixtures.root
        )
        #expect(refused.status != 0 && refused.errors.contains("vault.key"), "\(refused.errors)")
        try kept.write(to: key)
        let again = try await ServerProcess(data: house.folder.url, environment: house.environment)
        #expect(try await again.send(.get, "/v1/answers/\(hers)/audio", headers: ada.headers).status == 200)
        _ = await again.stop()
    }
}
