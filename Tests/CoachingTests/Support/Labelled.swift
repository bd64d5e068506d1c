import Companion
import Foundation
import Model
import Synchronization

@testable import Coaching

/// The labelled answers of `Tests/CoachingTests/Labelled`.
///
/// Where the companion is installed they are read by it; everywhere else what it read is taken from `readings-*.json`, which a run with
/// `DEBRIEF_TEST_RECORD=1` writes. `first` is the development half; Judging.md says how far the others were unseen.
enum Labelled {
    /// One labelled answer.
    struct Answer: Decodable, Sendable {
        var `class`: String
        var text: String?
        var from: String?
        var n: Int?
        var parts: String?
        /// What the answer says besides the parts of a story: O the speaker's own part, W reasons, E a case, B both sides.
        var says: String?
        var weakest: [String]?
        var label: Double?
    }

    /// A question with its answers.
    struct Group: Decodable, Sendable {
        var id: String
        var question: String
        var answers: [Answer]
    }

    /// A short story with the parts it has.
    struct Story: Decodable, Sendable {
        var parts: String
        var weakest: [String]
        var text: String
    }

    /// One answer with its text found.
    struct Case: Sendable {
        var key: String
        var question: String
        var label: String
        var text: String
        var parts: String?
        /// What it says besides, see ``Answer/says``.
        var says = ""
        var weakest: [String]?
        /// The total an interviewer gave before the rules were run; nil where none was given.
        var total: Double?
    }

    static var folder: URL {
        URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().appending(path: "Labelled")
    }

    static func read<T: Decodable>(_ name: String, as type: T.Type) throws -> T {
        try JSONDecoder().decode(type, from: try Data(contentsOf: folder.appending(path: name)))
    }

    /// The labelled sets: the development half, the other half, two sets that were written when everything else stood, and good answers in
    /// unusual words, half of them seen.
    static let sets = ["first", "second", "third", "fourth", "unusual", "unusual-held"]

    private static func exists(_ name: String) -> Bool {
        FileManager.default.fileExists(atPath: folder.appending(path: name).path)
    }

    /// The cases of one set.
    static func cases(_ half: String) throws -> [Case] {
        let groups = try ["\(half).json", "\(half)-more.json"].filter(exists).flatMap { try read($0, as: [Group].self) }
        let good = Dictionary(uniqueKeysWithValues: groups.map { ($0.id, $0.answers.filter { $0.class == "good" }) })
        return groups.flatMap { group in
            group.answers.enumerated().map { index, answer in
                Case(
                    key: "\(half).\(group.id).\(index)",
                    question: group.question,
                    label: answer.class,
                    text: answer.text ?? good[answer.from ?? ""]?[answer.n ?? 0].text ?? "",
                    parts: answer.parts,
                    says: answer.says ?? "",
                    weakest: answer.weakest,
                    total: answer.label
                )
            }
        }
    }

    /// Story answers of one half with the parts they have: the labelled ones of the main set and the short ones.
    static func stories(_ half: String) throws -> [Case] {
        let name = "stories-\(half).json"
        let short = exists(name) ? try read(name, as: [Story].self) : []
        return try cases(half).filter { $0.parts != nil }
            + short.enumerated().map { index, story in
                Case(
                    key: "stories-\(half).\(index)",
                    question: "Tell me about a time you had to get something done.",
                    label: "story",
                    text: story.text,
                    parts: story.parts,
                    weakest: story.weakest
                )
            }
    }

    /// What was read of one answer.
    struct Reading: Codable, Sendable {
        var signals: RelevanceSignals?
        var parts: PartReading?
    }

    /// The settings of the companion named by `DEBRIEF_TEST_COMPANION`; nil where there is none.
    private static let settings: CompanionSettings? = {
        guard let named = ProcessInfo.processInfo.environment["DEBRIEF_TEST_COMPANION"] else { return nil }
        var settings = CompanionSettings(folder: URL(filePath: named))
        settings.deadlineBaseMs = 300_000
        settings.threads = 1
        return settings.isInstalled ? settings : nil
    }()

