import FoundationEssentials
import Model
import Synchronization

/// Hears the uploads that are still being made: those whose length is unknown when their bytes come.
package final class UploadHearings: Sendable {
    /// Who hears them.
    let live: LiveHearings
    private let table = Mutex<[UploadID: LiveHearing]>([:])

    /// Nothing is heard yet.
    package init(_ live: LiveHearings) { self.live = live }

    /// What decodes an upload; nil when nothing does.
    func hearing(of id: UploadID) -> LiveHearing? { table.withLock { $0[id] } }

    /// Sees to it that an upload is heard from its first byte on, unless its length is known: then it comes faster than it was
    /// made, and is heard when it is whole.
    func begin(_ upload: StoredUpload, _ file: URL) {
        table.withLock { table in
            if table[upload.id]?.isGivenUp == true { table[upload.id] = nil }
            guard upload.length == nil, table[upload.id] == nil else { return }
            var hearing = live.begin(file)
            if hearing == nil {
                // What was not asked for yet makes room for what is under way.
                table = table.filter { !$0.value.isOver }
                hearing = live.begin(file)
            }
            table[upload.id] = hearing
        }
    }

    /// Forgets an upload.
    func forget(_ id: UploadID) {
        let gone = table.withLock { $0.removeValue(forKey: id) }
        // Let go of outside of the lock: it may be the last to hold it, and gives the recording up then.
        withExtendedLifetime(gone) {}
    }
}
