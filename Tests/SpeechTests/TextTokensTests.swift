import Testing

@testable import Model
@testable import Speech

@Suite(.timeLimit(.minutes(1))) struct TextTokensTests {
    /// The words of a text.
    private func words(_ text: String) -> [String] { TextTokens(text).tokens.map(\.text) }

    @Test func `words keep what belongs inside them`() {
        #expect(
            words("Don't use so-called \"Node.js\", R&D or C++ at 10:30 for 1,000.50!") == [
                "Don't", "use", "so-called", "Node.js", "R&D", "or", "C++", "at", "10:30", "for", "1,000.50",
            ]
        )
        #expect(words("uh-huh, um\u{2011}hum it\u{2019}s") == ["uh-huh", "um\u{2011}hum", "it\u{2019}s"])
        #expect(TextTokens("It\u{2019}s UM\u{2011}HUM").tokens.map(\.folded) == ["it's", "um-hum"])
        #expect(words("मैंने बहुत काम किया।") == ["मैंने", "बहुत", "काम", "किया"])
        #expect(words("🙂 👩‍💻 — … !!") == [])
        #expect(words("well—no") == ["well", "no"])
    }

    @Test(arguments: [
        "I 🙂 said «no», didn’t I?", "שלום עולם, أهلا", "e\u{301}te\u{301} 𝒜𝒷𝒸 x", "a\r\nb\tc",
        String(repeating: "ab", count: 200),
    ])
    func `ranges count UTF-16 units`(text: String) {
        let units = Array(text.utf16)
        for token in TextTokens(text).tokens {
            #expect(String(decoding: units[token.range.start..<token.range.end], as: UTF16.self) == token.text)
        }
    }

    @Test func `gaps tell commas, sentences and breaks`() {
        let tokens = TextTokens("So, I went — we went... to it. Next").tokens
        #expect(tokens.map(\.gapBefore) == [.edge, .comma, .tight, .comma, .tight, .comma, .tight, .edge])
        #expect(tokens.map(\.breakBefore) == [false, false, false, true, false, true, false, false])
        #expect(TextTokens("proj- project").tokens.map(\.isCutOff) == [true, false])
    }

    @Test func `times follow words that the engine spells otherwise`() {
        var transcript = Spoken.timed(
            "hello@0-100 twenty@200-300 five@300-400 people@500-600 dont@700-800 know@800-900"
        )
        transcript.text = "Hello! Twenty-five people don't know."
        let spoken = SpokenText(transcript)
        #expect(spoken.times.map { $0?.startMs } == [0, 200, 500, 700, 800])
        #expect(spoken.times.map { $0?.endMs } == [100, 400, 600, 800, 900])
    }

    @Test func `a word of several tokens shares its time`() {
        var transcript = Spoken.timed("and/or@0-700")
        transcript.text = "and/or"
        let spoken = SpokenText(transcript)
        #expect(spoken.times.map { $0?.startMs } == [0, 400])
        #expect(spoken.times.last??.endMs == 700)
    }

    @Test func `a token the engine has no word for gets the time between its neighbours`() {
        var transcript = Spoken.timed("I@0-100 went@600-800")
        transcript.text = "I um went"
        #expect(SpokenText(transcript).times.map { $0?.startMs } == [0, 100, 600])
    }

    @Test func `hostile times do not trap`() {
        var transcript = Spoken.timed("one@0-1 two@0-1 three@0-1")
        transcript.words[0].startMs = Int.max
        transcript.words[1].startMs = Int.min
        transcript.words[1].endMs = Int.max
        transcript.words[2].endMs = nil
        transcript.text += " four five"
        #expect(SpokenText(transcript).times.count == 5)
    }
}
