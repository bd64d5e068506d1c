import Audio
import FoundationEssentials
import Interview
import Outbound
import Recognizer
import Report
import Storage
import StorageSQLite

/// Looks at everything the settings name, one after the other.
struct Checkup {
    let settings: Settings
    let wiring: Wiring

    /// The libraries this program runs with, each with the version it states.
    static func libraries() async -> [String] {
        AudioLibraries.versions + ["libogg (states no version)", ReportLibrary.version, OutboundLibrary.version]
            + [await sqlite()]
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
        findings += await hearing()
        findings += await judging()
        if let emotion = await feeling() { findings.append(emotion) }
        return findings
    }

    /// Tries to write where the recordings go; a folder that is not there yet is made as `serve` would make it.
    private func dataFolder() -> Finding {
        let folder = URL(filePath: settings.text("data.folder"), directoryHint: .isDirectory)
        let probe = folder.appending(path: ".debrief-doctor-\(UUID().uuidString)")
        do {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            try Data("x".utf8).write(to: probe)
            try FileManager.default.removeItem(at: probe)
            return Finding(subject: "data folder", sentence: "\(folder.path) can be written.", isHealthy: true)
        } catch {
            return Finding(
                subject: "data folder",
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
            return Finding(subject: "PocketSphinx model", sentence: "found in \(folder).", isHealthy: true)
        } catch {
            let sentence = isNeeded ? error.message : "not in \(folder); no configured engine needs it."
            return Finding(subject: "PocketSphinx model", sentence: sentence, isHealthy: !isNeeded)
        }
    }
}
