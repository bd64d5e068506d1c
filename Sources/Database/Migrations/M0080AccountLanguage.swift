extension Schema {
    /// The language that a person wants pages and mails in.
    static let m0080AccountLanguage = Migration("0080 language of accounts") { _ in
        ["ALTER TABLE accounts ADD COLUMN language TEXT"]
    }
}
