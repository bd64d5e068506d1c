import Answers
import Core
import Database
import DatabasePostgres
import DatabaseSQLite
import FakeUpstreams
import Foundation
import Jobs
import Model
import Outbound
import StorageConformance
import Support
import Testing
import Webhooks

/// One API process without a worker, a worker that comes and goes, and services that take their time and count.
final class FaultHouse {
    /// Milliseconds a service holds an answer back.
    static let slowMs = 150

    let folder: TemporaryFolder
    let workerFolder: TemporaryFolder
    let fakes: FakeUpstreams
    let server: ServerProcess
    let database: any SQLDatabase
    /// The private server's folder; nil on SQLite.
    let cluster: String?
    private let environment: [String: String]
    private(set) var worker: Program?
    /// What was accepted, by the length of its recording, which no other has.
    private(set) var accepted: [Int: AnswerID] = [:]
    private var workersStarted = 0

    /// - Parameter apart: whether the worker has a data folder of its own, as on another machine.
    init(
        _ fakes: FakeUpstreams,
        onPostgres: Bool,
        apart: Bool = false,
        settings: [String: String] = [:]
    ) async throws {
        folder = try TemporaryFolder()
        workerFolder = apart ? try TemporaryFolder() : folder
        self.fakes = fakes
        var environment = Upstreams.environment(fakes)
        environment["WORKER_CONCURRENCY"] = "4"
        environment["WORKER_FIRST_WAIT_MS"] = "10"
        environment["WORKER_ATTEMPTS"] = "10"
        environment["STORAGE_WAIT_MS"] = "20000"
        environment["LOG_LEVEL"] = "error"
        if onPostgres {
            let cluster = "/tmp/debrief-fault-\(UUID().uuidString.prefix(8).lowercased())"
            self.cluster = cluster
            let url = try await Self.control("start", cluster)
            environment["STORAGE_URL"] = url
            database = try TestPostgres.open(url) { $0.waitMs = 20_000 }
        } else {
            cluster = nil
            environment["STORAGE_URL"] = ""
            // What is stored is sealed, and looked at from outside with the same key.
            let key = String(repeating: "0123456789abcdef", count: 4)
            environment["VAULT_KEY"] = key
            let keys = try #require(InstallationKeys(key))
            database = try SQLiteDatabase(
                folder.url.appending(path: "debrief.sqlite"),
                observers: [WebhookRows.observer],
                vault: Vault(keys, seals: true) { keys }
            )
        }
        environment.merge(settings) { $1 }
        self.environment = environment
        server = try await ServerProcess(data: folder.url, arguments: ["--no-worker"], environment: environment)
        slow()
    }

    /// Ends everything.
    func close() async {
        await killWorker()
        _ = await server.stop()
        if let cluster { _ = try? await Self.control("remove", cluster) }
    }

