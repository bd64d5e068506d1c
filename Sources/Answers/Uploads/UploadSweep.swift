package import Core
package import Logging
import ServiceLifecycle

/// Removes expired uploads by the clock, so that they go also where no new ones come.
package struct UploadSweep: Service {
    private let desk: UploadDesk
    private let everyMs: Int
    private let clock: PipelineClock
    private let log: Logger

    /// A sweep of one desk's folder.
    ///
    /// - Parameter keepMs: how long uploads are kept; swept are they twice in that time, once an hour at least and once in ten seconds
    ///   at most.
    package init(_ desk: UploadDesk, keepMs: Int, clock: PipelineClock = .system, log: Logger) {
        self.desk = desk
        everyMs = max(10_000, min(3_600_000, keepMs / 2))
        self.clock = clock
        self.log = log
    }

    /// Sweeps until the task is cancelled or asked to stop.
    package func run() async throws {
        await cancelWhenGracefulShutdown {
            while true {
                do {
                    let count = try await desk.sweep()
                    if count > 0 { log.info("expired uploads removed", metadata: ["uploads": "\(count)"]) }
                } catch {
                    log.warning("expired uploads stay", metadata: ["error": "\(error)"])
                }
                guard (try? await clock.sleep(everyMs)) != nil else { return }
            }
        }
    }
}
