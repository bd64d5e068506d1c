import Foundation
import Logging
import Synchronization
import Telemetry
import Testing

@Suite(.timeLimit(.minutes(1)))
struct JSONLogTests {
    private final class Lines: Sendable {
        let all = Mutex<[String]>([])
    }

    private func logger(_ lines: Lines, _ provider: Logger.MetadataProvider? = nil) -> Logger {
        Logger(label: "test") { label in
            JSONLogHandler(
                label: label,
                metadataProvider: provider,
                now: { Date(timeIntervalSince1970: 1_790_000_000.25) },
                write: { line in lines.all.withLock { $0.append(line) } }
            )
        }
    }

    @Test func `a line is one JSON object, whatever is in it`() throws {
        let lines = Lines()
        let provider = Logger.MetadataProvider { ["request.id": "r-1", "who": "provider"] }
        var logger = logger(lines, provider)
        logger[metadataKey: "who"] = "logger"
        logger.warning(
            "it \"broke\"\n\u{1}",
            metadata: ["time": "mine", "list": ["a", "b"], "map": ["k": "v\u{2028}"], "n": "\(7)"]
        )
        let line = try #require(lines.all.withLock { $0 }.first)
        #expect(line.hasSuffix("}\n") && line.dropLast().allSatisfy { !$0.isNewline })
        let object = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
        #expect(object["message"] as? String == "it \"broke\"\n\u{1}")
        #expect(object["level"] as? String == "warning" && object["label"] as? String == "test")
        #expect((object["time"] as? String)?.hasPrefix("2026-09-21T") == true, "\(object)")
        #expect(object["metadata.time"] as? String == "mine" && object["request.id"] as? String == "r-1")
        #expect(object["who"] as? String == "logger" && object["list"] as? [String] == ["a", "b"])
        #expect((object["map"] as? [String: String])?["k"] == "v\u{2028}")
    }

    @Test func `a level that is not wanted writes nothing`() {
        let lines = Lines()
        logger(lines).debug("quiet")
        #expect(lines.all.withLock { $0 }.isEmpty)
    }
}
