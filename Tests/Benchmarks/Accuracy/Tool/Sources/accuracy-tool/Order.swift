import Model

/// One recording to hear.
struct Order: Decodable {
    /// Its path.
    var file: String
    /// Transcript files by a name of the caller's; null for none.
    var transcripts: [String: String?]
    /// Whether the pitch of every frame is wanted.
    var frames: Bool?
}

/// What was heard.
struct Outcome: Encodable {
    /// The path of the recording.
    var file: String
    /// Facts, sound and defects.
    var hearing: Hearing?
    /// What each transcript led to.
    var analyses: [String: Analysis] = [:]
    /// F0 per 10 ms.
    var framesHz: [Double]?
    /// The code of the refusal.
    var error: String?
}
