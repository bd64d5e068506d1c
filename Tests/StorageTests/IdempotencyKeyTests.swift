import Database
import Testing

@Suite(.timeLimit(.minutes(1)))
struct IdempotencyKeyTests {
    @Test(arguments: ["k", "8e03978e-40d5-43dd-bc93-6894a57f9324", String(repeating: "x", count: 255), "a b"])
    func `a printable key is taken as it is`(text: String) {
        #expect(IdempotencyKey(text, scope: "s")?.text == text)
    }

    @Test func `quotes of a structured field are not part of the key`() {
        #expect(IdempotencyKey("\"abc\"", scope: "s") == IdempotencyKey("abc", scope: "s"))
        #expect(IdempotencyKey("\"", scope: "s")?.text == "\"")
    }

    @Test(arguments: ["", "\"\"", String(repeating: "x", count: 256), "tab\t", "ü", "a\nb"])
    func `anything else is no key`(text: String) {
        #expect(IdempotencyKey(text, scope: "s") == nil)
    }
}
