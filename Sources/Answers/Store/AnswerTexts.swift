import Core
import Database
import Model

/// The long texts of a submission. They have a table of their own: lists, and questions for where an answer stands, do not read them.
struct AnswerTexts: Codable {
    private var transcript: Transcript?
    private var resume: String?
    private var jobDescription: String?

    /// Takes the texts out of a submission; nil when there are none.
    init?(takenFrom submission: inout Submission) {
        (transcript, resume, jobDescription) = (submission.transcript, submission.resume, submission.jobDescription)
        guard transcript != nil || resume != nil || jobDescription != nil else { return nil }
        (submission.transcript, submission.resume, submission.jobDescription) = (nil, nil, nil)
    }

    /// Puts the texts into their submission.
    func put(into submission: inout Submission) {
        submission.transcript = transcript ?? submission.transcript
        submission.resume = resume ?? submission.resume
        submission.jobDescription = jobDescription ?? submission.jobDescription
    }

    /// A column with the texts of an answer, for statements that select from `answers`; null when there are none.
    static let column = "(SELECT t.texts FROM answer_texts t WHERE t.answer = answers.id) AS texts"

    /// Forgets the texts of an answer that has none any more.
    static func remove(of id: AnswerID, in connection: any SQLConnection) throws(StorageError) {
        try connection.execute("DELETE FROM answer_texts WHERE answer = $1", [.text(id.rawValue)])
    }

    /// Writes the texts of an answer that is stored, in the place of those there are.
    ///
    /// - Parameter key: the owner's, asked for before the transaction; nil where nothing is sealed.
    func write(of id: AnswerID, sealed key: DataKey?, in connection: any SQLConnection) throws(StorageError) {
        let text = try SealedText.stored(try StoredJSON.text(self), with: key, for: Self.place(id))
        try connection.execute(
            """
            INSERT INTO answer_texts (answer, texts) VALUES ($1, $2)
            ON CONFLICT (answer) DO UPDATE SET texts = excluded.texts
            """,
            [.text(id.rawValue), .text(text)]
        )
    }

    /// The submission of a row with the column `submission`; whole when the row has ``column``, too.
    static func submission(from row: SQLRow, in connection: any SQLConnection) throws(StorageError) -> Submission {
        var submission: Submission = try StoredJSON.value(from: try row.text("submission"))
        if row.has("texts"), let texts = try row.optionalText("texts") {
            let texts = try connection.opened(texts, from: place(submission.id))
            try StoredJSON.value(AnswerTexts.self, from: texts).put(into: &submission)
        }
        return submission
    }

    private static func place(_ id: AnswerID) -> String { "answer_texts/\(id)" }
}
