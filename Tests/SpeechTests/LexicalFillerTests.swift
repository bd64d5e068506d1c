import FoundationEssentials
import Testing

@testable import Model
@testable import Speech

@Suite(.timeLimit(.minutes(2))) struct LexicalFillerTests {
    /// Hits, false finds and misses.
    struct Tally {
        var hits = 0
        var wrong = 0
        var missed = 0
        var precision: Double { hits + wrong == 0 ? 1 : Double(hits) / Double(hits + wrong) }
        var recall: Double { hits + missed == 0 ? 1 : Double(hits) / Double(hits + missed) }
    }

    /// Counts over one half, over all fillers and by word.
    private func tally(_ name: String, _ half: String, tellsMistakes: Bool) throws -> (
        all: Tally, lexical: Tally, sentences: Int
    ) {
        let lists = try Places.lists()
        let finder = FillerFinder(try #require(lists.list(for: "en")))
        var all = Tally()
        var lexical = Tally()
        var byWord: [String: Tally] = [:]
        let sentences = LabelledSentence.read(half)
        for sentence in sentences {
            let spoken = SpokenText(Spoken.plain(sentence.text))
            let finds = finder.fillers(in: spoken)
            var found = Set<Range<Int>>()
            for find in finds {
                let range = spoken.range(find.tokens)
                let span = range.start..<range.end
                found.insert(span)
                let isRight = sentence.fillers.contains(span)
                if isRight {
                    byWord[find.text, default: Tally()].hits += 1
                } else {
                    byWord[find.text, default: Tally()].wrong += 1
                }
                if isRight { all.hits += 1 } else { all.wrong += 1 }
                if find.kind == .lexical { if isRight { lexical.hits += 1 } else { lexical.wrong += 1 } }
                if !isRight, tellsMistakes { print("  false \(find.text): \(sentence.text)") }
            }
            for span in sentence.fillers where !found.contains(span) {
                let word = String(sentence.text.utf16.dropFirst(span.lowerBound).prefix(span.count)) ?? ""
                byWord[word.lowercased(), default: Tally()].missed += 1
                all.missed += 1
                if !isPause(word) { lexical.missed += 1 }
                if tellsMistakes { print("  missed \(word): \(sentence.text)") }
            }
        }
        print("\(name): \(sentences.count) sentences, all fillers \(line(all)); filler words \(line(lexical))")
        guard tellsMistakes else { return (all, lexical, sentences.count) }
        for (word, tally) in byWord.sorted(by: { $0.key < $1.key }) { print("  \(word): \(line(tally))") }
        return (all, lexical, sentences.count)
    }

    private func isPause(_ word: String) -> Bool { WrittenFillers.occur(in: word, language: "en") }

    private func line(_ tally: Tally) -> String {
        "precision \(rounded(tally.precision, to: 0.001)) recall \(rounded(tally.recall, to: 0.001)) (\(tally.hits) right, \(tally.wrong) false, \(tally.missed) missed)"
    }

    @Test func `the rules hold on the sentences they were written with`() throws {
        let (all, lexical, count) = try tally("develop", LabelledSentence.develop, tellsMistakes: true)
        #expect(count >= 200)
        #expect(all.precision >= 0.95 && all.recall >= 0.95)
        #expect(lexical.precision >= 0.93 && lexical.recall >= 0.93)
    }

    @Test func `the rules hold on sentences they were not written with`() throws {
        let tells = ProcessInfo.processInfo.environment["DEBRIEF_TELL_HELDOUT"] != nil
        let (all, lexical, count) = try tally("held out", LabelledSentence.heldout, tellsMistakes: tells)
        #expect(count >= 200)
        #expect(all.precision >= 0.85 && all.recall >= 0.85)
        #expect(lexical.precision >= 0.85 && lexical.recall >= 0.8)
    }

    @Test func `the rules hold on running answers`() throws {
        let (all, _, count) = try tally("running answers", LabelledSentence.running, tellsMistakes: false)
        #expect(count == 10)
        #expect(all.precision >= 0.85 && all.recall >= 0.8)
    }

    @Test func `the rules hold on sentences written long after them`() throws {
        let tells = ProcessInfo.processInfo.environment["DEBRIEF_TELL_HELDOUT"] != nil
        let (all, lexical, count) = try tally("fresh", LabelledSentence.fresh, tellsMistakes: tells)
        #expect(count == 40)
        #expect(all.precision >= 0.85 && all.recall >= 0.8)
        #expect(lexical.precision >= 0.8 && lexical.recall >= 0.75)
    }

    @Test func `the precision results state is what was measured`() throws {
        let (_, lexical, _) = try tally("held out", LabelledSentence.heldout, tellsMistakes: false)
        #expect(lexical.precision >= FillerFinder.lexicalConfidence)
    }

    @Test func `the two halves share no sentence`() {
        let develop = Set(LabelledSentence.read(LabelledSentence.develop).map { $0.text.lowercased() })
        let heldout = Set(LabelledSentence.read(LabelledSentence.heldout).map { $0.text.lowercased() })
        #expect(develop.count + heldout.count >= 400)
        #expect(develop.isDisjoint(with: heldout))
    }
}
