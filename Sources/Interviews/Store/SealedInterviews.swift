package import Database

extension InterviewStore {
    /// What interviews, observations, own questions and lists have in texts.
    package static let sealed: [SealedTable] = [
        SealedTable("interviews", ["body", "background"]) { StoredInterview.place($0[0], $1) },
        SealedTable(
            "interview_observations",
            keys: ["interview", "client", "sequence"],
            owner: "(SELECT i.owner FROM interviews i WHERE i.id = t.interview)",
            ["body"]
        ) { keys, _ in ObservationStore.place(keys[0], client: keys[1], sequence: keys[2]) },
        SealedTable("questions", ["body"]) { keys, _ in StoredQuestion.place(keys[0]) },
        SealedTable("question_lists", ["name", "body"]) { keys, _ in StoredQuestionList.place(keys[0]) },
    ]
}
