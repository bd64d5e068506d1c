import Core

/// A mail address: ASCII, as every server takes it. Domains of other scripts are written in their `xn--` form. Addresses that differ
/// in letter case only are one.
package struct EmailAddress: Sendable, Hashable {
    private static let most = 254

    /// As its owner writes it; where mail is sent.
    package let text: String
    /// By which addresses are compared.
    package var key: String { text.lowercased() }

    /// Reads an address; nil when it is none. Only plain forms are taken: no quotes, no comments, no control characters, so that
    /// nothing of it can become another header or another recipient.
    package init?(_ text: String) {
        let text = text.trimmed
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        guard text.utf8.count <= Self.most, parts.count == 2, (1...64).contains(parts[0].utf8.count) else { return nil }
        guard parts[0].utf8.allSatisfy(Self.isLocal), !parts[0].hasPrefix("."), !parts[0].hasSuffix("."),
            !parts[0].contains("..")
        else { return nil }
        let labels = parts[1].split(separator: ".", omittingEmptySubsequences: false)
        guard labels.count >= 2 || parts[1] == "localhost",
            labels.allSatisfy({ label in
                (1...63).contains(label.utf8.count) && !label.hasPrefix("-") && !label.hasSuffix("-")
                    && label.utf8.allSatisfy { Self.isLetterOrDigit($0) || $0 == UInt8(ascii: "-") }
            })
        else { return nil }
        self.text = text
    }

    package static func == (a: EmailAddress, b: EmailAddress) -> Bool { a.key == b.key }

    package func hash(into hasher: inout Hasher) { hasher.combine(key) }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
    }

    private static func isLocal(_ byte: UInt8) -> Bool {
        isLetterOrDigit(byte) || Array("!#$%&'*+-/=?^_`{|}~.".utf8).contains(byte)
    }
}

/// The name of an account that is unique in an installation: 3 to 40 letters, digits, `.`, `-` and `_`.
package struct Username: Sendable, Hashable {
    /// What it must look like, for a person.
    package static let rule = "A username has 3 to 40 letters, digits, dots, dashes or underscores."

    /// As its owner writes it.
    package let text: String
    /// By which names are compared.
    package var key: String { text.lowercased() }

    /// Reads a name; nil when it breaks the rule.
    package init?(_ text: String) {
        let text = text.trimmed
        guard (3...40).contains(text.utf8.count),
            text.utf8.allSatisfy({ byte in
                (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
                    || [45, 46, 95].contains(byte)
            })
        else { return nil }
        self.text = text
    }

    /// A name made from an address, with a few digits so that it is most likely free.
    package init(for email: EmailAddress) {
        let local = email.text.prefix { $0 != "@" }.filter { $0.isASCII && ($0.isLetter || $0.isNumber) }.prefix(30)
        text = (local.count < 3 ? "person" : String(local)) + "-\(Int.random(in: 1_000...99_999))"
    }

    package static func == (a: Username, b: Username) -> Bool { a.key == b.key }

    package func hash(into hasher: inout Hasher) { hasher.combine(key) }
}
