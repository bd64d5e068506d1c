package import Core
package import Logging
import ServiceLifecycle

/// Goes on with interviews that wait for the words of an answer, and ends those past their deadline, as long as its process lives.
/// Several processes may run one: each move is one transaction, and a second one finds nothing left to do.
package struct InterviewClock: Service {
    private let service: InterviewService
    private let clock: PipelineClock
    private let log: Logger
    private let pollMs: Int

    /// A clock over a service.
    ///
    /// - Parameter pollMs: how often it looks.
    package init(_ service: InterviewService, pollMs: Int = 500, clock: PipelineClock = .system, log: Logger) {
        self.service = service
        self.clock = clock
        self.log = log
        self.pollMs = pollMs
    }

    package func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                do { try await service.tick() } catch {
                    guard !Task.isCancelled else { return }
                    log.warning("interviews cannot be read", metadata: ["error": "\(error)"])
                }
                guard (try? await clock.sleep(pollMs)) != nil else { return }
            }
        }
    }
}
