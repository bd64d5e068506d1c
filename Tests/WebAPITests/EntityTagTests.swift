import HTTPKit
import Testing

@Suite(.timeLimit(.minutes(1)))
struct EntityTagTests {
    private let tag = EntityTag(hash: "abc")

    @Test(
        arguments: [
            ("\"abc\"", true), ("W/\"abc\"", true), ("\"x\", \"abc\"", true), ("\"a,b\",\"abc\"", true), ("*", true),
            ("\"x\"", false), ("abc", false), ("", false), ("\"abc", false), (nil, false), (",", false),
        ] as [(String?, Bool)]
    )
    func `a list of tags has a tag or not`(header: String?, isThere: Bool) {
        #expect(tag.isAmong(header) == isThere)
    }

    @Test func `a part goes only with a strong tag`() {
        #expect(tag.allowsPart(nil))
        #expect(tag.allowsPart("\"abc\""))
        #expect(!tag.allowsPart("W/\"abc\""))
        #expect(!tag.allowsPart("\"x\""))
        #expect(!tag.allowsPart("Sat, 31 Jan 2026 09:30:00 GMT"))
    }

    @Test func `the same bytes have the same tag`() {
        #expect(EntityTag(of: [1, 2]) == EntityTag(of: [1, 2]))
        #expect(EntityTag(of: [1, 2]) != EntityTag(of: [2, 1]))
    }
}
