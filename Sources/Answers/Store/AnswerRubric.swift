import Core
import Database

/// The rubric of the score that counts, as answers keep it to be found by: its name's first word in small letters. Results carry the
/// name with version and hash behind it.
enum AnswerRubric {
    /// It, as SQL on the payload of an evaluation.
    static func name(in payload: String, _ dialect: Dialect) -> String {
        dialect.firstWord(of: "LOWER(\(dialect.text(in: payload, at: "evaluation", "rubric")))")
    }

    /// The same of a text somebody looks for.
    static func name(_ text: String) -> String { String(text.lowercased().prefix { $0 != " " }) }

    /// Keeps it with the answer whose evaluation now counts.
    static func note(_ evaluation: Artifact, in connection: any SQLConnection) throws(StorageError) {
        try connection.execute(
            """
            UPDATE answers SET rubric = (
                SELECT \(name(in: "e.payload", connection.dialect)) FROM artifacts e
                WHERE e.answer = $1 AND e.stage = 'evaluate' AND e.fingerprint = $2
            ) WHERE id = $1
            """,
            [.text(evaluation.answer.rawValue), .text(evaluation.fingerprint)]
        )
    }
}
