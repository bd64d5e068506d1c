import Accounts
import Answers
import Core
import Database
import DatabaseSQLite
import Foundation
import Jobs
import Model
import Rescoring
import StorageConformance
import Testing

/// What version 0.1.0 stored as JSON is read by this version, whole. A new field that is required, or a name that changed, ends up here.
@Suite(.timeLimit(.minutes(2)))
struct StoredVersionTests {
    @Test func `the JSON of every artifact kind of 0.1.0 is read, and written back with nothing lost`() throws {
        for kind in Artifact.Kind.allCases where FileManager.default.fileExists(atPath: file(kind.rawValue).path) {
            switch kind {
            case .decode: try survives(Hearing.self, kind.rawValue)
            case .transcribe: try survives(Words.self, kind.rawValue)
            case .analyze: try survives(Analysis.self, kind.rawValue)
            case .evaluate: try survives(Verdict.self, kind.rawValue)
            case .report: try survives(PrintedReport.self, kind.rawValue)
            case .emotion: try survives(Emotion.self, kind.rawValue)
            }
        }
        for kind in ["decode", "transcribe", "analyze", "evaluate", "report", "emotion"] {
            #expect(Artifact.Kind(rawValue: kind) != nil && FileManager.default.fileExists(atPath: file(kind).path))
        }
    }

    @Test func `everything else that 0.1.0 kept as JSON is read, and written back with nothing lost`() throws {
        try survives(Submission.self, "submission")
        try survives([JobFailure].self, "job-errors")
        try survives(RescoreSelection.self, "rescore-selection")
        try survives(RescorePlan.self, "rescore-plan")
        try survives(RescoreLimits.self, "rescore-limits")
        try survives(ScoreSummary.self, "score-summary")
    }

    @Test func `every answer of an upgraded database is put together, its old versions too`() async throws {
        let folder = try TemporaryFolder()
        let database = try SQLiteDatabase(folder.url.appending(component: "debrief.sqlite"))
        try await StoredVersion.first.load(into: database)
        try await Migrator().apply(to: database, at: Instant(Date()))
        let store = AnswerStore(database)
        let answers = try await store.list(as: .system, limit: 200).answers
        #expect(answers.count == 13)
        var done: [Answer] = []
        for stored in answers {
            let id = stored.submission.id
            let (_, results) = try #require(try await store.results(as: .system, of: id))
            let answer = try AnswerAssembly.answer(stored, results)
            if answer.status == .done { done.append(answer) }
            for version in try await store.versions(as: .system, of: id, .evaluate) {
                _ = try StoredJSON.value(Verdict.self, from: version.payload)
            }
        }
        #expect(done.count == 8)
        #expect(done.allSatisfy { $0.transcript != nil && $0.evaluation != nil && $0.provenance.count == 5 })
        #expect(done.filter { $0.recording == nil }.count == 1, "one was typed")
        #expect(done.compactMap(\.emotion).map(\.primary) == ["neutral"])
        #expect(done.compactMap { $0.evaluation?.narrative }.count == 1)
        #expect(done.compactMap { $0.evaluation?.score }.count >= 3)
        try database.close()
    }

    @Test func `the API keys that 0.1.0 made still open, as far as they did`() async throws {
        let folder = try TemporaryFolder()
        let database = try SQLiteDatabase(folder.url.appending(component: "debrief.sqlite"))
        try await StoredVersion.first.load(into: database)
        try await Migrator().apply(to: database, at: Instant(Date()))
        let made = try JSONDecoder().decode(
            [String: [String: String]].self,
            from: Data(try StoredVersion.first.text("keys.json").utf8)
        )
        let keys = try #require(made["sqlite"])
        let valid = ["phone", "tablet", "operator"]
        let now = try #require(try await KeyStore(database).list().map(\.created).max())
        for (name, text) in keys {
            let stored = try #require(try await KeyStore(database).find(String(text.prefix(12))))
            #expect(stored.name == name && stored.hash == Fingerprint.of(bytes: Array(text.utf8)))
            #expect(stored.isValid(at: now) == valid.contains(name), "\(name)")
        }
        #expect(keys.count == 5)
        try database.close()
    }

    private func file(_ name: String) -> URL { StoredVersion.first.folder.appending(path: "json/\(name).json") }

    /// Reads a stored text and writes it again: every value it had is there under the same name. New ones may come.
    private func survives<Value: Codable>(_ type: Value.Type, _ name: String) throws {
        let text = try StoredVersion.first.text("json/\(name).json")
        let again = try StoredJSON.text(try StoredJSON.value(type, from: text))
        let (before, after) = (try leaves(of: text), try leaves(of: again))
        for (path, value) in before { #expect(after[path] == value, "\(name): \(path)") }
        #expect(!before.isEmpty || text.hasPrefix("{}"), "\(name)")
    }

    /// Every text, number and flag of a JSON text by where it stands.
    private func leaves(of text: String) throws -> [String: String] {
        var leaves: [String: String] = [:]
        func walk(_ value: Any, _ path: String) {
            if let object = value as? [String: Any] {
                for (key, value) in object { walk(value, "\(path)/\(key)") }
            } else if let list = value as? [Any] {
                for (index, value) in list.enumerated() { walk(value, "\(path)/\(index)") }
            } else {
                leaves[path] = "\(value)"
            }
        }
        walk(try JSONSerialization.jsonObject(with: Data(text.utf8)), "")
        return leaves
    }
}
