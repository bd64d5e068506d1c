/// A language that pages, mails and reports are written in. Each has one catalogue, `Assets/CODE.txt`.
package enum Language: String, Sendable, Hashable, CaseIterable {
    /// British English.
    case english = "en"
    /// German, with “Sie”.
    case german = "de"

    /// The language of what is being written now: of the page of a request, of a mail.
    @TaskLocal package static var current: Language = .english

    /// Work for another thread, done in the language of now: what is bound to a task does not go there by itself.
    package static func kept<Value>(_ work: @escaping @Sendable () throws -> Value) -> @Sendable () throws -> Value {
        let language = current
        return { try $current.withValue(language, operation: work) }
    }

    /// Its tag (BCP 47), as `lang` has it.
    package var code: String { rawValue }

    /// What it calls itself.
    package var ownName: String {
        switch self {
        case .english: "English"
        case .german: "Deutsch"
        }
    }

    /// The best of what a browser accepts: `Accept-Language` (RFC 9110 §12.5.4). Of equal weights the first counts; a language without
    /// a catalogue is passed over.
    ///
    /// - Returns: nil when none of ours is accepted, or the header does not say.
    package init?(accepting header: String?) {
        var best: (language: Language, weight: Double)?
        for range in (header ?? "").prefix(1000).split(separator: ",") {
            let parts = range.split(separator: ";").map { $0.drop { $0 == " " } }
            let tag = parts.first?.prefix { $0 != "-" && $0 != " " }.lowercased() ?? ""
            guard let language = Language(rawValue: tag) else { continue }
            let weight = parts.dropFirst().first { $0.hasPrefix("q=") }.map { Double($0.dropFirst(2)) ?? 0 } ?? 1
            if weight > 0, weight > best?.weight ?? 0 { best = (language, weight) }
        }
        guard let best else { return nil }
        self = best.language
    }

    /// What stands before the decimals of a number.
    package var decimalMark: String { self == .german ? "," : "." }

    /// A date as it is written out: `28 November 2026`, `28. November 2026`.
    ///
    /// - Parameter month: from 1.
    package func date(day: Int, month: Int, year: Int) -> String {
        let name = Texts.of(self)["date.month\(min(12, max(1, month)))"]
        return self == .german ? "\(day). \(name) \(year)" : "\(day) \(name) \(year)"
    }
}
