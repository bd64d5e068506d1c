import Core
package import Database
package import FoundationEssentials

/// Tells which workers of a data folder are alive: each holds a lock on a file that the system lets go when its process
/// ends, however it ends. So jobs of a killed process are free at the next start, without waiting for a heartbeat to age.
package struct WorkerLeases: Sendable {
    /// A held lease; given back with the value.
    package final class Lease: Sendable {
        private let descriptor: Int32
        private let url: URL

        init(_ descriptor: Int32, _ url: URL) {
            self.descriptor = descriptor
            self.url = url
        }

        deinit {
            try? FileCalls.remove(url)
            FileCalls.shut(descriptor)
        }
    }

    private let folder: URL
    /// Begins the names of the workers whose locks are in this folder, on this machine: nothing is known of others.
    private let place: String

    /// The leases of a data folder.
    package init(_ root: URL) throws(StorageError) {
        folder = root.appending(component: "workers")
        try FileCalls.makeFolder(folder)
        place = Self.token(Self.machine + (try Self.identity(of: folder)))
    }

    /// A name for a new worker, which only leases of the same folder on the same machine recognize.
    package func name() -> String {
        "w-\(place)-\(ProcessInfo.processInfo.processIdentifier)-\(UUID().uuidString.lowercased())"
    }

    /// Tells this machine from others that may share the folder, as long as it is installed.
    private static var machine: String {
        let id = (try? String(contentsOfFile: "/etc/machine-id", encoding: .utf8)) ?? ""
        return id + ProcessInfo.processInfo.hostName
    }

    /// Tells this folder from others on the same machine: a random text that the first process writes.
    private static func identity(of folder: URL) throws(StorageError) -> String {
        let file = folder.appending(component: "id")
        if let known = try? String(contentsOf: file, encoding: .utf8), !known.isEmpty { return known }
        let own = folder.appending(component: "id-\(UUID().uuidString)")
        do {
            try Data(UUID().uuidString.utf8).write(to: own)
            // Of several that start at once the first wins; a link is never made over one that is there.
            try? FileManager.default.linkItem(at: own, to: file)
            try FileCalls.remove(own)
            return try String(contentsOf: file, encoding: .utf8)
        } catch {
            throw StorageError(.unavailable, "The data folder cannot be used.", context: ["file": "workers/id"])
        }
    }

    /// FNV-1a (Fowler, Noll, Vo), 64 bits: enough to tell the machines of one service apart.
    private static func token(_ text: String) -> String {
        let hash = text.utf8.reduce(0xcbf2_9ce4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
        return String(hash, radix: 16)
    }

    /// Says that a worker is alive until the lease is given back.
    package func take(_ worker: String) throws(StorageError) -> Lease {
        let url = file(of: worker)
        guard let descriptor = try FileCalls.lock(url, creating: true) else {
            throw StorageError(.unavailable, "Another process uses this worker's name.", context: ["worker": worker])
        }
        return Lease(descriptor, url)
    }

    /// Those of `workers` that had their lock here and whose process has ended.
    package func dead(among workers: Set<String>) -> Set<String> {
        workers.filter { worker in
            guard worker.hasPrefix("w-\(place)-") else { return false }
            let url = file(of: worker)
            guard FileManager.default.fileExists(atPath: url.path) else { return true }
            guard let locked = try? FileCalls.lock(url, creating: false) else { return false }
            try? FileCalls.remove(url)
            FileCalls.shut(locked)
            return true
        }
    }

    /// Removes the files of workers that died before `date`. Younger ones are left alone: their workers may just be starting.
    package func sweep(before date: Date) {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        for url in names.filter({ $0.hasSuffix(".lock") }).map({ folder.appending(component: $0) }) {
            guard let attributes = try? FileManager.default.attributesOfItem(atPath: url.path),
                let changed = attributes[.modificationDate] as? Date, changed < date,
                let locked = try? FileCalls.lock(url, creating: false)
            else { continue }
            try? FileCalls.remove(url)
            FileCalls.shut(locked)
        }
    }

    private func file(of worker: String) -> URL {
        folder.appending(component: worker.filter { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") } + ".lock")
    }
}
