import Foundation
import Model
import Synchronization

@testable import Coaching

/// The labelled answers of `Tests/CoachingTests/Labelled`.
///
/// The vectors of their passages are too large to be committed. Where the environment variable `DEBRIEF_LABELLED_VECTORS` names a file that
/// `Tests/Benchmarks/judge/vectors.py` made, signals are measured anew; everywhere else the signals of `signals.json` are used, which a run
/// with vectors wrote.
enum Labelled {
    /// One labelled answer.
    struct Answer: Decodable, Sendable {
        var `class`: String
        var text: String?
        var from: String?
        var n: Int?
        var parts: String?
        var weakest: [String]?
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
        var weakest: [String]?
    }

    static var folder: URL {
        URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().appending(path: "Labelled")
    }

    static func read<T: Decodable>(_ name: String, as type: T.Type) throws -> T {
        try JSONDecoder().decode(type, from: try Data(contentsOf: folder.appending(path: name)))
    }

    /// The cases of one half: `first` or `second`.
    static func cases(_ half: String) throws -> [Case] {
        let groups = try read("\(half).json", as: [Group].self)
        let good = Dictionary(uniqueKeysWithValues: groups.map { ($0.id, $0.answers.filter { $0.class == "good" }) })
        return groups.flatMap { group in
            group.answers.enumerated().map { index, answer in
                Case(
                    key: "\(half).\(group.id).\(index)",
                    question: group.question,
                    label: answer.class,
                    text: answer.text ?? good[answer.from ?? ""]?[answer.n ?? 0].text ?? "",
                    parts: answer.parts,
                    weakest: answer.weakest
                )
            }
        }
    }

    /// Story answers of one half with the parts they have: the labelled ones of the main set and the short ones.
    static func stories(_ half: String) throws -> [Case] {
        let short = try read("stories-\(half).json", as: [Story].self)
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

    private static var vectorsPath: String? { ProcessInfo.processInfo.environment["DEBRIEF_LABELLED_VECTORS"] }

    /// A reader over vectors from the file; nil where there is none. Texts without a vector are written beside it, for the script.
    static func reader() throws -> (reader: RelevanceReader, finish: @Sendable () throws -> Int)? {
        guard let path = vectorsPath else { return nil }
        let data = (try? Data(contentsOf: URL(filePath: path))) ?? Data("{}".utf8)
        let known = try JSONDecoder().decode([String: String].self, from: data)
        let missing = Mutex<Set<String>>([])
        let embedder = Embedder(space: .init(engine: "file", model: "all-MiniLM-L6-v2", dimensions: 384)) { texts, _ in
            texts.map { text in
                guard let coded = known[text.text], let bytes = Data(base64Encoded: coded), bytes.count == 384 else {
                    missing.withLock { _ = $0.insert(text.text) }
                    return [Float](repeating: 1 / Float(384).squareRoot(), count: 384)
                }
                let vector = bytes.map { Float(Int8(bitPattern: $0)) }
                let length = vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
                return vector.map { $0 / max(1, length) }
            }
        }
        return (
            RelevanceReader(embedder),
            {
                let texts = missing.withLock { $0 }.sorted()
                try JSONEncoder().encode(texts).write(to: URL(filePath: path + ".missing"))
                return texts.count
            }
        )
    }

    /// A reader that answers with the committed signals of each answer's text.
    static func committed(_ cases: [Case]) throws -> RelevanceReader {
        let signals = try read("signals.json", as: [String: RelevanceSignals].self)
        let band = RelevanceBand.measured(in: .init(engine: "file", model: "all-MiniLM-L6-v2", dimensions: 384))
        var known: [String: RelevanceSignals] = [:]
        for one in cases { known[one.question + "\n" + one.text] = signals[one.key] }
        let table = known
        return RelevanceReader(configuration: "committed") { question, spoken in
            let text = spoken.text(0..<spoken.words.count)
            guard let band, let signals = table[question.text + "\n" + text] else { return .unjudged }
            return Relevance(verdict: band.verdict(signals), signals: signals)
        }
    }
}
