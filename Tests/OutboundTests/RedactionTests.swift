import Outbound
import Testing

@Suite(.timeLimit(.minutes(1)))
struct RedactionTests {
    let redaction = Redaction([Secret("marked-key-123"), Secret("marked-key-123-longer"), Secret("ab")])

    @Test(arguments: [
        "Incorrect API key provided: marked-key-123.", "x marked-key-123-longer y", "url?key=marked-key-123&x=1",
        "marked-key-123marked-key-123",
    ])
    func `known secrets never survive`(text: String) {
        let clean = redaction.clean(text)
        #expect(!clean.contains("marked-key"))
        #expect(!clean.contains("-longer"))
    }

    @Test(arguments: [
        "Authorization: Bearer abcdefghijklmnop", "key sk-proj-0123456789abc", "AIzaSyA0123456789abcdef",
        "?key=0123456789",
        "Token 0123456789abcdef0123",
    ])
    func `what looks like a key does not survive either`(text: String) {
        #expect(!redaction.clean(text).contains("0123456789"))
        #expect(!redaction.clean(text).contains("abcdefgh"))
    }

    @Test func `ordinary words stay`() {
        let text = "The model is overloaded. Please try again later."
        #expect(redaction.clean(text) == text)
        #expect(redaction.clean("ab is too short to be a secret") == "ab is too short to be a secret")
    }

    @Test func `the text is one bounded line`() {
        let clean = redaction.clean(String(repeating: "a\nb ", count: 10_000), limit: 50)
        #expect(clean.count == 50)
        #expect(!clean.contains("\n"))
    }

    @Test func `addresses lose user, query and fragment`() {
        #expect(redaction.address("https://me:pass@host.example/v1/x?key=abc#frag") == "https://host.example/v1/x")
        #expect(redaction.address("http://127.0.0.1:80/v1") == "http://127.0.0.1:80/v1")
    }

    @Test func `a secret prints as a mask`() {
        let secret = Secret("hush-hush")
        var dumped = ""
        dump(["k": secret], to: &dumped)
        #expect(!"\(secret) \(String(reflecting: secret)) \(dumped)".contains("hush"))
    }
}
