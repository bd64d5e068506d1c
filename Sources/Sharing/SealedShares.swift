import Core
package import Database

extension ShareService {
    /// What links and remarks have in texts.
    package static let sealed: [SealedTable] = [
        SealedTable("shares", ["label"]) { keys, _ in ShareID(keys[0]).map { Share.place($0) } ?? "" },
        SealedTable("share_comments", ["name", "text"]) { keys, column in
            CommentID(keys[0]).map { ShareComment.place($0, column) } ?? ""
        },
    ]
}
