import Core
import Database
import Dispatch
package import FoundationEssentials
package import Model

/// Where recordings and reports are kept for good when the data folder is only a place to work: an object store, or a folder that
/// machines share. Names are `answers/<answer>/<file>`, and beside them marks and notes of what is to go.
package struct BlobStore: Sendable {
    /// A page of names.
    package struct Page: Sendable {
        /// The names, in the order of their bytes.
        package var names: [String]
        /// What to ask for next; nil on the last page.
        package var next: String?

        /// A page.
        package init(names: [String], next: String? = nil) {
            self.names = names
            self.next = next
        }
    }

    /// Keeps a file's bytes under a name, in place of what was there; on return they are safe.
    package var put: @Sendable (_ file: URL, _ name: String) async throws -> Void
    /// Writes what is kept under a name to a new file. Throws `blob.missing` or `storage.corrupt` when there is nothing.
    package var fetch: @Sendable (_ name: String, _ file: URL) async throws -> Void
    /// Removes what is kept under a name; that there is nothing is no error.
    package var remove: @Sendable (_ name: String) async throws -> Void
    /// The names that begin with a prefix.
    package var list: @Sendable (_ prefix: String, _ after: String?) async throws -> Page

    /// A store.
    package init(
        put: @escaping @Sendable (_ file: URL, _ name: String) async throws -> Void,
        fetch: @escaping @Sendable (_ name: String, _ file: URL) async throws -> Void,
        remove: @escaping @Sendable (_ name: String) async throws -> Void,
        list: @escaping @Sendable (_ prefix: String, _ after: String?) async throws -> Page
    ) {
        self.put = put
        self.fetch = fetch
        self.remove = remove
        self.list = list
    }
}

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

extension BlobStore {
    /// A store in a folder, e.g. of a file server: each file is written beside and moved into its place.
    package static func folder(_ root: URL) -> BlobStore {
        let queue = DispatchQueue(label: "debrief.blobs", attributes: .concurrent)
        @Sendable func run<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
            try await withCheckedThrowingContinuation { continuation in
                queue.async { continuation.resume(with: Result { try work() }) }
            }
        }
        @Sendable func copy(_ source: URL, to target: URL) throws {
            let folder = target.deletingLastPathComponent()
            try FileCalls.makeFolder(folder)
            let partial = folder.appending(component: ".\(UUID().uuidString.lowercased())")
            do {
                try FileManager.default.copyItem(at: source, to: partial)
            } catch {
                try? FileCalls.remove(partial)
                throw StorageError(
                    .unavailable,
                    "A file cannot be copied.",
                    context: ["file": target.lastPathComponent]
                )
            }
            try FileCalls.sync(partial)
            try FileCalls.move(partial, to: target)
            try FileCalls.sync(folder)
        }
        return BlobStore(
            put: { file, name in try await run { try copy(file, to: root.appending(path: name)) } },
            fetch: { name, file in
                try await run {
                    let source = root.appending(path: name)
                    guard FileManager.default.fileExists(atPath: source.path) else {
                        throw StorageError(
                            .corrupt,
                            "A stored file is missing.",
                            context: ["file": source.lastPathComponent]
                        )
                    }
                    try copy(source, to: file)
                }
            },
            remove: { name in
                try await run {
                    let file = root.appending(path: name)
                    try FileCalls.remove(file)
                    // Gone when it was the last one.
                    _ = unsafe rmdir(file.deletingLastPathComponent().path)
                }
            },
            list: { prefix, after in try await run { try Self.names(in: root, prefix, after) } }
        )
    }

    /// Folders on one page.
    private static let pageFolders = 10_000

    /// The names below a folder that begin with a prefix. A prefix that ends with a slash also stands for the files in the folders
    /// there, one level down; only folders it names are read. Partial files are left out.
    private static func names(in root: URL, _ prefix: String, _ after: String?) throws -> Page {
        let parts = prefix.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        let (folder, start) = (parts.dropLast().map { $0 + "/" }.joined(), parts.last ?? "")
        let found = try entries(of: root.appending(path: folder)).filter { name in
            name.hasPrefix(start) && after.map { name > $0 } ?? true
        }
        let page = found.prefix(pageFolders)
        let names = try page.flatMap { name in
            let place = root.appending(path: folder + name)
            guard isFolder(place) else { return [folder + name] }
            // What lies beside the folders of answers is not followed.
            return folder.isEmpty ? [] : try entries(of: place).map { "\(folder)\(name)/\($0)" }
        }
        return Page(names: names, next: found.count > page.count ? page.last : nil)
    }

    private static func isFolder(_ url: URL) -> Bool {
        var isFolder = false
        return FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder) && isFolder
    }

    /// The names in a folder, in order; none when it is not there or no folder.
    private static func entries(of folder: URL) throws(StorageError) -> [String] {
        guard isFolder(folder) else { return [] }
        do {
            return try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { !$0.hasPrefix(".") }
                .sorted()
        } catch {
            // Removed meanwhile, or unreadable, which must not look like empty.
            guard FileManager.default.fileExists(atPath: folder.path) else { return [] }
            throw StorageError(.unavailable, "A folder cannot be read.", context: ["file": folder.lastPathComponent])
        }
    }
}

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
