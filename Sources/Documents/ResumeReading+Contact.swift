/// Name, addresses and telephone number.
extension ResumeReading {
    /// The name: two to five words in large letters at the very top.
    func name() -> String? {
        // At the very top, or else in the largest letters of the first page: the top may be a column without it.
        let large = document.lines.filter { $0.page == 1 && $0.size >= 1.5 }.sorted { $0.size > $1.size }.prefix(2)
        for (index, line) in document.lines.prefix(25).enumerated() {
            if let labelled = WideScript.labelledName(line.text) { return labelled }
            // The label in one cell of a table, the name in the next.
            if WideScript.isNameLabel(line.text), index + 1 < document.lines.count {
                let next = document.lines[index + 1].text
                if next.count <= 20, next.allSatisfy({ $0.isLetter || $0 == " " }) { return next }
            }
        }
        for line in document.lines.prefix(4) + large {
            if WideScript.isWide(line.text) {
                if let name = WideScript.name(line.text) { return name }
                continue
            }
            let words = line.text.split(separator: " ")
            let isName =
                (2...5).contains(words.count) && line.text.count <= 60
                && !line.text.contains { "@:,/0123456789|".contains($0) }
                && words.allSatisfy { $0.first?.isLetter == true && $0.first?.isLowercase == false }
            if isName, Sections.key(line.text) != "curriculum vitae" { return line.text }
        }
        return nil
    }

    /// The first mail address, whatever label touches it.
    func email() -> Quote? {
        for (index, line) in document.lines.enumerated() {
            for at in line.text.indices where line.text[at] == "@" {
                if let address = Self.address(line.text, around: at) { return quote(index, address) }
            }
        }
        return nil
    }

    /// The address that an at sign stands in; nil for a name on a network, which nothing stands before.
    private static func address(_ text: String, around at: String.Index) -> Substring? {
        func belongs(_ character: Character) -> Bool {
            character.isLetter && !WideScript.isWide(character) || character.isNumber || "._%+-".contains(character)
        }
        let before = text[..<at].reversed().prefix(while: belongs).count
        let after = text[at...].dropFirst().prefix(while: belongs)
        var address = text[text.index(at, offsetBy: -before)..<after.endIndex]
        while address.last == "." || address.last == "-" { address = address.dropLast() }
        let host = address.split(separator: "@").last ?? ""
        return before > 0 && host.contains(".") && !host.hasPrefix(".") ? address : nil
    }

    /// The first run of digits that is as long as a telephone number, in the first third of the document.
    func phone() -> Quote? {
        let top = max(12, document.lines.count / 3)
        let mail = email()?.line ?? -10
        for (index, line) in document.lines.enumerated()
        where index < top || kind(of: index) == .contact || abs(index - mail) <= 3 {
            var run: Substring = ""
            var rest = line.text[...]
            while let start = rest.firstIndex(where: { $0 == "+" || $0 == "(" || $0.isNumber }) {
                run = rest[start...].prefix { $0.isNumber || "+-() ./（）－‐".contains($0) }
                rest = rest[start...].dropFirst(max(1, run.count))
                let digits = run.count { $0.isNumber }
                let isYears = Dates.span(in: String(run)) != nil || Dates.isDay(String(run))
                if (8...15).contains(digits), !isYears {
                    while run.last == " " || run.last == "(" { run = run.dropLast() }
                    return quote(index, run)
                }
            }
        }
        return nil
    }

    /// Addresses of pages, at most ten.
    func links() -> [Quote] {
        var found: [Quote] = []
        for (index, line) in document.lines.enumerated() where found.count < 10 {
            for word in line.text.split(whereSeparator: { $0 == " " || $0 == "|" || $0 == "," }) {
                let lower = word.lowercased()
                if lower.hasPrefix("http://") || lower.hasPrefix("https://") || lower.hasPrefix("www.")
                    || lower.contains("linkedin.com/") || lower.contains("github.com/") || lower.contains("gitlab.com/")
                {
                    found.append(quote(index, word))
                }
            }
        }
        return found
    }
}
