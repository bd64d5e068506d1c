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
            ("time", Self.quoted(now().formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true)))),
            ("level", Self.quoted(event.level.rawValue)), ("message", Self.quoted("\(event.message)")),
            ("label", Self.quoted(label)),
        ]
        if let error = event.error { fields.append(("error", Self.quoted("\(error)"))) }
        var all = metadataProvider?.get() ?? [:]
        all.merge(metadata) { $1 }
        all.merge(event.metadata ?? [:]) { $1 }
        for (name, value) in all.sorted(by: { $0.key < $1.key }) {
            fields.append((Self.own.contains(name) ? "metadata.\(name)" : name, Self.json(value)))
        }
        write("{" + fields.map { "\(Self.quoted($0.0)):\($0.1)" }.joined(separator: ",") + "}\n")
    }

    private static func json(_ value: Logger.Metadata.Value) -> String {
        switch value {
        case .string(let text): quoted(text)
        case .stringConvertible(let thing): typed(thing)
        case .array(let values): "[" + values.map(json).joined(separator: ",") + "]"
        case .dictionary(let values):
            "{" + values.sorted { $0.key < $1.key }.map { "\(quoted($0.key)):\(json($0.value))" }.joined(separator: ",")
                + "}"
        }
    }

    /// Numbers and flags as JSON has them; everything else as its text.
    private static func typed(_ thing: any CustomStringConvertible) -> String {
        switch thing {
        case let number as any FixedWidthInteger: "\(number)"
        case let number as Double where number.isFinite: "\(number)"
        case let flag as Bool: flag ? "true" : "false"
        default: quoted("\(thing)")
        }
    }

    /// A JSON string (RFC 8259 §7); no line end and no control character gets through.
    static func quoted(_ text: String) -> String {
        var out = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": out += "\\\""
            case "\\": out += "\\\\"
            case "\n": out += "\\n"
            case "\r": out += "\\r"
            case "\t": out += "\\t"
            case _ where scalar.value < 0x20 || scalar.value == 0x2028 || scalar.value == 0x2029:
                let digits = String(scalar.value, radix: 16)
                out += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: out.unicodeScalars.append(scalar)
            }
        }
        return out + "\""
    }
}
