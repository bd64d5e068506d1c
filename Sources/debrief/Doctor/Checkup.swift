import Audio
import Core
import Database
import DatabasePostgres
import DatabaseSQLite
import FoundationEssentials
import Model
import Outbound
import Recognizer
import Report

/// Looks at everything the settings name, one after the other.
struct Checkup {
    let settings: Settings
    let wiring: Wiring

    /// The libraries this program runs with, each with the version it states.
    static func libraries() async -> [String] {
        AudioLibraries.versions + ["libogg (states no version)", ReportLibrary.version, OutboundLibrary.version]
            + [await sqlite(), PostgresLibrary.version]
    }

    private static func sqlite() async -> String {
        let folder = FileManager.default.temporaryDirectory.appending(path: "debrief-doctor-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        do {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            let version = try await SQLiteDatabase(folder.appending(path: "doctor.sqlite")).read { connection in
                try connection.execute("SELECT sqlite_version() AS version").first?.text("version")
            }
            return "SQLite \(version ?? "(says nothing)")"
        } catch {
            return "SQLite does not open a database: \(error)"
        }
    }

    /// The folders, the models and the services.
    func findings() async -> [Finding] {
        var findings = [
            Finding(subject: "config folder", sentence: wiring.config.path, isHealthy: true), dataFolder(), model(),
        ]
        if let database = await database() { findings.append(database) }
        findings += await leftovers()
        findings.append(await companion())
        findings += await hearing()
        findings += await judging()
        findings += await [feeling(), placing(), mailing(), talking(), storing()].compactMap(\.self)
        return findings
    }

    /// Asks the configured PostgreSQL server who it is and whether the schema is up to date; nil when SQLite is used.
    private func database() async -> Finding? {
        guard settings.optionalText("storage.url") != nil else { return nil }
        let subject = "database"
        do {
            let folder = URL(filePath: settings.text("data.folder"), directoryHint: .isDirectory)
            let database = try Premises.database(settings, folder: folder, log: wiring.logger)
            let version = try await database.read { connection in
                try connection.execute("SELECT current_setting('server_version') AS version").first?.text("version")
            }
            let pending = try await Migrator().pending(in: database).count
            let schema =
                pending == 0 ? "its schema is up to date" : "\(pending) migrations are pending: debrief migrate"
            return Finding(subject: subject, sentence: "PostgreSQL \(version ?? ""); \(schema).", isHealthy: true)
        } catch let error as any CodedError {
            let reason = error.context["reason"].map { " It says: \($0.split(separator: "\n").first ?? "")" } ?? ""
            return Finding(subject: subject, sentence: "\(error.message) Check storage.url.\(reason)", isHealthy: false)
        } catch {
            return Finding(subject: subject, sentence: "\(error)", isHealthy: false)
        }
    }

    /// Tries to write where the recordings go. A folder that is not there yet is not made: whether it could be is seen by the nearest
    /// folder above it.
    private func dataFolder() -> Finding {
        let folder = URL(filePath: settings.text("data.folder"), directoryHint: .isDirectory)
        let (subject, files) = ("data folder", FileManager.default)
        guard files.fileExists(atPath: folder.path) else {
            var above = folder.deletingLastPathComponent()
            while !files.fileExists(atPath: above.path), above.pathComponents.count > 1 {
                above = above.deletingLastPathComponent()
            }
            let isHealthy = files.isWritableFile(atPath: above.path)
            let sentence =
                isHealthy
                ? "\(folder.path) is not there yet; debrief serve makes it."
                : "\(folder.path) cannot be made; check data.folder and the owner of \(above.path)."
            return Finding(subject: subject, sentence: sentence, isHealthy: isHealthy)
        }
        let probe = folder.appending(path: ".debrief-doctor-\(UUID().uuidString)")
        do {
            try Data("x".utf8).write(to: probe)
            try files.removeItem(at: probe)
            return Finding(subject: subject, sentence: "\(folder.path) can be written.", isHealthy: true)
        } catch {
            return Finding(
                subject: subject,
                sentence: "\(folder.path) cannot be written; check data.folder and its owner.",
                isHealthy: false
            )
        }
    }

    /// The offline recognizer's model: a must only when that engine is configured.
    private func model() -> Finding {
        let folder = settings.text("transcribe.offline.model")
        let isNeeded = (try? wiring.transcribeEngines())?.contains(.offline) ?? false
        do {
            try RecognizerSettings(modelFolder: folder).checkModel()
            return Finding(
                subject: "PocketSphinx model",
                sentence: "found in \(folder); its words are rough.",
                isHealthy: true
            )
        } catch {
            let sentence = isNeeded ? error.message : "not in \(folder); no configured engine needs it."
            return Finding(subject: "PocketSphinx model", sentence: sentence, isHealthy: !isNeeded)
        }
    }
}

