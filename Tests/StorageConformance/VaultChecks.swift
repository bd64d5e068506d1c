import Core
import Database
import Testing

extension StorageCheck {
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
    ]
}
