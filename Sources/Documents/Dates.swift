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
            "january jan januar jänner janvier enero janeiro gennaio janv ene января январь січень січня stycznia styczeń ιανουάριος ιανουαρίου januari ocak يناير ינואר",
            "february feb februar février febrero fevereiro febbraio févr fevr февраля февраль лютий лютого lutego luty φεβρουάριος φεβρουαρίου februari şubat فبراير פברואר",
            "march mar märz mars marzo março mrz märz марта март березень березня marzec marca μάρτιος μαρτίου maart mart مارس מרץ מרס",
            "april apr avril abril aprile avr abr апреля апрель квітень квітня kwiecień kwietnia απρίλιος απριλίου nisan أبريل ابريل אפריל",
            "may mai mayo maio maggio мая май травень травня maja maj μάιος μαΐου mei mayıs مايو מאי",
            "june jun juni juin junio junho giugno июня июнь червень червня czerwiec czerwca ιούνιος ιουνίου haziran يونيو יוני",
            "july jul juli juillet julio julho luglio juil июля июль липень липня lipiec lipca ιούλιος ιουλίου temmuz يوليو יולי",
            "august aug août agosto ago августа август серпень серпня sierpień sierpnia αύγουστος αυγούστου augustus ağustos أغسطس اغسطس אוגוסט",
            "september sep sept septembre septiembre setembro settembre сентября сентябрь вересень вересня wrzesień września σεπτέμβριος σεπτεμβρίου eylül سبتمبر ספטמבר",
            "october oct oktober okt octobre octubre outubro ottobre октября октябрь жовтень жовтня październik października οκτώβριος οκτωβρίου ekim أكتوبر اكتوبر אוקטובר",
            "november nov novembre noviembre novembro ноября ноябрь листопад листопада listopad listopada νοέμβριος νοεμβρίου kasım نوفمبر נובמבר",
            "december dec dezember dez décembre diciembre dezembro dicembre déc dic декабря декабрь грудень грудня grudzień grudnia δεκέμβριος δεκεμβρίου aralık ديسمبر דצמבר",
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
        "actualidad", "presente", "actual", "atual", "oggi", "наст", "настоящее", "настоящий", "дотепер", "тепер",
        "obecnie", "teraz", "heden", "σήμερα", "günümüz", "현재", "今", "至今", "现在", "वर्तमान", "अब", "現在",
        "الآن", "الحاضر", "اليوم", "היום", "כיום", "迄今",
    ]
    /// Words for today that other letters may follow without a space: 現在に至る.
    private static let openNows = ["至今", "现在", "現在", "目前", "현재", "재직"]
    /// Years before the first one of a Japanese era.
    private static let eras = ["令和": 2018, "平成": 1988, "昭和": 1925]

    private static func isNow(_ token: SkillList.Token) -> Bool {
        nows.contains(token.folded) || openNows.contains { token.folded.hasPrefix($0) }
    }

    /// Whether a text has a year in it.
    static func namesYear(_ text: String) -> Bool {
        text.split { !$0.isNumber }.contains { $0.count == 4 && (1950...2100).contains(Int($0) ?? 0) }
    }

    /// Whether a time that a line begins goes on in another line, and nothing else stands there.
    static func goesOn(_ text: String, in next: String) -> Bool {
        let isOpen = span(in: text) == nil
        let words = SkillList.tokens(next).map(\.folded)
        let isTime =
            !words.isEmpty && words.allSatisfy { nows.contains($0) || months[$0] != nil || namesYear($0) || $0 == "to" }
        return isOpen && isTime && span(in: text + " " + next) != nil
    }

    /// The first time of a line that has a beginning; years alone need a second year or a word for today.
    static func span(in line: String) -> Span? {
        // "2020年3月" and "2020년 3월": the marks become signs that part words, as long as before.
        let text = marked(line)
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
            if let now = rest.prefix(2).first(where: isNow), now.start - moment.to <= 14 {
                // "по настоящее время": the second word belongs to the first.
                let second = rest.first { $0.start >= now.end && ["время", "вр"].contains($0.folded) }
                let isNext = second.map { $0.start - now.end <= 2 } ?? false
                return Span(
                    start: moment.when,
                    end: nil,
                    from: moment.from,
                    to: isNext ? second?.end ?? now.end : now.end
                )
            }
        }
        return nil
    }

    /// The first month, or year, of a line, whatever follows.
    static func first(in line: String) -> (when: YearMonth, to: Int)? {
        let text = marked(line)
        let tokens = SkillList.tokens(text)
        guard let found = moments(tokens, text).first else { return nil }
        // A row of a table has year and month in cells of their own: "2016  4  …".
        if found.when.month == 0, let next = tokens.first(where: { $0.start >= found.to }), next.start - found.to <= 4,
            let month = Int(next.folded), (1...12).contains(month)
        {
            return (YearMonth(year: found.when.year, month: month), next.end)
        }
        return (found.when, found.to)
    }

    /// Whether digits are a day, as a date of birth is: 1990.04.01.
    static func isDay(_ text: String) -> Bool {
        let parts = text.split { !$0.isNumber }
        guard parts.count == 3, let year = Int(parts[0]), let month = Int(parts[1]), let day = Int(parts[2]) else {
            return false
        }
        return (1900...2100).contains(year) && (1...12).contains(month) && (1...31).contains(day)
    }

    /// A line whose marks of years and months part words, and whose digits are narrow; as many UTF-16 units as before.
    private static func marked(_ line: String) -> String {
        String(
            line.map { character in
                if "年년".contains(character) { return "\u{1}" }
                if "月월".contains(character) { return " " }
                guard let value = character.unicodeScalars.first?.value, (0xFF10...0xFF19).contains(value) else {
                    return character
                }
                return Character(Unicode.Scalar(UInt8(value - 0xFF10 + 0x30)))
            }
        )
    }

    private static func moments(_ tokens: [SkillList.Token], _ text: String) -> [(when: YearMonth, from: Int, to: Int)]
    {
        let units = Array(text.utf16)
        var found: [(when: YearMonth, from: Int, to: Int)] = []
        for (index, token) in tokens.enumerated() {
            let (year, isOfEra, place) = year(at: index, tokens)
            guard let year else { continue }
            var (month, from, to) = (0, token.start, tokens[place].end)
            if index > 0, !isOfEra {
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
            if month == 0, place + 1 < tokens.count {
                let (token, after) = (tokens[place], tokens[place + 1])
                let isJoined = after.start - token.end == 1 && [0x2F, 0x2E, 0x2D].contains(units[token.end])
                // 2020-03, but not 2020-21 of a school year, which has no month 21.
                if units[token.end] == 1, after.start - token.end <= 2, let number = Int(after.folded),
                    (1...12).contains(number)
                {
                    (month, to) = (number, min(units.count, after.end + 1))
                } else if isJoined, after.folded.count == 2, let number = Int(after.folded), (1...12).contains(number) {
                    (month, to) = (number, after.end)
                } else if let named = months[after.folded], after.start - token.end <= 2,
                    !(place + 2 < tokens.count && tokens[place + 2].folded.count == 4
                        && Int(tokens[place + 2].folded) != nil)
                {
                    (month, to) = (named, after.end)
                }
            }
            found.append((YearMonth(year: year, month: month), from, to))
        }
        return found
    }

    /// The year that a word names, whether it is one of a Japanese era, and its last word.
    private static func year(at index: Int, _ tokens: [SkillList.Token]) -> (year: Int?, isOfEra: Bool, place: Int) {
        let word = tokens[index].folded
        if word.count == 4, let year = Int(word), (1950...2100).contains(year) { return (year, false, index) }
        if let before = eras[String(word.prefix(2))] {
            // 令和元年 is the first year; the number of others is a word of its own.
            if word.dropFirst(2) == "元" { return (before + 1, true, index) }
            if word.count == 2, index + 1 < tokens.count, tokens[index + 1].start - tokens[index].end <= 2,
                let number = Int(tokens[index + 1].folded), (1...64).contains(number)
            {
                return (before + number, true, index + 1)
            }
        }
        return (nil, false, index)
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