/// What a failed probe means for the person who sets the program up.
struct Diagnosis {
    /// The group of settings, e.g. `transcribe.openai`.
    let group: String
    /// The address that was called; nil for what needs none.
    let url: String?
    /// The setting with the key or password; nil for the group's `key`.
    var key: String?
    /// The setting with the address; nil for the group's `url`.
    var place: String?

    private var keyName: String { key ?? "\(group).key" }
    private var placeName: String { place ?? "\(group).url" }

    /// One sentence that says what is wrong and where to change it.
    func sentence(_ error: any Error) -> String {
        guard let error = error as? any CodedError else { return "\(error)" }
        let status = error.context["status"].map { " (HTTP \($0))" } ?? ""
        let place = url.map { " at \(Redaction().address($0))" } ?? ""
        let words = error.context["upstream"].flatMap { $0.isEmpty ? nil : " It says: \($0)" } ?? ""
        switch error.code.split(separator: ".").last {
        case "auth": return "the service\(place) refuses the key\(status); check \(keyName).\(words)"
        case "quota": return "the quota is used up\(status).\(words)"
        case "throttled": return "the service\(place) asks to slow down\(status); it works, but not now.\(words)"
        case "timeout": return "the service\(place) did not answer in time; check \(placeName) and the network."
        case "unavailable" where status.isEmpty:
            return "nothing answers\(place); check \(placeName), the network, and whether the service runs."
        case "unavailable": return "the service\(place) fails at the moment\(status).\(words)"
        case "malformed":
            return "what answers\(place) does not speak this protocol; check \(placeName). \(error.message)"
        case "rejected" where ["404", "405"].contains(error.context["status"]):
            return
                "the service\(place) knows no such address or model\(status); check \(placeName) and \(group).model.\(words)"
        case "rejected": return "the service\(place) refuses the request\(status); check \(group).model.\(words)"
        case "missing": return error.message
        default: return error.message
        }
    }
}

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

/// A second of silence to try an engine with; its file goes away with its owner.
final class Silence: Sendable {
    private let url: URL
    private static let milliseconds = 1_000

    /// Writes the file: 16 kHz mono 16-bit WAV with a 44-byte header.
    init() throws {
        url = FileManager.default.temporaryDirectory.appending(path: "debrief-silence-\(UUID().uuidString).wav")
        let samples = Self.milliseconds * 32
        func little(_ value: Int, _ count: Int) -> [UInt8] {
            (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
        }
        var wav = Array("RIFF".utf8) + little(36 + samples, 4) + Array("WAVEfmt ".utf8) + little(16, 4)
        wav += little(1, 2) + little(1, 2) + little(16_000, 4) + little(32_000, 4) + little(2, 2) + little(16, 2)
        wav += Array("data".utf8) + little(samples, 4) + [UInt8](repeating: 0, count: samples)
        try Data(wav).write(to: url)
    }

    deinit { try? FileManager.default.removeItem(at: url) }

    /// Where it is.
    var path: URL { url }

    /// A request that claims speech, so that no engine is skipped.
    var request: Transcriber.Request {
        Transcriber.Request(
            wav: url,
            speech: [TimeSpan(startMs: 0, endMs: Self.milliseconds)],
            durationMs: Self.milliseconds,
            language: "en-US"
        )
    }
}
