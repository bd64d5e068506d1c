import Accounts
import Core
import Database
import Events
import HTTPKit
import Jobs
import ServiceLifecycle

/// What a feature is to the process: its part of the document, what it writes when another feature reports an event, its routes, its
/// jobs and its services. A new feature is a line in `all` and a file beside this one.
struct FeatureEntry: Sendable {
    /// Registers routes.
    typealias Registration = (Routes) -> Void

    /// Its part of the OpenAPI document.
    var part = InterfacePart([])
    /// Written in the transactions of other features.
    var observers: [DomainObserver] = []
    /// Makes its routes, for a process that serves.
    var routes: @Sendable (Composition) async throws -> Registration = { _ in { _ in } }
    /// Where the topics of its event streams stand.
    var topics: @Sendable (any SQLDatabase) -> [TopicReader] = { _ in [] }
    /// Makes what runs in each process that serves.
    var upkeep: @Sendable (Composition) async throws -> [any Service] = { _ in [] }
    /// Registers what works on its kinds of jobs, for a process that works.
    var jobs: @Sendable (Premises, inout JobRegistry) throws -> Void = { _, _ in }
    /// Makes what else runs in a process that works, in the order of their start.
    var services: @Sendable (Premises) throws -> [any Service] = { _ in [] }

    /// Every feature, in the order of the document.
    static let all: [FeatureEntry] = [
        .answers, .interviews, .rescoring, .webhooks, .resumes, .knowledge, .accounts, .sharing, .administration,
        .service,
    ]
}

/// What routes are made from.
struct Composition: Sendable {
    /// The database, the files and the settings of the process.
    var premises: Premises
    /// Whether the process is on its way out.
    var drain: Drain
    /// Makes the first key; nil when there is one, or none is needed.
    var setup: SetupDesk?
    /// The people of the installation: one service in a process, as it bounds how many passwords are hashed at a time.
    var accounts: AccountService
    /// What was measured, as Prometheus text.
    var metrics: @Sendable () -> String
    /// Threads for the files of requests: not those of the pipeline, as a long decode would hold up uploads.
    var threads: BlockingThreads
    /// Threads that draw reports.
    var drawing: BlockingThreads
    /// What features share.
    let sharedAnswers = SharedAnswers()
}
