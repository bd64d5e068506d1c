/// One thing the doctor looked at.
struct Finding: Sendable, Hashable {
    /// What it is: a folder, a library, a service.
    var subject: String
    /// What was found, in one sentence.
    var sentence: String
    /// Whether it works.
    var isHealthy: Bool

    /// A line for the terminal.
    var line: String { "\(isHealthy ? "ok  " : "FAIL")  \(subject): \(sentence)" }
}
