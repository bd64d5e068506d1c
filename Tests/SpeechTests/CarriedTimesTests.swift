import Model
import Testing

@testable import Speech

/// Times of words after their text was corrected.
@Suite(.timeLimit(.minutes(1)))
struct CarriedTimesTests {
    /// Words of 400 ms, a second apart.
    private func heard(_ text: String, _ times: Transcript.WordTimes = .exact) -> Transcript {
        let words = text.split(separator: " ").enumerated().map { index, word in
            Transcript.Word(text: String(word), startMs: index * 1_000, endMs: index * 1_000 + 400, confidence: 0.9)
        }
        return TranscriptFile.supplied(text, language: "en-US", wordTimes: times, words: words)
    }

    private func carried(_ old: String, _ new: String, _ times: Transcript.WordTimes = .exact, durationMs: Int? = nil)
        throws -> Transcript
    {
        let corrected = try TranscriptFile.typed(new, language: "en-US")
        return CarriedTimes.carry(from: heard(old, times), to: corrected, durationMs: durationMs)
    }

    private func shown(_ transcript: Transcript) -> [String] {
        transcript.words.map {
            "\($0.text) \($0.startMs ?? -1)-\($0.endMs ?? -1)\($0.approximate == true ? "~" : "")"
        }
    }

    @Test func `words that stayed keep their times, whatever their case and marks`() throws {
        let carried = try carried("i led the migration last spring", "I led the migration, last Spring.")
        #expect(carried.wordTimes == .exact && carried.text == "I led the migration, last Spring.")
        let spans = ["0-400", "1000-1400", "2000-2400", "3000-3400", "4000-4400", "5000-5400"]
        #expect(
            shown(carried) == zip(["I", "led", "the", "migration,", "last", "Spring."], spans).map { "\($0) \($1)" }
        )
        #expect(carried.words.allSatisfy { $0.confidence == nil }, "the engine was not sure of these words")
    }

    @Test func `a word in place of another, or of a few, has the time of what was heard there`() throws {
        let one = try carried("we use posters for it", "we use Postgres for it")
        #expect(shown(one)[2] == "Postgres 2000-2400" && one.wordTimes == .exact)
        let joined = try carried("we use sequel light for it", "we use SQLite for it")
        #expect(shown(joined)[2...] == ["SQLite 2000-3400", "for 4000-4400", "it 5000-5400"])
        #expect(joined.wordTimes == .exact)
    }

    @Test func `added words lie between their neighbours and are marked`() throws {
        let text = "a b c d e f g h i j k l m n o p q r s t"
        let carried = try carried(text, text.replacing("b c", with: "b really c"))
        #expect(shown(carried)[..<4] == ["a 0-400", "b 1000-1400", "really 1400-2000~", "c 2000-2400"])
        #expect(carried.wordTimes == .exact, "nearly all are")
        // Other words in other numbers share the time of those that were heard.
        let split = try self.carried(text, text.replacing("f g", with: "ff gg gg"))
        #expect(split.words[5].startMs == 5_000 && split.words[7].endMs == 6_400)
        #expect(split.words[5...7].allSatisfy { $0.approximate == true })
        #expect(split.words[8].startMs == 7_000 && split.words[8].approximate == nil)
    }

    @Test func `words added at the ends stay within the recording`() throws {
        let carried = try carried("one two three four", "well one two three four indeed", durationMs: 3_500)
        #expect(shown(carried).first == "well 0-0~" && shown(carried).last == "indeed 3400-3500~")
        #expect(carried.wordTimes == .approximate, "a third are not exact")
    }

    @Test func `words that were never said are gone, and the others stay where they are`() throws {
        let carried = try carried("so um so I led it", "so I led it")
        #expect(carried.words.map(\.startMs).suffix(3) == [3_000, 4_000, 5_000])
        #expect(carried.words.count == 4 && carried.wordTimes == .exact)
    }

    @Test func `what says something else, has times already, or was never timed is left as it is`() throws {
        let other = try carried("one two three four", "nothing of this was ever said one")
        #expect(other.wordTimes == .none && other.words.allSatisfy { $0.span == nil })
        #expect(try carried("one two", "one too", .none).wordTimes == .none)
        let rough = try carried("one two three", "one too three", .approximate)
        #expect(rough.wordTimes == .approximate && rough.words[1].startMs == 1_000)
        let timed = heard("one two")
        #expect(CarriedTimes.carry(from: heard("one two three"), to: timed, durationMs: nil) == timed)
    }

    @Test func `a mark stays until the word is timed again`() throws {
        let text = "a b c d e f g h i j k l m n o p q r s t"
        let first = try carried(text, "a b c d e f g h i j really k l m n o p q r s t")
        let corrected = try TranscriptFile.typed(first.text.replacing("really", with: "nearly"), language: "en-US")
        let second = CarriedTimes.carry(from: first, to: corrected, durationMs: nil)
        #expect(second.words[10].text == "nearly" && second.words[10].approximate == true)
        #expect(second.words.count { $0.approximate == true } == 1)
    }

    /// Random edits: every word that is paired is the same word, times never go back, and what no edit touched keeps its time.
    @Test(arguments: [1, 2, 3, 4, 5, 6, 7, 8]) func `times never go back after any edits`(seed: UInt64) throws {
        var random = Seeded(state: seed)
        let vocabulary = (0..<60).map { "w\($0)" }
        let old = (0..<400).map { _ in vocabulary.randomElement(using: &random) ?? "" }
        var new = old
        for _ in 0..<Int.random(in: 1...120, using: &random) {
            let place = Int.random(in: 0..<new.count, using: &random)
            switch Int.random(in: 0..<3, using: &random) {
            case 0: new.remove(at: place)
            case 1: new.insert("x\(place)", at: place)
            default: new[place] = "y\(place)"
            }
        }
        let carried = try carried(old.joined(separator: " "), new.joined(separator: " "))
        #expect(carried.words.map(\.text) == new)
        var last = 0
        for word in carried.words {
            let span = try #require(word.span)
            #expect(span.startMs >= last && span.endMs >= span.startMs)
            last = span.startMs
            if word.text.hasPrefix("w"), word.approximate == nil {
                #expect(old[span.startMs / 1_000] == word.text && span.durationMs == 400)
            }
        }
    }

    @Test func `pairs are those of least edit distance, and long texts are cut where words occur once`() {
        func pairs(_ old: [String], _ new: [String]) -> [[Int]] { WordPairs.of(old, new).map { [$0.old, $0.new] } }
        #expect(pairs([], ["a"]).isEmpty && pairs(["a"], []).isEmpty)
        #expect(pairs(["a", "b", "c"], ["b", "c", "d"]) == [[1, 0], [2, 1]])
        #expect(pairs(["a", "x", "b", "y", "c"], ["a", "b", "c"]) == [[0, 0], [2, 1], [4, 2]])
        // Longer than one table holds: every tenth word is new, the others are found.
        let old = (0..<30_000).map { "w\($0 % 20_000)" }
        let new = old.enumerated().map { $0.offset % 10 == 0 ? "n\($0.offset)" : $0.element }
        let found = WordPairs.of(old, new)
        #expect(found.count == 27_000 && found.allSatisfy { $0.old == $0.new })
    }

    @Test func `an hour of speech is compared in a moment, also when nothing in it occurs once`() throws {
        let start = ContinuousClock.now
        let words = (0..<12_000).map { "w\($0 % 50)" }
        let changed = words.enumerated().map { $0.offset % 3 == 0 ? "v\($0.offset % 40)" : $0.element }
        #expect(WordPairs.of(words, changed).count <= 12_000)
        let unlike = WordPairs.of(words, words.reversed())
        #expect(zip(unlike, unlike.dropFirst()).allSatisfy { $0.old < $1.old && $0.new < $1.new })
        #expect(start.duration(to: .now) < .seconds(10), "with a debug build")
    }
}
