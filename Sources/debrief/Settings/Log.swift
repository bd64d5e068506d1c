import Logging

/// How this process logs: text lines on standard error, so that standard output stays for results.
enum Log {
    /// A logger of a level.
    static func logger(level: Logger.Level) -> Logger {
        var logger = Logger(label: "debrief") { StreamLogHandler.standardError(label: $0) }
        logger.logLevel = level
        return logger
    }

    /// The level the settings name.
    static func level(_ settings: Settings) -> Logger.Level {
        Logger.Level(rawValue: settings.text("log.level")) ?? .info
    }
}
