/// The tables, as the list of migrations that makes them: one file each in `Migrations`, by number.
package enum Schema {
    /// Every migration of this version, oldest first.
    package static let migrations: [Migration] = [
        m0001AnswersArtifactsAndJobs,
        m0002IdempotencyKeys,
        m0003SharedRecordings,
        m0004OwnersAndTurns,
        m0005Rescores,
        m0006Retention,
        m0007APIKeys,
        m0008Webhooks,
        m0009WebhookHealth,
        m0010AnswerFilters,
        m0011OpenVocabulary,
        m0012Installation,
        m0013OneQueue,
    ]
}
