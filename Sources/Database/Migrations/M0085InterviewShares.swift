extension Schema {
    /// Links to a whole interview: `answer` of such a link is empty. A remark says which answer it is about, so that its owner finds it there.
    static let m0085InterviewShares = Migration("0085 links to interviews") { _ in
        [
            "ALTER TABLE shares ADD COLUMN interview TEXT",
            "CREATE INDEX shares_by_interview ON shares (interview)",
            "ALTER TABLE share_comments ADD COLUMN answer TEXT",
            """
            UPDATE share_comments SET answer = (SELECT answer FROM shares WHERE shares.id = share_comments.share)
            """,
            "CREATE INDEX share_comments_by_answer ON share_comments (answer)",
        ]
    }
}
