import Core

/// The passwords that are tried first: `Assets/common-passwords.txt`, made of public lists by `scripts/common-passwords`, with the
/// usual signs for letters undone.
enum CommonPasswords {
    /// How many letters, digits and signs around a common word are what everybody adds: a year, a birthday, marks.
    static let mostAdded = 6

    /// Each password of the list in small letters, as it stands and with signs for letters undone; read at first use.
    private static let all: Set<Substring> = {
        let file = EmbeddedAssets.all.first { $0.name == "common-passwords.txt" }
        let lines = (file?.text.description ?? "").split(separator: "\n")
        var all = Set<Substring>(minimumCapacity: 2 * lines.count)
        for line in lines {
            all.insert(line)
            all.insert(plainForm(line)[...])
        }
        return all
    }()

    /// How many different forms there are.
    static var count: Int { all.count }

    /// Whether a password in small letters is one of the list, or one with a few digits and signs around it.
    static func has(_ lower: String) -> Bool {
        let added = { (character: Character) in !character.isLetter }
        let before = lower.prefix(mostAdded).prefix(while: added).count
        let after = lower.reversed().prefix(mostAdded).prefix(while: added).count
        for first in 0...before {
            let rest = lower.dropFirst(first)
            for last in 0...min(after, mostAdded - first) {
                let form = rest.dropLast(last)
                guard form.count >= 4 else { break }
                if all.contains(form) || all.contains(plainForm(form)[...]) { return true }
            }
        }
        return false
    }

    /// A text with the usual signs for letters undone.
    static func plainForm(_ lower: some StringProtocol) -> String {
        let letters: [Character: Character] = [
            "0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t", "@": "a", "$": "s", "!": "i",
        ]
        return String(lower.map { letters[$0] ?? $0 })
    }
}

/// One file as the build plugin wrote it down.
struct EmbeddedAsset: Sendable {
    var name: String
    var hash: String
    var isBase64: Bool
    var text: StaticString
}
