import Blobs
package import Database
package import Model

/// What an answer that was deleted leaves to be removed.
package struct DeletedAnswer: Sendable, Hashable {
    /// The answer.
    package var id: AnswerID
    /// The answer in whose folder its recording is.
    package var place: AnswerID
    /// Whether no other answer uses the recording there.
    package var isPlaceFree: Bool
    /// Whether its own folder has a recording that it did not use itself, but others do.
    package var keepsRecording: Bool

    /// What a deletion leaves.
    package init(id: AnswerID, place: AnswerID, isPlaceFree: Bool, keepsRecording: Bool) {
        self.id = id
        self.place = place
        self.isPlaceFree = isPlaceFree
        self.keepsRecording = keepsRecording
    }

    /// The folders to remove with everything in them.
    package var free: [AnswerID] {
        Array(Set((isPlaceFree ? [place] : []) + (own ? [id] : [])))
    }

    /// The folder of which only the recording stays.
    package var emptied: AnswerID? { own || isPlaceFree && place == id ? nil : id }

    private var own: Bool { place != id && !keepsRecording }
}

extension BlobFolder {
    /// Removes what an answer that was deleted leaves.
    package func remove(_ deleted: DeletedAnswer) throws(StorageError) {
        for owner in deleted.free { try remove(owner) }
        if let owner = deleted.emptied { try removeResults(of: owner) }
    }

    /// Removes from the store what an answer that was deleted leaves.
    package func unsettle(_ deleted: DeletedAnswer) async throws {
        for owner in deleted.free { try await unsettle(owner, keeping: nil) }
        if let owner = deleted.emptied { try await unsettle(owner, keeping: .original) }
    }
}