    /// Where `Tests/Benchmarks/judge/vectors.py` put vectors; nil to ask the companion for them.
    private static let vectors = ProcessInfo.processInfo.environment["DEBRIEF_LABELLED_VECTORS"]

    /// Whether answers are read now and not taken from the recorded readings.
    static var isMeasured: Bool { settings != nil || vectors != nil }

    /// Runs a test with vectors from a file. Texts without a vector are written beside it, for the script.
    private static func withVectors(_ path: String, _ body: (RelevanceReader) async throws -> Void) async throws {
        let data = (try? Data(contentsOf: URL(filePath: path))) ?? Data("{}".utf8)
        let known = try JSONDecoder().decode([String: Data].self, from: data)
        let missing = Mutex<Set<String>>([])
        let embedder = Embedder(space: .init(engine: "file", model: "all-MiniLM-L6-v2", dimensions: 384)) { texts, _ in
            texts.map { text in
                guard let bytes = known[text.text], bytes.count == 384 * 4 else {
                    missing.withLock { _ = $0.insert(text.text) }
                    return [Float](repeating: 1 / Float(384).squareRoot(), count: 384)
                }
                return (0..<384).map { column in
                    let bits = (0..<4).reduce(UInt32(0)) { $0 | UInt32(bytes[4 * column + $1]) << (8 * UInt32($1)) }
                    return Float(bitPattern: bits)
                }
            }
        }
        try await body(RelevanceReader(embedder))
        let found = URL(filePath: path + ".missing")
        let before = (try? JSONDecoder().decode([String].self, from: Data(contentsOf: found))) ?? []
        let texts = missing.withLock { $0 }.union(before.filter { known[$0] == nil }).sorted()
        try JSONEncoder().encode(texts).write(to: found)
        if !texts.isEmpty { print("\(texts.count) texts have no vector yet") }
    }

    /// Runs a test with a reader: the companion's, or one that answers with what was recorded of these cases.
    static func withReader(_ half: String, _ body: (RelevanceReader) async throws -> Void) async throws {
        if let vectors { return try await withVectors(vectors, body) }
        guard let settings else { return try await body(recorded(half)) }
        let companion = Companion(settings: settings)
        do { try await body(RelevanceReader(SentenceEmbedder(companion: companion).embedder)) } catch {
            await companion.stop()
            throw error
        }
        await companion.stop()
    }

    /// Every case of a half: the answers and the short stories.
    static func all(_ half: String) throws -> [Case] { try cases(half) + stories(half).filter { $0.label == "story" } }

    /// Writes what a reader says of a half, where that was asked for.
    static func record(_ half: String, _ reader: RelevanceReader) async throws {
        guard isMeasured, ProcessInfo.processInfo.environment["DEBRIEF_TEST_RECORD"] != nil else { return }
        var readings: [String: Reading] = [:]
        for one in try all(half) {
            let read = try await reader.read(Question(text: one.question), Spoken(Samples.transcript(one.text)))
            readings[one.key] = Reading(signals: read.signals, parts: read.parts)
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        try encoder.encode(readings).write(to: folder.appending(path: "readings-\(half).json"))
    }

    /// A reader that answers with what was recorded of each answer.
    private static func recorded(_ half: String) throws -> RelevanceReader {
        let readings = try read("readings-\(half).json", as: [String: Reading].self)
        let band = RelevanceBand.measured(in: .init(engine: "file", model: "all-MiniLM-L6-v2", dimensions: 384))
        var known: [String: Reading] = [:]
        for one in try all(half) { known[one.question + "\n" + one.text] = readings[one.key] }
        let table = known
        return RelevanceReader(configuration: "recorded") { question, spoken in
            let text = spoken.text(0..<spoken.words.count)
            guard let band, let reading = table[question.text + "\n" + text], let signals = reading.signals else {
                return .unjudged
            }
            return Relevance(verdict: band.verdict(signals), signals: signals, parts: reading.parts)
        }
    }
}
