import Core
import Testing

@testable import Recognizer

@Suite(.timeLimit(.minutes(1)))
struct ErrorCodeTests {
    @Test(arguments: RecognizerErrorCode.allCases)
    func `every code has a row in the error table`(code: RecognizerErrorCode) {
        #expect(ErrorTable.rows.contains { $0.code == code.rawValue })
    }

    @Test func `word errors are counted by the cheapest alignment`() {
        #expect(WordErrors(said: "a b c", heard: "a x c d").errors == 2)
        #expect(WordErrors(said: "a b c", heard: "").errors == 3)
        #expect(WordErrors(said: "", heard: "a").errors == 1)
        #expect(WordErrors(said: "it's A b", heard: "it's a\nb.").errors == 0)
    }

    @Test func `deadlines grow with speech and never overflow`() {
        let settings = RecognizerSettings()
        #expect(settings.deadlineMs(speechMs: 60_000) == 420_000)
        #expect(settings.deadlineMs(speechMs: .max) > 0)
        #expect(settings.deadlineMs(speechMs: -5) == 60_000)
        #expect(RecognizerSettings(deadlineBaseMs: .max, deadlinePerSpeechMs: .max).deadlineMs(speechMs: .max) > 0)
    }
}
