/// What the companion is doing.
package struct CompanionStatus: Sendable, Hashable, Codable {
    /// Whether a process runs.
    package var isRunning = false
    /// Requests answered, refusals included, since the service started.
    package var answered = 0
    /// Processes that died, hung or were broken.
    package var restarts = 0
    /// Resident memory after the last request, in bytes.
    package var residentBytes: Int?
    /// The most that was ever resident in the running process, in bytes.
    package var peakBytes: Int?
    /// What the kernel took away from the process besides memory and time: `seccomp`, `landlock`.
    package var locks: [String] = []
    /// What went wrong last; nil after a good start.
    package var problem: String?
    /// The process.
    package var processID: Int?

    /// One that has not started.
    init() {}

    /// Takes the figures of a request.
    mutating func note(_ done: CompanionReply.Done) {
        residentBytes = done.residentBytes
        peakBytes = done.peakBytes
    }

    /// Facts for the log.
    var facts: [String: String] {
        ["restarts": String(restarts), "problem": problem ?? "none"]
    }
}
