import Core
package import FoundationEssentials
package import Logging
import Synchronization

/// Writes each log line as one JSON object: `time`, `level`, `message`, `label`, and the metadata under their own names.
package struct JSONLogHandler: LogHandler {
    /// Names of ours that metadata cannot take.
    private static let own: Set<String> = ["time", "level", "message", "label"]

    package var metadata: Logger.Metadata = [:]
    package var logLevel = Logger.Level.info
    package var metadataProvider: Logger.MetadataProvider?
    private let label: String
    private let now: @Sendable () -> Date
    private let write: @Sendable (String) -> Void

    /// A handler.
    ///
    /// - Parameter write: takes one line with its end.
    package init(
        label: String,
        metadataProvider: Logger.MetadataProvider? = nil,
        now: @escaping @Sendable () -> Date = { Date() },
        write: @escaping @Sendable (String) -> Void
    ) {
        self.label = label
        self.metadataProvider = metadataProvider
        self.now = now
        self.write = write
    }

    package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    package func log(event: LogEvent) {
        var fields: [(String, String)] = [
            ("time", now().formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true)).jsonLiteral),
            ("level", event.level.rawValue.jsonLiteral), ("message", "\(event.message)".jsonLiteral),
            ("label", label.jsonLiteral),
        ]
        if let error = event.error { fields.append(("error", "\(error)".jsonLiteral)) }
        var all = metadataProvider?.get() ?? [:]
        all.merge(metadata) { $1 }
        all.merge(event.metadata ?? [:]) { $1 }
        for (name, value) in all.sorted(by: { $0.key < $1.key }) {
            fields.append((Self.own.contains(name) ? "metadata.\(name)" : name, Self.json(value)))
        }
        write("{" + fields.map { "\($0.0.jsonLiteral):\($0.1)" }.joined(separator: ",") + "}\n")
    }

    private static func json(_ value: Logger.Metadata.Value) -> String {
        switch value {
        case .string(let text): text.jsonLiteral
        case .stringConvertible(let thing): typed(thing)
        case .array(let values): "[" + values.map(json).joined(separator: ",") + "]"
        case .dictionary(let values):
            "{"
                + values.sorted { $0.key < $1.key }.map { "\($0.key.jsonLiteral):\(json($0.value))" }.joined(
                    separator: ","
                )
                + "}"
        }
    }

    /// Numbers and flags as JSON has them; everything else as its text.
    private static func typed(_ thing: any CustomStringConvertible) -> String {
        switch thing {
        case let number as any FixedWidthInteger: "\(number)"
        case let number as Double where number.isFinite: "\(number)"
        case let flag as Bool: flag ? "true" : "false"
        default: "\(thing)".jsonLiteral
        }
    }
}
