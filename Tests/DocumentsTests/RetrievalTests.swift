import Companion
import Core
import Database
import DatabaseSQLite
import Documents
import Foundation
import Model
import StorageConformance
import Testing

@testable import Knowledge

/// The labelled questions of `Fixtures/knowledge`: how many find a section that answers them.
///
/// Where the companion is installed it places the texts; everywhere else their vectors come from `vectors.json`, which a run with
/// `DEBRIEF_TEST_RECORD=1` writes. The first half chose the rules, the second was asked only once they were frozen (Knowledge.md).
@Suite(.timeLimit(.minutes(10)), .serialized)
struct RetrievalTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "Fixtures/knowledge")

    private static func measured(_ embedder: Embedder?, vault: Vault? = nil) async throws -> KnowledgeMeasure.Retrieval
    {
        let place = FileManager.default.temporaryDirectory.appending(path: "retrieval-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: place) }
        let database = try SQLiteDatabase(place.appending(path: "test.sqlite"), vault: vault)
        defer { try? database.close() }
        try await Migrator().apply(to: database, at: .sample)
        let data = try Data(contentsOf: folder.appending(path: "questions.json"))
        let set = try JSONDecoder().decode(KnowledgeSet.self, from: data)
        let document = try Data(contentsOf: folder.appending(path: set.document))
        return try await KnowledgeMeasure(KnowledgeStore(database), threads: BlockingThreads())
            .retrieval(set, document: Array(document), embedder: embedder)
    }

    @Test func `questions find sections that answer them, by both ways at least as well as by one`() async throws {
        let result = try await RecordedVectors.with { try await Self.measured($0) }
        #expect(result.chunks == 306)
        for half in KnowledgeSet.Question.Half.allCases {
            let share = try #require(result.halves[half])
            let shares = KnowledgeSearch.Way.allCases.map { way in
                "\(way.rawValue) \((share.recall(way) * 1_000).rounded() / 1_000)"
            }
            print("recall@6, \(half.rawValue), \(share.questions) questions: \(shares.joined(separator: ", "))")
            #expect(share.questions >= (half == .fresh ? 30 : 76))
            // One question may be lost to the words, no more.
            #expect(share.recall(.hybrid) >= share.recall(.vectors) - 0.02 - (half == .fresh ? 0.02 : 0))
            #expect(share.recall(.hybrid) >= share.recall(.words) + 0.1)
        }
        // As measured, less one question each.
        #expect(try #require(result.halves[.calibration]).recall(.hybrid) >= 0.89)
        #expect(try #require(result.halves[.judged]).recall(.hybrid) >= 0.81)
        #expect(try #require(result.halves[.fresh]).recall(.hybrid) >= 0.8)
    }

    @Test func `sealed documents are found as often as readable ones`() async throws {
        let vault = Vault(try #require(InstallationKeys(InstallationKeys.newKey())))
        let (plain, sealed) = try await RecordedVectors.with {
            (try await Self.measured($0), try await Self.measured($0, vault: vault))
        }
        for half in KnowledgeSet.Question.Half.allCases {
            let (before, after) = (try #require(plain.halves[half]), try #require(sealed.halves[half]))
            for way in KnowledgeSearch.Way.allCases {
                let text = [before, after].map { "\(($0.recall(way) * 1_000).rounded() / 1_000)" }
                print("recall@6, \(half.rawValue), \(way.rawValue): readable \(text[0]), sealed \(text[1])")
                // Without the words that every text has, lengths differ a little, and one question may change its place.
                let one = way == .vectors ? 0 : 1.01 / Double(before.questions)
                #expect(after.recall(way) >= before.recall(way) - one, "\(half.rawValue) \(way.rawValue)")
            }
            #expect(after.right == before.right, "the vectors are the same")
        }
    }

    @Test func `the usual threshold of MiniLM is the one that the first half gives`() async throws {
        let result = try await RecordedVectors.with { try await Self.measured($0) }
        let usual = KnowledgeSearch.threshold(of: RecordedVectors.space)
        let calibrated = try #require(result.halves[.calibration]?.threshold)
        #expect(abs(calibrated - usual) <= 0.02, "\(calibrated)")
        let reach = try #require(result.halves[.judged]).reach(usual)
        print("threshold \(usual): \(reach.right) of right chunks, \(reach.unrelated) of unrelated questions")
        #expect(reach.right >= 0.75 && reach.unrelated <= 0.25)
    }
}

/// MiniLM's vectors: of the companion that `DEBRIEF_TEST_COMPANION` names, or as they were recorded, a byte a number.
enum RecordedVectors {
    static let space = Embedder.Space(engine: "companion", model: "all-MiniLM-L6-v2", dimensions: 384)

    private static let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "Fixtures/knowledge/vectors.json")

    /// Runs a test with an embedder.
    static func with<Value: Sendable>(_ body: (Embedder) async throws -> Value) async throws -> Value {
        guard let companion = installed else {
            let known = try JSONDecoder().decode([String: Data].self, from: Data(contentsOf: file))
            return try await body(
                Embedder(space: space) { texts, _ in try texts.map { try vector(of: $0, in: known) } }
            )
        }
        let embedder = SentenceEmbedder(companion: companion).embedder
        guard ProcessInfo.processInfo.environment["DEBRIEF_TEST_RECORD"] == "1" else { return try await body(embedder) }
        let record = Record()
        let value = try await body(
            Embedder(space: space) { texts, purpose in
                let vectors = try await embedder.embed(texts, purpose)
                for (text, vector) in zip(texts, vectors) { await record.keep(bytes(of: vector), of: key(text)) }
                return vectors
            }
        )
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
        try encoder.encode(await record.vectors).write(to: file)
        return value
    }

    private actor Record {
        var vectors: [String: Data] = [:]
        func keep(_ bytes: Data, of key: String) { vectors[key] = bytes }
    }

    private struct Missing: Error { var text: String }

    private static let installed: Companion? = {
        guard let named = ProcessInfo.processInfo.environment["DEBRIEF_TEST_COMPANION"] else { return nil }
        var settings = CompanionSettings(folder: URL(filePath: named))
        settings.deadlineBaseMs = 300_000
        return settings.isInstalled ? Companion.shared(settings) : nil
    }()

    /// A text by FNV-1a, 64 bits.
    private static func key(_ text: Embedder.Text) -> String {
        let hash = ((text.title ?? "") + "\n" + text.text).utf8.reduce(UInt64(0xCBF2_9CE4_8422_2325)) { hash, byte in
            (hash ^ UInt64(byte)) &* 0x100_0000_01B3
        }
        return String(hash, radix: 16)
    }

    /// Numbers as 127ths of the largest.
    private static func bytes(of vector: [Float]) -> Data {
        let largest = vector.map(abs).max() ?? 1
        return Data(vector.map { UInt8(bitPattern: Int8(($0 / max(largest, .leastNormalMagnitude) * 127).rounded())) })
    }

    private static func vector(of text: Embedder.Text, in known: [String: Data]) throws -> [Float] {
        guard let bytes = known[key(text)], bytes.count == space.dimensions else { throw Missing(text: text.text) }
        let numbers = bytes.map { Float(Int8(bitPattern: $0)) }
        let length = numbers.reduce(0) { $0 + $1 * $1 }.squareRoot()
        return numbers.map { $0 / length }
    }
}
