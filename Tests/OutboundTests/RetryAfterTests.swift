import Outbound
import Testing

@Suite(.timeLimit(.minutes(1)))
struct RetryAfterTests {
    @Test(arguments: [
        (["retry-after": "3"], Duration.seconds(3)),
        (["retry-after": "0.25"], .milliseconds(250)),
        (["retry-after-ms": "50", "retry-after": "3"], .milliseconds(50)),
        (["retry-after": "Sun, 06 Nov 1994 08:49:37 GMT"], .seconds(37)),
        (["retry-after": "Sun, 06 Nov 1994 08:48:00 GMT"], .zero),
        (["retry-after": "99999999999999999999"], .seconds(86_400)),
    ])
    func `seconds, milliseconds and dates are understood`(headers: [String: String], expected: Duration) {
        // 1994-11-06T08:49:00Z
        #expect(RetryAfter.wait(headers: headers, unixTime: 784_111_740) == expected)
    }

    @Test(arguments: ["", "soon", "-5", "nan", "inf", "1e999", "\u{0}"])
    func `nonsense asks for nothing`(value: String) {
        let wait = RetryAfter.wait(headers: ["retry-after": value], unixTime: 784_111_740)
        #expect(wait == nil)
    }

    @Test(arguments: [
        ("40s", Duration.seconds(40)), ("0.5s", .milliseconds(500)), ("20.5ms", .milliseconds(21)),
        ("40.025771073s", .milliseconds(40_026)),
    ])
    func `protobuf durations are understood`(text: String, expected: Duration) {
        #expect(RetryAfter.duration(text: text) == expected)
    }

    @Test(arguments: ["40", "s", "", "-1s", "ms", "xs"])
    func `other durations are not`(text: String) {
        #expect(RetryAfter.duration(text: text) == nil)
    }
}
