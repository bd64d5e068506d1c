import Core
import Database
import Model

/// The statements on shared recordings that several transactions share.
enum PlaceRows {
    /// Whether an answer uses the recording in another's folder, or its own. The answer found stays as long as the
    /// transaction, so that a deletion at the same time cannot take the recording away.
    static func isKept(_ place: AnswerID, in connection: any SQLConnection) throws(StorageError) -> Bool {
        try !connection.execute(
            "SELECT id FROM answers WHERE place = $1 LIMIT 1 \(connection.dialect.lockRow)",
            [.text(place.rawValue)]
        ).isEmpty
    }
}
