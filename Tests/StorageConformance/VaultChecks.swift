import Answers
import Core
import Database
import Model
import Testing

extension StorageCheck {
    /// An answer whose every text is a word of its own.
    private static func told(_ second: Int, of owner: String) -> Submission {
        var submission = Submission.sample(second: second)
        submission.question = Question(text: "Why the Umbrella?", role: "Lighthouse Keeper")
        (submission.candidate, submission.interviewer, submission.company) = ("Quincey", "Heron", "Basalt")
        (submission.language, submission.externalId) = ("de-DE", "attempt-\(second)")
        submission.metadata = ["ref": "Marmalade"]
        return submission
    }

    /// The answers of a filtered list by their second.
    private static func numbers(
        _ database: any SQLDatabase,
        as principal: Principal,
        _ change: (inout AnswerFilter) -> Void
    ) async throws -> [Int] {
        var filter = AnswerFilter()
        change(&filter)
        let page = try await AnswerStore(database).lines(as: principal, limit: 9, filter: filter, counting: true)
        #expect(page.total == page.answers.count)
        return page.answers.map { Int(Instant($0.createdAt).milliseconds - Instant.sample.milliseconds) / 1_000 }
    }

    static let vaults = [
        StorageCheck(migrated: "each owner has a key, the same in every process, until it is destroyed") { database in
            let keys = try #require(InstallationKeys(InstallationKeys.newKey()))
            let (one, two) = (Vault(keys), Vault(keys))
            let ada = try await one.current(of: "ada", in: database, at: .sample)
            let bob = try await one.current(of: "bob", in: database, at: .sample)
            #expect(ada.id != bob.id)
            #expect(try await two.current(of: "ada", in: database, at: .second(9)).id == ada.id)
            let id = ada.id
            _ = try await database.read { connection in try two.key(id, in: connection) }
            let gone = try await database.write { connection in
                try OwnerKeyRows.destroy(of: "ada", at: .second(10), in: connection)
            }
            #expect(gone == 1)
            two.forget()
            await #expect(throws: StorageError(.corrupt, "")) {
                _ = try await database.read { connection in try two.key(id, in: connection) }
            }
            let census = try await database.read { connection in try OwnerKeyRows.census(in: connection) }
            #expect(census.keys == 1 && census.destroyed == 1 && census.wrappedBy == [keys.current])
            // An erased owner gets no other key: a job that still runs for one must not bring them back.
            await #expect(throws: StorageError(.corrupt, "")) {
                _ = try await two.current(of: "ada", in: database, at: .second(11))
            }
            #expect(try await two.current(of: "bob", in: database, at: .second(11)).id == bob.id)
        },
        StorageCheck(migrated: "an owner who had no key is known as erased too") { database in
            let vault = Vault(try #require(InstallationKeys(InstallationKeys.newKey())))
            for _ in 0..<2 {
                let gone = try await database.write { try OwnerKeyRows.destroy(of: "eve", at: .sample, in: $0) }
                #expect(gone == 0)
            }
            await #expect(throws: StorageError(.corrupt, "")) {
                _ = try await vault.current(of: "eve", in: database, at: .second(1))
            }
            let census = try await database.read { connection in try OwnerKeyRows.census(in: connection) }
            #expect(census.destroyed == 1 && census.wrappedBy.isEmpty)
        },
        StorageCheck(migrated: "owners that come at once get keys that all stay good") { database in
            let keys = try #require(InstallationKeys(InstallationKeys.newKey()))
            let ids = try await withThrowingTaskGroup(of: [UInt8].self) { group in
                for number in 0..<20 {
                    let vault = Vault(keys)
                    group.addTask { try await vault.current(of: "o\(number % 2)", in: database, at: .sample).id }
                }
                return try await group.reduce(into: Set<[UInt8]>()) { $0.insert($1) }
            }
            let census = try await database.read { connection in try OwnerKeyRows.census(in: connection) }
            // Two processes of a PostgreSQL may each make one; both stay good.
            #expect(ids.count >= 2 && census.keys == ids.count)
        },
        StorageCheck(migrated: "a rotation wraps every key anew, and what the old key wrapped is locked without it") {
            database in
            let old = try #require(InstallationKeys(InstallationKeys.newKey()))
            let first = Vault(old)
            let id = try await first.current(of: "ada", in: database, at: .sample).id
            let new = try #require(old.rotated())
            #expect(new.ids == [new.current] + old.ids && new.current != old.current)
            #expect(try await first.rewrap(in: database, with: new) == 1)
            #expect(try await first.rewrap(in: database, with: new) == 0)
            let alone = Vault(new.first(1))
            #expect(try await database.read { connection in try alone.key(id, in: connection) }.id == id)
            await #expect(throws: StorageError(.corrupt, "")) {
                let late = Vault(old)
                _ = try await database.read { connection in try late.key(id, in: connection) }
            }
            // A process that was running meanwhile reads the keys again.
            let running = Vault(old) { new }
            #expect(try await database.read { connection in try running.key(id, in: connection) }.id == id)
        },
        StorageCheck(migrated: "a sealed text opens in its place alone, and JSON stays JSON") { database in
            let keys = try #require(InstallationKeys(InstallationKeys.newKey()))
            let key = try await Vault(keys).current(of: "ada", in: database, at: .sample)
            let text = #"{"words":"{\"sealed\":\"no"}"#
            #expect(!SealedText.isSealed(text))
            #expect(try SealedText.stored(text, with: nil, for: "a") == text)
            let sealed = try SealedText.stored(text, with: key, for: "a/1", beside: #""score":5"#)
            #expect(SealedText.isSealed(sealed) && sealed.hasSuffix(#","score":5}"#) && !sealed.contains("words"))
            #expect(try await database.read { connection in try connection.opened(text, from: "a") } == text)
            guard let vault = database.vault, vault.seals else { return }
            let own = try await database.sealingKey(of: "grace")
            let mine = try SealedText.stored(text, with: own, for: "a/1")
            #expect(try await database.read { connection in try connection.opened(mine, from: "a/1") } == text)
            await #expect(throws: StorageError(.corrupt, "")) {
                _ = try await database.read { connection in try connection.opened(mine, from: "a/2") }
            }
        },
        StorageCheck(migrated: "what answers were asked, by whom and for what stands nowhere readable, and is found") {
            database in
            let store = AnswerStore(database)
            for (second, owner) in ["ada", "bob", "ada"].enumerated() {
                try await store.accept(as: .owner(owner), told(second, of: owner))
            }
            let rows = try await database.read { connection in
                try connection.execute("SELECT * FROM answers ORDER BY created_at").map { "\($0)" }
            }
            #expect(rows.count == 3 && rows.allSatisfy { $0.contains("de-DE") }, "the search finds what is not sealed")
            let traces = ["umbrella", "lighthouse", "quincey", "marmalade", "attempt-", "basalt", "heron"]
            let found = traces.filter { trace in rows.contains { $0.lowercased().contains(trace) } }
            let isSealing = database.vault?.seals == true
            #expect(found == (isSealing ? [] : traces))
            let tags = try await database.read { connection in
                try connection.execute("SELECT role_tag, question_tag FROM answers ORDER BY created_at").map {
                    (try $0.text("role_tag"), try $0.optionalText("question_tag"))
                }
            }
            #expect(tags[0] == tags[2] && (tags[0].0 != tags[1].0) == isSealing, "two owners have nothing in common")

            let ada = Principal.owner("ada")
            #expect(try await numbers(database, as: ada) { $0.role = "LIGHTHOUSE Keeper" } == [2, 0])
            #expect(try await numbers(database, as: .system) { $0.role = "lighthouse keeper" } == [2, 1, 0])
            #expect(try await numbers(database, as: .owner("bob")) { $0.question = "umbrella?" } == [1])
            #expect(try await numbers(database, as: .system) { $0.question = "the Umb" } == [2, 1, 0])
            #expect(try await numbers(database, as: .system) { $0.question = "nothing" } == [])
            #expect(try await numbers(database, as: .system) { $0.externalId = "attempt-1" } == [1])
            #expect(try await numbers(database, as: ada) { $0.externalId = "attempt-1" } == [])
            #expect(try await numbers(database, as: ada) { $0.language = "de-de" } == [2, 0])
            await #expect(throws: (any Error).self, "the name is taken") {
                try await store.accept(as: ada, told(2, of: "ada"))
            }
            let line = try #require(try await store.lines(as: ada, limit: 1).answers.first)
            #expect(
                line.question == told(2, of: "ada").question && line.candidate == "Quincey"
                    && line.title == line.question.text
            )
            #expect(line.metadata == ["ref": "Marmalade"] && line.externalId == "attempt-2")
            let whole = try #require(try await store.find(as: ada, line.id)?.submission)
            #expect(whole.interviewer == "Heron" && whole.company == "Basalt" && whole.language == "de-DE")
        },
        StorageCheck(migrated: "lists go on without what an erased owner's key opened") { database in
            let store = AnswerStore(database)
            for (second, owner) in ["ada", "bob"].enumerated() {
                try await store.accept(as: .owner(owner), told(second, of: owner))
            }
            _ = try await database.write { connection in
                try OwnerKeyRows.destroy(of: "ada", at: .second(9), in: connection)
            }
            let isSealing = database.vault?.seals == true
            let lines = try await store.lines(as: .system, limit: 9, sort: .oldest).answers
            #expect(lines.map(\.candidate) == [isSealing ? nil : "Quincey", "Quincey"])
            let listed = try await store.list(as: .system, limit: 9).answers
            #expect(listed.map(\.submission.id) == lines.map(\.id).reversed())
            #expect(
                try await numbers(database, as: .system) { $0.role = "lighthouse keeper" }
                    == (isSealing ? [1] : [1, 0])
            )
            #expect(try await store.delete(as: .system, lines[0].id) != nil)
            guard isSealing else { return }
            await #expect(throws: StorageError(.corrupt, "")) {
                try await store.accept(as: .owner("ada"), told(3, of: "ada"))
            }
        },
        StorageCheck(migrated: "rows from before are sealed step by step, and open as they were") { database in
            try await database.write { connection in
                for number in 0..<5 {
                    try connection.execute(
                        """
                        INSERT INTO question_lists (id, owner, name, body, created_at, updated_at)
                        VALUES ($1, $2, 'Umbrella', '[]', 0, 0)
                        """,
                        [.text("lst_\(number)"), .text(number == 3 ? "eve" : "ada")]
                    )
                }
                try OwnerKeyRows.destroy(of: "eve", at: .sample, in: connection)
            }
            let table = SealedTable("question_lists", ["name", "body"]) { keys, _ in "question_lists/\(keys[0])" }
            guard database.vault?.seals == true else {
                #expect(try await table.step(after: nil, limit: 9, in: database).sealed == 0)
                return
            }
            let first = try await table.step(after: nil, limit: 2, in: database)
            #expect(first.sealed == 2 && first.next != nil)
            let second = try await table.step(after: first.next, limit: 9, in: database)
            #expect(second.sealed == 2 && second.next == nil, "what is an erased owner's stays as it is")
            #expect(try await table.step(after: nil, limit: 9, in: database).sealed == 0)
            let names = try await database.read { connection in
                try connection.execute("SELECT id, name FROM question_lists ORDER BY id").map { row in
                    let (id, name) = (try row.text("id"), try row.text("name"))
                    return (SealedText.isSealed(name), try connection.opened(name, from: "question_lists/\(id)"))
                }
            }
            #expect(names.map(\.0) == [true, true, true, false, true] && names.allSatisfy { $0.1 == "Umbrella" })
        },
    ]
}
