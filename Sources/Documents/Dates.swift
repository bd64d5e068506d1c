/// A month of a year; the month is 0 where only the year is known.
package struct YearMonth: Sendable, Hashable, Codable, Comparable {
    /// The year.
    package var year: Int
    /// 1…12, or 0.
    package var month: Int

    /// A month.
    package init(year: Int, month: Int = 0) {
        self.year = year
        self.month = month
    }

    package static func < (a: YearMonth, b: YearMonth) -> Bool { (a.year, a.month) < (b.year, b.month) }

    /// Months since year 0; a year without month counts from January, or to December at the end of a time.
    func index(isEnd: Bool) -> Int { year * 12 + (month == 0 ? (isEnd ? 12 : 1) : month) }
}

/// Finds times such as "Mar 2019 – present" in a line.
enum Dates {
    /// A time in a line.
    struct Span: Hashable {
        var start: YearMonth
        /// nil while it lasts.
        var end: YearMonth?
        /// UTF-16 units of the line that say it.
        var from: Int
        var to: Int
    }

    private static let months: [String: Int] = {
        let rows = [
            "january jan januar jänner janvier enero janeiro gennaio janv ene января январь",
            "february feb februar février febrero fevereiro febbraio févr fevr февраля февраль",
            "march mar märz mars marzo março mrz märz марта март",
            "april apr avril abril aprile avr abr апреля апрель", "may mai mayo maio maggio мая май",
            "june jun juni juin junio junho giugno июня июнь",
            "july jul juli juillet julio julho luglio juil июля июль",
            "august aug août agosto ago августа август",
            "september sep sept septembre septiembre setembro settembre сентября сентябрь",
            "october oct oktober okt octobre octubre outubro ottobre октября октябрь",
            "november nov novembre noviembre novembro ноября ноябрь",
            "december dec dezember dez décembre diciembre dezembro dicembre déc dic декабря декабрь",
        ]
        var found: [String: Int] = [:]
        for (index, row) in rows.enumerated() {
            for name in row.split(separator: " ") { found[String(name)] = index + 1 }
        }
        return found
    }()

    private static let nows: Set<String> = [
        "present", "current", "now", "today", "ongoing", "date", "heute", "jetzt", "aktuell", "présent", "aujourd",
        "actuel",
        "actualidad", "presente", "actual", "atual", "oggi", "наст", "настоящее", "至今", "现在", "वर्तमान", "अब", "現在",
        "الآن",
    ]

    /// The first time of a line that has a beginning; years alone need a second year or a word for today.
    static func span(in text: String) -> Span? {
        let tokens = SkillList.tokens(text)
        let moments = moments(tokens, text)
        for (index, moment) in moments.enumerated() {
            let rest = tokens.filter { $0.start >= moment.to }
            if index + 1 < moments.count,
                rest.prefix(2).contains(where: { $0.start >= moments[index + 1].from })
                    || moments[index + 1].from - moment.to <= 5
            {
                let next = moments[index + 1]
                guard next.from - moment.to <= 12, next.when >= YearMonth(year: moment.when.year) else { continue }
                return Span(start: moment.when, end: next.when, from: moment.from, to: next.to)
            }
            if let now = rest.prefix(2).first(where: { nows.contains($0.folded) }), now.start - moment.to <= 14 {
                return Span(start: moment.when, end: nil, from: moment.from, to: now.end)
            }
        }
        return nil
    }

    private static func moments(_ tokens: [SkillList.Token], _ text: String) -> [(when: YearMonth, from: Int, to: Int)]
    {
        let units = Array(text.utf16)
        var found: [(when: YearMonth, from: Int, to: Int)] = []
        for (index, token) in tokens.enumerated() {
            let digits = token.folded.hasSuffix("年") ? String(token.folded.dropLast()) : token.folded
            guard digits.count == 4, let year = Int(digits), (1950...2100).contains(year) else { continue }
            var (month, from, to) = (0, token.start, token.end)
            if index > 0 {
                let before = tokens[index - 1]
                let gap = token.start - before.end
                if let named = months[before.folded], gap <= 3 {
                    (month, from) = (named, before.start)
                } else if let number = Int(before.folded), (1...12).contains(number), before.folded.count <= 2,
                    gap == 1,
                    [0x2F, 0x2E, 0x2D].contains(units[before.end])
                {
                    (month, from) = (number, before.start)
                }
            }
            if month == 0, index + 1 < tokens.count {
                let after = tokens[index + 1]
                let isJoined = after.start - token.end == 1 && [0x2F, 0x2E, 0x2D].contains(units[token.end])
                // 2020-03, but not 2020-21 of a school year, which has no month 21.
                if isJoined, after.folded.count == 2, let number = Int(after.folded), (1...12).contains(number) {
                    (month, to) = (number, after.end)
                } else if let named = months[after.folded], after.start - token.end <= 2,
                    !(index + 2 < tokens.count && tokens[index + 2].folded.count == 4
                        && Int(tokens[index + 2].folded) != nil)
                {
                    (month, to) = (named, after.end)
                }
            }
            found.append((YearMonth(year: year, month: month), from, to))
        }
        return found
    }

    /// Months that some times cover together, today being `now`.
    static func months(_ spans: [(start: YearMonth, end: YearMonth?)], now: YearMonth) -> Int {
        let ranges = spans.map { span in
            (
                span.start.index(isEnd: false),
                (span.end ?? now).index(isEnd: span.end.map { $0.year != span.start.year || $0.month != 0 } ?? true)
            )
        }.filter { $0.0 < $0.1 }.sorted { $0 < $1 }
        var (total, reached) = (0, Int.min)
        for (start, end) in ranges {
            let from = max(start, reached)
            if end > from { total += end - from }
            reached = max(reached, end)
        }
        return total
    }
}
