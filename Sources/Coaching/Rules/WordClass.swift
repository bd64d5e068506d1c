/// Classes of words that a cue phrase can name in angle brackets, so that "two years ago", "three months ago" and "a few weeks ago" are one
/// phrase: `<n> <unit> ago`.
enum WordClass: String, Sendable {
    /// A number, or a word that stands for one.
    case number = "<n>"
    /// A number of two or more, in digits or spelled.
    case count = "<count>"
    /// A unit of time.
    case unit = "<unit>"
    /// A month, season, weekday or part of a year.
    case when = "<when>"
    /// A year in four digits.
    case year = "<year>"
    /// "first", "last", "previous": which of several.
    case order = "<order>"
    /// A word with a capital inside a sentence.
    case name = "<Name>"
    /// A content word that is no past verb.
    case noun = "<noun>"
    /// A verb in the past.
    case past = "<past>"
    /// A verb in progress.
    case progress = "<ing>"
    /// One to three words of any kind.
    case gap = "<gap>"

    /// Most words of a gap.
    static let longestGap = 3

    private static let numbers: Set<String> = ["a", "an", "couple", "few", "several", "some", "half", "zero", "many"]
    private static let units: Set<String> = [
        "year", "years", "month", "months", "week", "weeks", "day", "days", "hour", "hours", "minutes", "minute",
        "decades",
        "weekend", "term", "terms", "night", "nights",
    ]
    private static let whens: Set<String> = [
        "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
        "december", "spring", "summer", "autumn", "fall", "winter", "monday", "tuesday", "wednesday", "thursday",
        "friday", "saturday", "sunday", "year", "month", "week", "term", "semester", "season", "quarter", "christmas",
        "easter", "night", "morning", "evening", "afternoon", "day", "weekend", "time",
    ]
    private static let orders: Set<String> = [
        "first", "second", "third", "fourth", "last", "final", "previous", "current", "old", "former", "new", "next",
        "early", "earlier", "1", "2", "3", "placement", "internship", "apprenticeship", "job", "time",
    ]

    /// Whether a folded word belongs to the class; `isName` says whether it has a capital inside its sentence.
    func holds(_ word: String, isName: Bool) -> Bool {
        switch self {
        case .number: Token.isNumber(word) || Self.numbers.contains(word)
        case .count: Token.isNumber(word) && word != "1"
        case .unit: Self.units.contains(word)
        case .when: Self.whens.contains(word)
        case .year: word.count == 4 && Token.isNumber(word) && (word.hasPrefix("19") || word.hasPrefix("20"))
        case .order: Self.orders.contains(word)
        case .name: isName
        case .noun: EnglishWords.isContent(word) && !Self.isPast(word) && !Token.isNumber(word)
        case .past: Self.isPast(word)
        case .progress: word.hasSuffix("ing") && word.count > 4
        case .gap: true
        }
    }

    /// Whether a folded word is a verb in the past, by its ending or by the list of irregular ones.
    static func isPast(_ word: String) -> Bool {
        (word.hasSuffix("ed") && word.count > 4) || CuePhrases.actions.contains(word) || isBeing(word)
    }

    private static func isBeing(_ word: String) -> Bool {
        ["was", "were", "had", "kept", "became", "came", "lost", "broke", "felt", "fell", "thought", "knew"].contains(
            word
        )
    }
}
