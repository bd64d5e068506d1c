import Core
import FoundationEssentials

/// The threads of a process, by the kind of their work: what must answer soon shares none with what may take long.
struct WorkPools {
    /// Reading, writing and syncing files.
    let files: BlockingThreads
    /// Checks of what arrives.
    let checks: BlockingThreads
    /// Reports, clips, large replies.
    let drawing: BlockingThreads
    /// The stages of answers. They give way to everything that a request waits for.
    let pipeline: BlockingThreads
    /// Whether the process can work; nothing else.
    let probes: BlockingThreads

    /// The pools the settings ask for.
    init(_ settings: Settings) {
        func count(_ name: String) -> Int {
            let number = settings.number(name)
            return number > 0 ? number : max(2, ProcessInfo.processInfo.activeProcessorCount)
        }
        files = BlockingThreads(count: count("threads.files"), maxWaiting: 10_000)
        checks = BlockingThreads(count: count("threads.checks"), niceness: 5)
        drawing = BlockingThreads(count: count("threads.drawing"), niceness: 2)
        pipeline = BlockingThreads(count: count("threads.pipeline"), niceness: 10)
        probes = BlockingThreads(count: 1, maxWaiting: 100)
    }
}
