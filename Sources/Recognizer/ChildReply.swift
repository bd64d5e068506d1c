/// One line a child writes: JSON, in the order of the frames it read.
enum ChildReply: Sendable, Hashable, Codable {
    /// The model is loaded.
    case ready
    /// What was heard in the next utterance.
    case heard(words: [HeardToken])
    /// The engine cannot start; `reason` is for the log.
    case unusable(reason: String)
}
