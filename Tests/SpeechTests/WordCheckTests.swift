import Model
import Testing

@testable import Speech

@Suite(.timeLimit(.minutes(1))) struct WordCheckTests {
    private let hearing = CheckedAnswer.hearing()

    private func analyze(_ transcript: Transcript) throws -> Delivery {
        DeliveryAnalyzer(lists: try Places.lists()).analyze(transcript, hearing).delivery
    }

    private func codes(_ transcript: Transcript) -> [String] { transcript.findings?.map(\.code) ?? [] }

    @Test(arguments: Transcript.Accuracy.allCases)
    func `words that fit the sound pass as they are`(accuracy: Transcript.Accuracy) throws {
        let transcript = CheckedAnswer.transcript(accuracy: accuracy)
        let checked = CheckedAnswer.checked(transcript)
        #expect(checked.findings == nil)
        #expect(checked.words == transcript.words && checked.text == transcript.text)
        #expect(CheckedAnswer.checked(checked) == checked)
    }

    @Test(arguments: [Transcript.WordTimes.exact, .approximate, .none])
    func `a loop is cut to what the sound holds, and told`(times: Transcript.WordTimes) throws {
        let words = CheckedAnswer.words()
        let loop = (0..<29).flatMap { turn in
            CheckedAnswer.sentences[1].split(separator: " ").enumerated().map { index, text in
                Transcript.Word(
                    text: String(text),
                    startMs: times == .none ? nil : 4_300 + turn * 600 + index * 40,
                    endMs: times == .none ? nil : 4_300 + turn * 600 + index * 40 + 30
                )
            }
        }
        var first = Array(words.prefix(16))
        if times == .none {
            for index in first.indices { (first[index].startMs, first[index].endMs) = (nil, nil) }
        }
        let transcript = CheckedAnswer.transcript(first + loop, wordTimes: times)
        let checked = CheckedAnswer.checked(transcript)
        #expect(codes(checked).contains("loop"))
        #expect(checked.words.count < 16 + 13 * 6, "\(checked.words.count)")
        #expect(checked.text.hasPrefix(CheckedAnswer.sentences[0] + " " + CheckedAnswer.sentences[1]))
        let delivery = try analyze(transcript)
        #expect(delivery.wordsPerMinute == nil && delivery.paceCurve.isEmpty)
        #expect(delivery.notes.contains { $0.contains("29 times") })
    }

    @Test func `a speaker who really repeats a phrase keeps every repetition`() throws {
        let phrase = ["words", "words", "and", "more"]
        let words = (0..<60).map { index in
            Transcript.Word(text: phrase[index % 4], startMs: index * 300, endMs: index * 300 + 260)
        }
        let sound = Spoken.hearing([0...18_000], durationMs: 18_200, nuclei: (0..<58).map { $0 * 310 })
        let transcript = CheckedAnswer.transcript(words)
        let checked = WordCheck.review(transcript, sound.acoustics)
        #expect(checked.words == words && checked.findings == nil)
    }

    @Test func `a phrase said over the whole of another speech is a loop`() {
        let words = (0..<20).map { index in
            Transcript.Word(text: index % 2 == 0 ? "thank" : "you", startMs: index * 1_150, endMs: index * 1_150 + 300)
        }
        let checked = CheckedAnswer.checked(CheckedAnswer.transcript(words))
        #expect(codes(checked).contains("loop") && checked.words.count == 2)
    }

    @Test func `words in long silence are left out of an engine's transcript and kept in a supplied one`() {
        let thanks = ["Thank", "you", "for", "watching."].enumerated().map {
            Transcript.Word(text: $1, startMs: 27_000 + $0 * 200, endMs: 27_180 + $0 * 200)
        }
        let sound = Spoken.hearing(
            CheckedAnswer.spans,
            durationMs: 30_000,
            nuclei: CheckedAnswer.hearing().acoustics.syllableNucleiMs
        )
        let heard = CheckedAnswer.transcript(CheckedAnswer.words() + thanks)
        let checked = WordCheck.review(heard, sound.acoustics)
        #expect(checked.findings?.map(\.code) == ["words_in_silence"])
        #expect(checked.findings?.first?.detail.contains("Thank you for watching.") == true)
        #expect(checked.text == CheckedAnswer.text)
        var supplied = heard
        supplied.accuracy = .supplied
        #expect(WordCheck.review(supplied, sound.acoustics).words.count == 60)
    }

    @Test func `words over a recording without speech are left out`() {
        let words = [
            Transcript.Word(text: "Thank", startMs: 100, endMs: 300), .init(text: "you.", startMs: 300, endMs: 500),
        ]
        let checked = WordCheck.review(
            CheckedAnswer.transcript(words),
            Spoken.hearing([], durationMs: 20_000).acoustics
        )
        #expect(checked.words.isEmpty && checked.text.isEmpty)
        #expect(codes(checked) == ["words_in_silence"])
    }

    @Test func `many words, or a person's, stay where no speech could be told from loud noise, and that is told`() {
        var sound = Spoken.hearing([], durationMs: 60_000).acoustics
        sound.levelsDb = [Double](repeating: -20, count: 600)
        let heard = CheckedAnswer.transcript()
        let checked = WordCheck.review(heard, sound)
        #expect(checked.words.count == 56 && checked.text == heard.text && codes(checked) == ["no_speech_found"])
        #expect(WordCheck.review(checked, sound) == checked)
        // In a quiet recording the sound speaks against them.
        sound.levelsDb = [Double](repeating: -70, count: 600)
        #expect(codes(WordCheck.review(heard, sound)) == ["words_in_silence"])
        let few = CheckedAnswer.transcript(Array(CheckedAnswer.words().prefix(3)), accuracy: .supplied)
        let kept = WordCheck.review(few, sound)
        #expect(kept.words.count == 3 && codes(kept) == ["no_speech_found"])
    }

    @Test func `times that run past the end are no times, and no fillers are made of them`() throws {
        // As a service's client clamps them: a fifth of the words at the very end.
        let words = CheckedAnswer.words { min(CheckedAnswer.durationMs, $0 * 5 / 4) }
        let checked = CheckedAnswer.checked(CheckedAnswer.transcript(words))
        #expect(codes(checked).contains("times_do_not_fit"))
        #expect(checked.wordTimes == .approximate && checked.words.count == 56)
        let delivery = try analyze(CheckedAnswer.transcript(words))
        #expect(delivery.fillers.total == 0)
        #expect(delivery.pauses.items.allSatisfy { $0.place == .unknown || $0.place == .initial })
        #expect(delivery.paceCurve.isEmpty && delivery.wordsPerMinute != nil)
    }

    @Test func `captions that end a little late are moved into the recording`() throws {
        var words = CheckedAnswer.words()
        for index in 50..<56 { (words[index].startMs, words[index].endMs) = (23_200 + index * 10, 23_210 + index * 10) }
        let checked = CheckedAnswer.checked(
            CheckedAnswer.transcript(words, accuracy: .supplied, wordTimes: .approximate)
        )
        #expect(codes(checked) == ["times_beyond_end"])
        #expect(checked.words.allSatisfy { ($0.endMs ?? 0) <= CheckedAnswer.durationMs })
        #expect(try analyze(checked).wordsPerMinute == 146)
    }

    @Test func `captions of another, longer recording are told and counted nowhere`() throws {
        let words = (0..<900).map { index in
            Transcript.Word(text: "um\(index % 37)", startMs: index * 650, endMs: index * 650 + 600)
        }
        let transcript = CheckedAnswer.transcript(words, accuracy: .supplied, wordTimes: .approximate)
        let checked = CheckedAnswer.checked(transcript)
        #expect(codes(checked) == ["times_beyond_end", "words_do_not_fit"])
        #expect(checked.words.count == 36)
        let delivery = try analyze(transcript)
        #expect(delivery.wordsPerMinute == nil && delivery.fillers.total == 0)
        #expect(delivery.notes.contains { $0.contains("another recording") })
    }

    @Test(arguments: [1_000.0, 0.001])
    func `times in the wrong unit are converted`(factor: Double) {
        let words = CheckedAnswer.words { Int((Double($0) * factor).rounded()) }
        let checked = CheckedAnswer.checked(CheckedAnswer.transcript(words))
        #expect(codes(checked).contains("times_unit"))
        let times = zip(checked.words, CheckedAnswer.words()).map { abs(($0.startMs ?? 0) - ($1.startMs ?? 0)) }
        #expect(times.allSatisfy { $0 <= (factor > 1 ? 1 : 1_100) }, "\(times.max() ?? 0)")
    }

    @Test(arguments: [[0], [6, 7], [20, 33, 41], [55]])
    func `words without length or with backward times get a place between their neighbours`(places: [Int]) throws {
        for fault in 0..<3 {
            var words = CheckedAnswer.words()
            for place in places {
                switch fault {
                case 0: words[place].endMs = words[place].startMs
                case 1: (words[place].startMs, words[place].endMs) = (nil, nil)
                default:
                    words[place].startMs = max(0, (words[place].startMs ?? 0) - 3_000)
                    words[place].endMs = (words[place].startMs ?? 0)
                }
            }
            let checked = CheckedAnswer.checked(CheckedAnswer.transcript(words))
            #expect(codes(checked) == ["times_repaired"])
            #expect(checked.findings?.first?.count == places.count)
            #expect(checked.wordTimes == .exact)
            let spans = checked.words.compactMap(\.span)
            #expect(spans.count == 56 && spans.allSatisfy { $0.durationMs > 0 })
            #expect(zip(spans, spans.dropFirst()).allSatisfy { $0.startMs <= $1.startMs })
            #expect(places.allSatisfy { checked.words[$0].approximate == true })
            #expect(try analyze(CheckedAnswer.transcript(words)).fillers.total == 0)
        }
    }

    @Test func `speech in which no word stands is told with its place`() {
        let words = CheckedAnswer.words().filter { !(12_000..<17_300).contains($0.startMs ?? 0) }
        let checked = CheckedAnswer.checked(CheckedAnswer.transcript(words))
        #expect(codes(checked) == ["speech_without_words"])
        let finding = checked.findings?.first
        #expect((10_000...12_000).contains(finding?.startMs ?? 0) && (17_300...19_000).contains(finding?.endMs ?? 0))
    }

    @Test func `times at which nobody speaks are rough ones`() {
        let words = CheckedAnswer.words().enumerated().map { index, word in
            Transcript.Word(text: word.text, startMs: 17_500 + index * 20, endMs: 17_515 + index * 20)
        }
        let sound = Spoken.hearing([0...4_300, 5_700...10_600], durationMs: 23_125, nuclei: (0..<60).map { $0 * 170 })
        let checked = WordCheck.review(CheckedAnswer.transcript(words), sound.acoustics)
        #expect(codes(checked) == ["times_do_not_fit"] && checked.wordTimes == .approximate)
        #expect(checked.words.allSatisfy { ($0.endMs ?? 0) <= 10_601 })
    }

    @Test func `marks and control tokens of any engine are no words`() {
        var words = CheckedAnswer.words()
        words.insert(Transcript.Word(text: "[_BEG_]", startMs: 0, endMs: 0), at: 0)
        words.insert(Transcript.Word(text: "(keyboard", startMs: 4_400, endMs: 4_500), at: 17)
        words.insert(Transcript.Word(text: "clicking)", startMs: 4_500, endMs: 4_600), at: 18)
        words.append(Transcript.Word(text: "<|endoftext|>", startMs: 23_000, endMs: 23_000))
        let checked = CheckedAnswer.checked(CheckedAnswer.transcript(words))
        #expect(checked.text == CheckedAnswer.text && checked.words.count == 56 && checked.findings == nil)
    }
}
