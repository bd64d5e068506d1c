import Database

/// The rubric of the score that counts, as answers keep it to be found by: its name's first word in small letters. Results carry the
/// name with version and hash behind it.
enum AnswerRubric {
    /// It, as SQL on the payload of an evaluation.
    static func name(in payload: String, _ dialect: Dialect) -> String {
        dialect.firstWord(of: "LOWER(\(dialect.text(in: payload, at: "evaluation", "rubric")))")
    }

    /// The same of a text that is looked for.
    static func name(_ text: String) -> String { String(text.lowercased().prefix { $0 != " " }) }
}
