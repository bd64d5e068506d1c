import Core
import Database
import Dispatch
package import FoundationEssentials

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
