import Audio
import Core
import Database
import DatabasePostgres
import DatabaseSQLite
import FoundationEssentials
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
