import Core
import Glibc
import Logging
import Telemetry

/// How this process logs: lines on standard error, so that standard output stays for results. Each line of work that is done for a
/// request carries the request's id.
enum Log {
    /// A logger of a level.
    static func logger(level: Logger.Level) -> Logger {
        var logger = Logger(label: "debrief") { StreamLogHandler.standardError(label: $0, metadataProvider: trail) }
        logger.logLevel = level
        return logger
    }

    /// The logger of a process that serves or works, as the settings want it.
    static func service(_ settings: Settings) -> Logger {
        guard settings.text("log.format") == "json" else { return logger(level: level(settings)) }
        var logger = Logger(label: "debrief") { label in
            JSONLogHandler(label: label, metadataProvider: trail) { line in
                // One write a line: lines of threads do not mix.
                let bytes = Array(line.utf8)
                _ = unsafe write(STDERR_FILENO, bytes, bytes.count)
            }
        }
        logger.logLevel = level(settings)
        return logger
    }

    /// The level the settings name.
    static func level(_ settings: Settings) -> Logger.Level {
        Logger.Level(rawValue: settings.text("log.level")) ?? .info
    }

    private static let trail = Logger.MetadataProvider {
        RequestTrail.id.map { ["request.id": "\($0)"] } ?? [:]
    }
}
