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

    /// The leases of a data folder, which must be on a disk of this machine.
    package init(_ root: URL) throws(StorageError) {
        folder = root.appending(component: "workers")
        try FileCalls.makeFolder(folder)
    }

    /// Says that a worker is alive until the lease is given back.
    package func take(_ worker: String) throws(StorageError) -> Lease {
        let url = file(of: worker)
        guard let descriptor = try FileCalls.lock(url, creating: true) else {
            throw StorageError(.unavailable, "Another process uses this worker's name.", context: ["worker": worker])
        }
        return Lease(descriptor, url)
    }

    /// Those of `workers` whose process has ended.
    package func dead(among workers: Set<String>) -> Set<String> {
        workers.filter { worker in
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
        for url in names.map({ folder.appending(component: $0) }) {
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
