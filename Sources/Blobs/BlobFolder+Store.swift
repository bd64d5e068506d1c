import Core
package import FoundationEssentials
package import Model

/// What a folder does with the store behind it. Without a store the folder is where everything stays, and nothing here does
/// anything.
extension BlobFolder {
    /// Keeps a blob of this folder in the store; on return it is safe there.
    package func settle(_ blob: Blob, of answer: Owner) async throws {
        try await store?.put(url(blob, of: answer), Self.name(blob, of: answer))
    }

    /// Sees to it that a blob is in this folder, when it is anywhere. The reader checks what comes.
    package func bring(_ blob: Blob, of answer: Owner) async throws {
        guard let store else { return }
        if has(blob, of: answer) {
            // Used now: the sweep leaves it alone for a while.
            try? FileManager.default.setAttributes(
                [.modificationDate: Date()],
                ofItemAtPath: url(blob, of: answer).path
            )
            return
        }
        let file = scratch()
        do {
            try await store.fetch(Self.name(blob, of: answer), file)
            try put(file, as: blob, of: answer, durable: false)
        } catch {
            try? FileManager.default.removeItem(at: file)
            // Gone for good is for the reader to tell, as it does for a file that is not there.
            if ["blob.missing", "storage.corrupt"].contains((error as? any CodedError)?.code) { return }
            throw error
        }
    }

    /// Removes one blob from the store.
    package func unsettle(_ blob: Blob, of answer: Owner) async throws {
        try await store?.remove(Self.name(blob, of: answer))
    }

    /// Removes the copies in this folder of what the store has, unless they were used since `date`.
    package func evict(_ answer: Owner, before date: Date) async throws {
        guard let store else { return }
        let folder = folder(of: answer)
        let old = ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []).filter { name in
            isOlder(folder.appending(component: name), than: date)
        }
        guard !old.isEmpty else { return }
        let settled = Set(try await store.list("answers/\(answer)/", nil).names)
        for name in old where settled.contains("answers/\(answer)/\(name)") {
            try FileCalls.remove(folder.appending(component: name))
        }
    }

    /// Counts what lies in the store.
    ///
    /// - Parameters:
    ///   - date: answers made later may just be on their way in.
    ///   - unknown: tells which answers are not stored.
    package func storeCensus(
        before date: Date,
        unknown: ([AnswerID]) async throws -> [AnswerID]
    ) async throws -> Census {
        var census = Census()
        guard let store else { return census }
        var after: String?
        var last: AnswerID?
        repeat {
            try Task.checkCancellation()
            let page = try await store.list("answers/", after)
            // Names come in order, so the files of one answer follow each other, perhaps over two pages.
            var owners: [AnswerID] = []
            for name in page.names {
                guard let owner = name.split(separator: "/").dropFirst().first.flatMap({ AnswerID(String($0)) }),
                    owner != last
                else { continue }
                last = owner
                owners.append(owner)
            }
            let orphans = try await unknown(owners)
            census.total += owners.count
            census.known += owners.count - orphans.count
            census.orphans += orphans.filter { $0.madeBefore(date) }
            after = page.next
        } while after != nil
        return census
    }

    /// Removes what the store has of an answer.
    package func unsettle(_ answer: Owner, keeping kept: Blob?) async throws {
        guard let store else { return }
        for name in try await store.list("answers/\(answer)/", nil).names
        where name.split(separator: "/").last != kept.map({ $0.name[...] }) {
            try await store.remove(name)
        }
    }

    private static func name(_ blob: Blob, of answer: Owner) -> String { "answers/\(answer)/\(blob.name)" }
}

extension AnswerID {
    /// Whether it was made before a time: the first 48 bits of a UUIDv7 are its milliseconds (RFC 9562 §5.7).
    package func madeBefore(_ date: Date) -> Bool {
        let digits = rawValue.dropFirst(4).filter { $0 != "-" }.prefix(12)
        guard let milliseconds = Int64(digits, radix: 16) else { return false }
        return Instant(milliseconds: milliseconds) < Instant(date)
    }
}
