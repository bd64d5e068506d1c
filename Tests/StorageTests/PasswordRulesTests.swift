import Accounts
import Core
import Foundation
import Testing

/// What passwords must be, how they are hashed, and the shapes of addresses, names and codes.
@Suite(.timeLimit(.minutes(1)))
struct PasswordRulesTests {
    @Test(arguments: [
        ("short", PasswordRules.Fault.short), ("ninechars", .short), ("password123", .common),
        ("Passw0rd2024!", .common),
        ("qwertyuiop", .common), ("1234567890", .common), ("0987654321", .common), ("aaaaaaaaaaaa", .common),
        ("abcabcabcabc", .common), ("iloveyou123456", .common), ("welcomewelcome", .common), ("P@$$w0rd!!!!", .common),
        ("abcdefghijkl", .common), ("1qaz2wsx3edc", .common), ("summer2026!!", .common), ("ada.lovelace1", .own),
        ("lovelace-ada", .own), (String(repeating: "long words ", count: 20), .long),
    ])
    func `a password that would be tried first, or is made of the account's words, is refused`(
        password: String,
        fault: PasswordRules.Fault
    ) {
        let own = ["ada.lovelace@example.org", "lovelace", "Ada", "Lovelace"]
        #expect(PasswordRules.fault(of: password, own: own) == fault)
    }

    /// Each of the list as it stands where it is long enough, and all the others as people make them long enough.
    @Test func `a password of the list, changed as everybody changes one, is refused within a millisecond`() throws {
        let list = try String(contentsOf: Self.list, encoding: .utf8).split(separator: "\n").map(String.init)
        #expect(list.count >= 3_000)
        let changes: [(String) -> String] = [
            { $0 }, { $0.uppercased() }, { $0 + "2026!!" }, { "1" + $0 + "!" },
            { $0.replacing("a", with: "@").replacing("o", with: "0").replacing("e", with: "3") + "12" },
        ]
        var tried = 0
        let start = ContinuousClock.now
        for word in list.indices.filter({ $0.isMultiple(of: 41) }).map({ list[$0] }) {
            for (number, change) in changes.enumerated() {
                let password = change(word)
                guard (PasswordRules.least...60).contains(password.count) else { continue }
                tried += 1
                #expect(PasswordRules.fault(of: password) == .common, "\(password), change \(number)")
            }
        }
        #expect(tried > 1_000)
        print("passwords: \((ContinuousClock.now - start) / tried) each, \(tried) tried")
    }

    private static let list = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../Sources/Accounts/Assets/common-passwords.txt")

    @Test(arguments: [
        "gravel teapot monsoon", "correct horse battery staple", "zkqv-8812-mmlp", "Ich mag Kirschkuchen sehr",
        "密码是一个很长的句子呀呀",
        "password of my grandmother's cat", "a lovely ada compiler manual", "          tabs and spaces",
        "no capitals or digits needed",
    ])
    func `a password of words that belong to nobody will do, whatever its characters`(password: String) {
        #expect(PasswordRules.fault(of: password, own: ["ada@example.org", "ada"]) == nil)
    }

    @Test func `a password is taken as it is typed`() async throws {
        let hasher = PasswordHasher(cost: .init(passes: 1, memoryKiB: 8))
        let hash = try await hasher.hash(" Ünïcode\u{0}pass word ")
        #expect(hash.hasPrefix("$argon2id$v=19$m=8,t=1,p=1$"))
        #expect(try await hasher.verify(" Ünïcode\u{0}pass word ", hash))
        for wrong in ["Ünïcode\u{0}pass word", " Ünïcode", " ünïcode\u{0}pass word ", ""] {
            let isRight = try await hasher.verify(wrong, hash)
            #expect(!isRight)
        }
        let isNobody = try await hasher.verify("anything", nil)
        #expect(!isNobody)
        #expect(PasswordHasher().isOutdated(hash) && !hasher.isOutdated(hash))
    }

    /// RFC 6238, appendix B, for SHA-1, cut to six digits.
    @Test(
        arguments: [
            (59, "287082"), (1_111_111_109, "081804"), (1_111_111_111, "050471"), (1_234_567_890, "005924"),
            (2_000_000_000, "279037"), (20_000_000_000, "353130"),
        ] as [(Int64, String)]
    )
    func `codes are those of RFC 6238`(seconds: Int64, code: String) {
        let secret = Array("12345678901234567890".utf8)
        #expect(OneTimeCode.code(secret: secret, step: seconds / 30) == code)
        let now = Instant(milliseconds: seconds * 1_000)
        #expect(OneTimeCode.step(of: code, secret: secret, after: 0, at: now) == seconds / 30)
        #expect(OneTimeCode.step(of: code, secret: secret, after: seconds / 30, at: now) == nil)
        #expect(OneTimeCode.step(of: code, secret: secret, after: 0, at: now.advanced(byMs: 61_000)) == nil)
        #expect(OneTimeCode.text(secret) == "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ")
    }

    @Test func `a network is what one household has`() {
        #expect(Visitor(address: "203.0.113.77").network == "203.0.113.0/24")
        #expect(Visitor(address: "2001:db8:1:2:3:4:5:6").network == "2001:db8:1:2::/64")
        #expect(Visitor(address: "2001:db8::1").network == "2001:db8:0:0::/64")
    }

    @Test func `a sealed secret opens for its account and its key alone`() throws {
        let seal = try #require(Seal(key: Array(repeating: 1, count: 32)))
        let other = try #require(Seal(key: Array(repeating: 2, count: 32)))
        let sealed = try seal.seal([1, 2, 3], for: "usr_a")
        #expect(seal.open(sealed, for: "usr_a") == [1, 2, 3])
        #expect(seal.open(sealed, for: "usr_b") == nil && other.open(sealed, for: "usr_a") == nil)
        #expect(try seal.seal([1, 2, 3], for: "usr_a") != sealed)
        #expect(Seal(key: [1]) == nil)
    }

    @Test func `addresses are compared without their case, and nothing else is one`() {
        #expect(EmailAddress("Ada@Example.ORG") == EmailAddress("ada@example.org"))
        #expect(EmailAddress("ada@example.org")?.text == "ada@example.org")
        for text in [
            "", "ada", "ada@", "@example.org", "a@b", "a@b@c.org", ".a@example.org", "a..b@example.org", "a@-b.org",
            "ä@example.org",
        ] {
            #expect(EmailAddress(text) == nil, "\(text)")
        }
    }
}
