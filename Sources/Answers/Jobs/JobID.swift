package import Core

/// The kind of a job's identifier.
package enum JobKind: IdentifierKind {
    package static let prefix = "job"
}

/// The identifier of a job, `job_…`.
package typealias JobID = Identifier<JobKind>
