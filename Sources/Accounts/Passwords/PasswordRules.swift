/// What a password must be: long enough, and none of the tens of thousands that are tried first. No rules about kinds of characters: they
/// make passwords worse (NIST SP 800-63B §5.1.1.2, ASVS 5.0 6.2).
package enum PasswordRules {
    /// Characters at least.
    package static let least = 10
    /// Characters at most; the hash takes 1,024 bytes.
    package static let most = 200

    /// Why a password is refused.
    package enum Fault: Sendable, Hashable {
        /// Fewer than ``least`` characters.
        case short
        /// More than ``most`` characters, or than the hash takes.
        case long
        /// Among what is tried first, or a pattern of it.
        case common
        /// Made of the account's own words.
        case own

        /// One sentence for the person.
        package var sentence: String {
            switch self {
            case .short:
                "Use at least \(PasswordRules.least) characters. Four words that do not belong together are a good password."
            case .long: "Use at most \(PasswordRules.most) characters."
            case .common:
                "This password is one of the first that are tried. Four words that do not belong together are better."
            case .own: "This password is made of your own name or address. Use words that have nothing to do with you."
            }
        }
    }

    /// The fault of a password; nil when it will do.
    ///
    /// - Parameter own: the account's words: address, username, names.
    package static func fault(of password: String, own: [String] = []) -> Fault? {
        guard password.count >= least else { return .short }
        guard password.count <= most, password.utf8.count <= PasswordHasher.maxBytes else { return .long }
        let lower = password.lowercased()
        if CommonPasswords.has(lower) { return .common }
        // Digits and signs behind a word are what everybody adds.
        let core = String(lower.reversed().drop { !$0.isLetter }.reversed())
        for form in [lower, CommonPasswords.plainForm(lower), CommonPasswords.plainForm(core)] {
            if Set(form).count < 5 || isRun(form) || isRepetition(form) { return .common }
            var rest = form
            for word in longestFirst { rest = rest.replacing(word, with: "") }
            if lettersOnly(rest).count < 4 { return .common }
        }
        let parts = own.flatMap { $0.lowercased().split { "@._- +".contains($0) } }.map(String.init)
        var left = password.lowercased()
        for part in parts.filter({ $0.count >= 3 }).sorted(by: { $0.count > $1.count }) {
            left = left.replacing(part, with: "")
        }
        return lettersOnly(left).count < 4 && left.count < password.count ? .own : nil
    }

    private static func lettersOnly(_ text: String) -> String { text.filter(\.isLetter) }

    /// Whether it goes along the alphabet, the digits or a row of keys, forwards or backwards.
    private static func isRun(_ text: String) -> Bool {
        let rows = [
            "abcdefghijklmnopqrstuvwxyz", "01234567890123456789", "qwertyuiopasdfghjklzxcvbnm",
            "qwertzuiopasdfghjklyxcvbnm", "azertyuiopqsdfghjklmwxcvbn", "1qaz2wsx3edc4rfv5tgb6yhn7ujm",
        ]
        return text.count >= 4
            && rows.contains { row in
                (row + row).contains(text) || String((row + row).reversed()).contains(text)
            }
    }

    /// Whether a short piece makes it up, again and again.
    private static func isRepetition(_ text: String) -> Bool {
        let letters = Array(text)
        return letters.count > 3
            && (1...max(1, letters.count / 2)).contains { length in
                letters.indices.allSatisfy { letters[$0] == letters[$0 % length] }
            }
    }

    /// Words of the passwords that are tried first, in their plain form, longest first.
    private static let longestFirst: [String] = Set(
        """
        password passwort passwords passwd motdepasse contrasena parola wachtwoord heslo senha secret secretes geheim letmein welcome \
        willkommen bienvenue admin administrator root superuser master changeme changeit default guest test testing tester trustno \
        iloveyou loveyou lovely love princess prinzessin sunshine shadow monkey dragon football baseball basketball hockey soccer \
        superman batman spiderman starwars pokemon pikachu minecraft fortnite computer internet google facebook twitter linkedin \
        whatever freedom michael jordan jennifer jessica ashley charlie thomas daniel robert andrew matthew joshua michelle nicole \
        hunter ranger killer pepper ginger cookie cheese banana orange apple flower butterfly summer winter spring autumn sommer \
        qwerty qwertz azerty qwertyuiop asdfgh asdfghjkl zxcvbn zxcvbnm qazwsx abcdef abcdefg abc access login signin signup hello \
        hallo bonjour hola mustang harley ferrari porsche mercedes yamaha corvette liverpool chelsea arsenal barcelona juventus \
        january february march april june july august september october november december monday tuesday friday sunday london \
        america england germany france canada australia india interview debrief answer question practice practise career job resume
        """.split { $0.isWhitespace }.map(String.init)
    ).sorted { ($1.count, $0) < ($0.count, $1) }
}
