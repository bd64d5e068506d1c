import HTTPKit
import Testing

/// Which hosts and origins are taken.
@Suite(.timeLimit(.minutes(1)))
struct RuleTests {
    @Test(arguments: [
        ("127.0.0.1", true), ("127.0.0.1:8080", true), ("127.9.8.7", true), ("localhost", true), ("LOCALHOST:80", true),
        ("app.localhost:1", true), ("[::1]:8080", true), ("debrief.example.org", true),
        ("Debrief.Example.org:443", true),
        ("lan", true), ("evil.example", false), ("127.0.0.1.evil.example", false), ("127.0.0", false), ("", false),
        ("localhost.evil.example", false), ("0.0.0.0", false), ("10.0.0.1", false), ("127.0.0.256", false),
        ("debrief.example.org.evil", false), ("[::2]", false), ("127.1", false),
    ])
    func `this machine's own names are taken`(_ row: (host: String, isTaken: Bool)) {
        let rule = HostRule(names: ["https://debrief.example.org/base", "lan"])
        #expect(rule.takes(row.host) == row.isTaken, "\(row.host)")
    }

    @Test func `an address that names no host is not taken`() {
        #expect(!HostRule(names: []).takes(nil))
        for host in ["127.0.0.1", "::1", "[::1]", "localhost"] { #expect(HostRule.isLoopback(host), "\(host)") }
        for host in ["0.0.0.0", "::", "192.168.1.2", "example.org", ""] {
            #expect(!HostRule.isLoopback(host), "\(host)")
        }
    }

    @Test(
        arguments: [
            (nil, nil, OriginRule.Kind.own), (nil, "cross-site", .foreign), (nil, "same-origin", .own),
            (nil, "none", .own),
            ("http://127.0.0.1:8080", nil, .own), ("https://127.0.0.1:8080", nil, .own),
            ("http://127.0.0.1:8081", nil, .foreign),
            ("https://app.example.org", nil, .allowed("https://app.example.org")),
            ("http://app.example.org", nil, .foreign), ("https://app.example.org.evil", nil, .foreign),
            ("null", nil, .foreign), ("", nil, .foreign), ("https://evil.example", "same-origin", .foreign),
        ] as [(String?, String?, OriginRule.Kind)]
    )
    func `origins are told apart`(_ row: (origin: String?, site: String?, kind: OriginRule.Kind)) {
        let rule = OriginRule(["https://App.example.org"])
        #expect(rule.kind(origin: row.origin, host: "127.0.0.1:8080", site: row.site) == row.kind)
    }

    @Test func `an origin is a scheme and a host`() {
        for good in ["https://a.example", "http://localhost:3000"] { #expect(OriginRule.isOrigin(good), "\(good)") }
        for bad in [
            "*", "a.example", "https://", "https://a/", "https://*.a", "null", "ftp://a", "https://u@a", "https://ü",
        ] {
            #expect(!OriginRule.isOrigin(bad), "\(bad)")
        }
    }
}
