import Testing

@testable import Webhooks

/// Which addresses a webhook may have.
@Suite(.timeLimit(.minutes(1)))
struct WebhookRequestTests {
    private func reads(_ body: String, allowHTTP: Bool = false) -> Bool {
        (try? WebhookRequest.read(Array(body.utf8), allowHTTP: allowHTTP)) != nil
    }

    @Test(arguments: [
        "https://example.org", "https://example.org:8443/in?from=debrief&x=%20", "https://[2606:4700::1111]/in",
        "https://xn--bcher-kva.example/",
    ])
    func `absolute addresses are taken`(url: String) { #expect(reads(#"{"url":"\#(url)"}"#)) }

    @Test(arguments: [
        "", "https://", "http://example.org", "ftp://example.org", "example.org", "https://a@example.org",
        "https://a:b@example.org", "https://example.org/#here", "https://example.org/a b", "https://example.org/%2",
        "https://exämple.org", "https:///in", " https://example.org",
    ])
    func `all else is refused`(url: String) { #expect(!reads(#"{"url":"\#(url)"}"#)) }

    @Test func `without TLS only where it is allowed, and no longer than the bound`() {
        #expect(reads(#"{"url":"http://example.org/"}"#, allowHTTP: true))
        let start = "https://example.org/"
        for (count, isRead) in [(WebhookRequest.maxURL, true), (WebhookRequest.maxURL + 1, false)] {
            let url = start + String(repeating: "a", count: count - start.count)
            #expect(reads(#"{"url":"\#(url)"}"#) == isRead)
        }
    }

    @Test(arguments: [
        "null", "[]", #""answer.done""#, #"["answer.done","answer.done"]"#, #"["webhook.test"]"#, #"["other"]"#,
    ])
    func `odd lists of events are refused`(events: String) {
        #expect(reads(#"{"url":"https://example.org","events":["answer.done"]}"#))
        #expect(!reads(#"{"url":"https://example.org","events":\#(events)}"#))
        #expect(!reads(#"{"url":"https://example.org","event":["answer.done"]}"#))
    }
}