    /// Restarts or kills the private PostgreSQL server.
    @discardableResult
    static func control(_ verb: String, _ cluster: String) async throws -> String {
        let script = Fixtures.root.appending(path: "scripts/postgres").path
        let outcome = try await Program.run(script, [verb, cluster])
        try #require(outcome.status == 0, "\(outcome.errors)")
        return outcome.output.trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// Another API process over the same data and the same database.
    func secondServer() async throws -> ServerProcess {
        try await ServerProcess(data: folder.url, arguments: ["--no-worker"], environment: environment)
    }

    func startWorker() async throws {
        let program = try Program(
            ServerProcess.binary,
            ["work", "--data", workerFolder.url.path],
            environment: environment,
            folder: Fixtures.root
        )
        guard await program.output(satisfies: { $0.contains("Debrief works") }) else {
            throw FaultError(description: "debrief work did not start: \(program.errors)")
        }
        worker = program
        workersStarted += 1
    }

    /// Ends the worker as a power cut would.
    func killWorker() async {
        worker?.signal(SIGKILL)
        _ = await worker?.outcome()
        worker = nil
    }

    /// Asks the worker to end, and waits for it.
    func stopWorker() async -> Program.Outcome? {
        worker?.signal(SIGTERM)
        let outcome = await worker?.outcome()
        worker = nil
        return outcome
    }

    /// Posts a recording nobody posted before, as often as it takes until it is accepted.
    @discardableResult
    func submit() async throws -> AnswerID {
        let number = accepted.count + 1
        let wav = try Self.recording(number)
        let file = folder.url.appending(path: "recording-\(number).wav")
        try wav.write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let key = UUID().uuidString
        for _ in 0..<100 {
            let reply = try? await server.post(
                file,
                fields: [("question", "Question number \(number)?")],
                headers: [("Idempotency-Key", key)]
            )
            if let reply, reply.status == 202,
                let body = try JSONSerialization.jsonObject(with: Data(reply.body)) as? [String: Any],
                let id = (body["id"] as? String).flatMap(AnswerID.init)
            {
                accepted[wav.count] = id
                return id
            }
            if let reply, reply.status < 500 && reply.status != 409 {
                Issue.record("The recording was refused: \(reply.status) \(reply.text)")
            }
        }
        throw FaultError(description: "the recording was never accepted")
    }

    /// Waits until every answer is finished, however often the database goes away meanwhile.
    func finish(_ ids: some Sequence<AnswerID>) async throws {
        for id in ids {
            while true {
                let stored = try? await AnswerStore(database).find(as: .system, id)
                if stored?.status == .done || stored?.status == .failed { break }
                try await Task.sleep(for: .milliseconds(20))
            }
        }
    }

    /// Where the answers stand now.
    func standing(_ id: AnswerID) async -> StoredAnswer? { try? await AnswerStore(database).find(as: .system, id) }

    /// Services behave and count anew, and take their time.
    func slow() {
        for fake in [fakes.openAI, fakes.gemini] {
            fake.reset()
            fake.mode = .slow
            fake.slowness = .milliseconds(Self.slowMs)
        }
    }

    /// Looks at finished answers and at what the services were asked.
    func findings(_ ids: [AnswerID]) async throws -> FaultFindings {
        var findings = FaultFindings()
        let heard = fakes.openAI.requests.map { request in
            // The recording is in the form, so forms differ as recordings do.
            (
                answer: accepted.first { length, _ in (length...(length + 2_000)).contains(request.body.count) }?.value,
                request
            )
        }
        let judged = fakes.gemini.requests
        for id in ids {
            let found = try await AnswerStore(database).results(as: .system, of: id)
            guard let (stored, results) = found, stored.status == .done else {
                findings.lost += 1
                Issue.record(
                    "\(id) is \(found?.answer.status.rawValue ?? "gone"): \(found?.answer.problem?.code ?? "")"
                )
                continue
            }
            let jobs = try await JobStore.answers(database).jobs(of: id)
            let artifacts = try await database.read { connection in
                try connection.execute("SELECT stage FROM artifacts WHERE answer = $1", [.text(id.rawValue)])
            }
            let kinds = try artifacts.map { try $0.text("stage") }
            if jobs.count != 1 || kinds.count != 5 || Set(kinds).count != 5 { findings.doubled += 1 }
            let kept = Dictionary(
                uniqueKeysWithValues: results.map { ($0.artifact.kind, $0.artifact.created.milliseconds) }
            )
            let question = stored.submission.question.text
            let calls = [
                (Artifact.Kind.transcribe, heard.filter { $0.answer == id }.map { $0.1.arrivalMs }),
                (.evaluate, judged.filter { $0.text.contains(question) }.map(\.arrivalMs)),
            ]
            for (kind, arrivals) in calls {
                findings.calls += arrivals.count
                findings.answersHeard += arrivals.isEmpty ? 0 : 1
                guard let kept = kept[kind] else { continue }
                findings.repeated += arrivals.filter { $0 > kept }.count
            }
        }
        return findings
    }

    /// A recording that is a little longer than the one before.
    private static func recording(_ number: Int) throws -> Data {
        let original = try Data(contentsOf: Fixtures.file("audio/short.wav"))
        let marker = try #require(original.firstRange(of: Data("data".utf8)))
        let start = marker.upperBound + 4
        let size = original[marker.upperBound..<start].reversed().reduce(0) { $0 << 8 | Int($1) }
        // Longer than whatever a form adds, so that a request tells its recording by its length.
        let samples = original[start..<min(original.count, start + size)] + Data(count: 4_000 * number)
        func little(_ value: Int) -> Data { Data((0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }) }
        var wav = original[..<marker.upperBound] + little(samples.count) + samples
        wav.replaceSubrange(4..<8, with: little(wav.count - 8))
        return wav
    }
}

/// What a round of faults left behind; all but the calls must be 0.
struct FaultFindings {
    var lost = 0
    var doubled = 0
    var repeated = 0
    var calls = 0
    var answersHeard = 0

    static func += (a: inout FaultFindings, b: FaultFindings) {
        a.lost += b.lost
        a.doubled += b.doubled
        a.repeated += b.repeated
        a.calls += b.calls
        a.answersHeard += b.answersHeard
    }
}

/// Why a round could not go on.
struct FaultError: Error, CustomStringConvertible {
    let description: String
}
