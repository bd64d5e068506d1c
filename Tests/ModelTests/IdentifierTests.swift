import Core
import FoundationEssentials
import Model
import Testing

@Suite(.timeLimit(.minutes(1)))
struct IdentifierTests {
    @Test func `ids are prefixed UUIDv7, read back, and sort by time`() throws {
        let early = AnswerID(at: Date(timeIntervalSince1970: 1_700_000_000))
        let late = AnswerID(at: Date(timeIntervalSince1970: 1_800_000_000))
        #expect(early.rawValue < late.rawValue)
        #expect(AnswerID(early.rawValue) == early)
        let uuid = try #require(UUID(uuidString: String(early.rawValue.dropFirst(4))))
        #expect("\(uuid)".dropFirst(14).first == "7")
    }

    @Test(arguments: [
        "", "ans_", "usr_0197a000-0000-7000-8000-000000000000", "ans_../../etc/passwd-000000000000000000000",
        "ans_0197A000-0000-7000-8000-000000000000", "ans_0197a0000000-7000-8000-0000000000000-",
    ])
    func `anything else is refused`(text: String) {
        #expect(AnswerID(text) == nil)
    }
}
