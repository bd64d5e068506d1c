/// What the parent tells a fresh child before any audio.
struct ChildOrder: Sendable, Hashable, Codable {
    /// Folder of the model.
    var modelFolder: String
    /// Address space it may take, in bytes; 0 for no limit.
    var memoryLimitBytes: Int
    /// CPU time after which the kernel ends it, in seconds: a child whose parent died cannot run on.
    var cpuLimitSeconds: Int
}
