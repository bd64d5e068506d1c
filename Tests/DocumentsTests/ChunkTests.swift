import Foundation
import Testing

@testable import Documents

/// Chunks, vectors and the order of results.
@Suite(.timeLimit(.minutes(2)))
struct ChunkTests {
    @Test func `chunks keep to headings and sentences`() throws {
        let text =
            "# Storage\n\n" + String(repeating: "A log is a list of facts, e.g. writes. It only grows. ", count: 40)
            + "\n\n## Indexes\n\nAn index finds rows.\n"
        let document = try DocumentReader.read(Array(text.utf8), kind: .markdown, limits: .book)
        let chunks = Chunker(target: 300, overlap: 60).chunks(of: document)
        #expect(chunks.count > 5)
        #expect(chunks.last?.heading == "Storage › Indexes" && chunks.last?.text == "An index finds rows.")
        for chunk in chunks {
            #expect(chunk.text.hasSuffix("."), "\(chunk.text)")
            #expect(chunk.text.count <= 301)
        }
        #expect(chunks == Chunker(target: 300, overlap: 60).chunks(of: document))
    }

    @Test func `nothing of a document is lost between chunks`() throws {
        let words = (0..<3_000).map { "word\($0)" + ($0.isMultiple(of: 11) ? "." : "") }
        let document = try DocumentReader.read(Array(words.joined(separator: " ").utf8), kind: .text, limits: .book)
        let all = Chunker().chunks(of: document).map(\.text).joined(separator: " ")
        let found = Set(all.split(separator: " ").map(String.init))
        #expect(words.allSatisfy { found.contains($0) })
    }

    @Test func `the exact search finds what floats find, and survives its text form`() {
        var random = SplitMix(seed: 7)
        func vector() -> [Float] { (0..<384).map { _ in Float.random(in: -1...1, using: &random) } }
        let all = (0..<500).map { _ in vector() }
        var block = VectorBlock(dimensions: 384)
        for vector in all {
            let isTaken = block.append(VectorBlock.vector(VectorBlock.text(VectorBlock.packed(vector))) ?? [])
            #expect(isTaken)
        }
        for _ in 0..<20 {
            let query = vector()
            func cosine(_ a: [Float]) -> Double {
                let dot = zip(a, query).reduce(0.0) { $0 + Double($1.0) * Double($1.1) }
                return dot
                    / (a.reduce(0.0) { $0 + Double($1) * Double($1) }.squareRoot()
                        * query.reduce(0.0) { $0 + Double($1) * Double($1) }.squareRoot())
            }
            let wanted = all.enumerated().map { ($0.offset, cosine($0.element)) }.sorted { $0.1 > $1.1 }.prefix(6)
            let found = block.nearest(to: VectorBlock.packed(query), count: 6, threshold: -1)
            #expect(found.map(\.row) == wanted.map(\.0))
            #expect(zip(found, wanted).allSatisfy { abs(Double($0.cosine) - $1.1) < 1e-4 })
        }
        let isShort = block.append([1, 2, 3])
        #expect(!isShort)
        #expect(VectorBlock.vector("???") == nil)
    }

    @Test func `a text has two halves, cut between sentences`() {
        #expect(
            Chunker.halves(of: "One is short. Two is as short. Three, e.g. this, ends it.") == [
                "One is short. Two is as short.", "Three, e.g. this, ends it.",
            ]
        )
        #expect(Chunker.halves(of: "First point • second point") == ["First point", "• second point"])
        #expect(Chunker.halves(of: "Only one sentence.") == ["Only one sentence."])
        #expect(Chunker.halves(of: "") == [""])
        #expect(VectorBlock.mean([[1, 2], [3, 6]]) == [2, 4] && VectorBlock.mean([]).isEmpty)
    }

    @Test func `cosines and words bring two lists into one order`() {
        let both = Ranking.combined(
            cosines: [("a", 0.9), ("b", 0.8), ("c", 0.4)],
            words: [("b", 12), ("d", 9)]
        )
        #expect(both.map(\.item) == ["b", "a", "d", "c"])
        #expect(abs(both[0].score - (0.8 * 0.8 + 0.2)) < 1e-9 && both[3].score == 0)
        #expect(Ranking.combined(cosines: [], words: [("x", 2), ("y", 1)]).map(\.score) == [1, 0.5])
        // Cosines that hardly differ do not outweigh the words.
        let alike = Ranking.combined(cosines: [("a", 0.801), ("b", 0.800)], words: [("b", 1)])
        #expect(alike.map(\.item) == ["b", "a"])
        #expect(Ranking.combined(cosines: [(item: String, score: Double)](), words: []).isEmpty)
    }

    @Test func `a question's words are those worth searching for`() {
        #expect(
            Ranking.words(of: "What is the CAP theorem in distributed systems?") == [
                "cap", "theorem", "distributed", "systems",
            ]
        )
    }

    private struct SplitMix: RandomNumberGenerator {
        var state: UInt64
        init(seed: UInt64) { state = seed }
        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var value = state
            value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
            value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
            return value ^ (value >> 31)
        }
    }
}
