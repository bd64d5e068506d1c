package import Core
package import Model

/// What is known of a resumable upload beside its bytes.
package struct StoredUpload: Sendable, Hashable, Codable {
    /// Its identifier.
    package let id: UploadID
    /// Bytes it will have; nil while the client does not know yet.
    package var length: Int?
    /// What the client said of it, as it was sent.
    package let metadata: String
    /// When it began.
    package let created: Instant
    /// The answer it became.
    package var answer: AnswerID?
    /// A hash of the fields it became an answer with; nil when that was not noted.
    package var asked: String?
    /// Whose it is; nil when it was sent without a key.
    package let owner: String?

    /// A new upload.
    package init(id: UploadID, length: Int?, metadata: String, created: Instant, owner: String? = nil) {
        self.owner = owner
        self.id = id
        self.length = length
        self.metadata = metadata
        self.created = created
    }
}
