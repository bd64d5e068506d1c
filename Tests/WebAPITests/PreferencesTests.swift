import HTTPKit
import Testing

@Suite(.timeLimit(.minutes(1)))
struct PreferencesTests {
    @Test(
        arguments: [
            ("wait=60", 60), ("respond-async, wait=5", 5), ("Wait = 7; foo", 7),
            ("wait=9999", Preferences.maxWaitSeconds),
            ("wait=0", nil), ("wait=-3", nil), ("wait", nil), ("wait=soon", nil), ("", nil), (nil, nil),
            (";", nil), (";wait=5", nil), ("; , wait=5", 5), ("=", nil), (",;,", nil), ("wait=;5", nil),
            ("=wait=5", nil),
        ] as [(String?, Int?)]
    )
    func `wait is read and bounded`(header: String?, seconds: Int?) {
        #expect(Preferences(header).waitSeconds == seconds)
    }
}
