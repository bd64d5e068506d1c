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
            list: { prefix, _ in
                try await run {
                    let base = root.appending(path: "answers")
                    let paths = (try? FileManager.default.subpathsOfDirectory(atPath: base.path)) ?? []
                    let names = paths.map { "answers/" + $0 }.filter { name in
                        name.hasPrefix(prefix) && name.split(separator: "/").count == 3
                            && name.split(separator: "/").last?.first != "."
                    }
                    return Page(names: names.sorted())
                }
            }
        )
    }
}
