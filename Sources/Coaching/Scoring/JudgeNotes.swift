/// Sentences about what a judge left out, for the reader.
enum JudgeNotes {
    /// The notes every judge makes about a transcript.
    static func about(_ spoken: Spoken) -> [String] {
        var notes: [String] = []
        if spoken.truncated { notes.append("Only the first \(Spoken.wordLimit) words were judged.") }
        let unclear = spoken.words.count - spoken.certainCount
        if unclear > 0 {
            notes.append(
                "\(unclear) of \(spoken.words.count) words were too uncertain to be judged; they count neither for nor against."
            )
        }
        if spoken.addressedCount > 0 {
            notes.append("\(spoken.addressedCount) words talk to the judge instead of answering and were left out.")
        }
        return notes
    }
}
