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
        m0020Questions,
        m0021Interviews,
        m0030Accounts,
        m0031OutboxAndAudit,
        m0032Shares,
        m0033Reviews,
        m0040Resumes,
        m0041Knowledge,
        m0050TextsAndUploads,
        m0060AnswerLists,
        m0061RescoreResults,
        m0062Ratings,
        m0063WebhookAttempts,
        m0070OneQueue,
        m0071QuestionLists,
        m0080AccountLanguage,
    ]
}
