import Core

/// The schema of a filler list, as a reader that names the place of the first thing that does not fit.
struct ListSchema {
    /// The file's name, for messages.
    var file: String

    private static let mostEntries = 5_000
    private static let longestText = 200

    /// The list a JSON value holds.
    func list(_ value: LocatedJSON) throws(SpeechError) -> LanguageList {
        let known = [
            "about", "language", "classes", "filledPauses", "lexical", "hedges", "clauseStarters", "neverLast",
            "doubles",
        ]
        try checkNames(value, known: known, at: "the list")
        let language = try text(value["language"], at: "language", in: value)
        guard language.allSatisfy({ $0.isASCII && $0.isLowercase }), (2...3).contains(language.count) else {
            throw broken(
                value,
                "language",
                "is \"\(language)\"; a primary tag of two or three lower-case letters is expected"
            )
        }
        let classes = try classes(value["classes"])
        let list = LanguageList(
            language: language,
            classes: classes,
            filledPauses: try entries(value["filledPauses"], at: "filledPauses", classes: classes),
            lexical: try entries(value["lexical"], at: "lexical", classes: classes),
            hedges: try entries(value["hedges"], at: "hedges", classes: classes),
            clauseStarters: try texts(value["clauseStarters"], at: "clauseStarters"),
            neverLast: try texts(value["neverLast"], at: "neverLast"),
            doubles: try texts(value["doubles"], at: "doubles")
        )
        guard !(list.filledPauses.isEmpty && list.lexical.isEmpty) else {
            throw broken(value, "filledPauses and lexical", "are both empty; a list without fillers counts nothing")
        }
        return list
    }

    private func classes(_ value: LocatedJSON?) throws(SpeechError) -> [String: [String]] {
        guard let value else { return [:] }
        guard let members = value.members else {
            throw broken(value, "classes", "is \(value.typeName); an object of word lists is expected")
        }
        var classes: [String: [String]] = [:]
        for member in members { classes[member.key] = try texts(member.value, at: "classes.\(member.key)") }
        return classes
    }

    private func entries(
        _ value: LocatedJSON?,
        at place: String,
        classes: [String: [String]]
    ) throws(SpeechError) -> [LanguageList.Entry] {
        guard let value else { return [] }
        guard let elements = value.elements, elements.count <= Self.mostEntries else {
            throw broken(
                value,
                place,
                "is \(value.typeName); an array of at most \(Self.mostEntries) fillers is expected"
            )
        }
        var entries: [LanguageList.Entry] = []
        for (index, element) in elements.enumerated() {
            let entry = try entry(element, at: "\(place)[\(index)]", classes: classes)
            guard !entries.contains(where: { $0.text == entry.text }) else {
                throw broken(element, "\(place)[\(index)].text", "\"\(entry.text)\" stands in this list twice")
            }
            entries.append(entry)
        }
        return entries
    }

    private func entry(
        _ value: LocatedJSON,
        at place: String,
        classes: [String: [String]]
    ) throws(SpeechError) -> LanguageList.Entry {
        // A plain string is an entry that always counts.
        if let plain = value.text {
            try checkForm(plain, at: place, in: value)
            return LanguageList.Entry(text: TextTokens.fold(plain))
        }
        try checkNames(value, known: ["about", "text", "forms", "counts", "rules"], at: place)
        let text = TextTokens.fold(try text(value["text"], at: "\(place).text", in: value))
        let forms = try texts(value["forms"], at: "\(place).forms")
        for (index, form) in forms.enumerated() { try checkForm(form, at: "\(place).forms[\(index)]", in: value) }
        if forms.isEmpty { try checkForm(text, at: "\(place).text", in: value) }
        var rules: [LanguageList.Rule] = []
        if let listed = value["rules"] {
            guard let elements = listed.elements else {
                throw broken(listed, "\(place).rules", "is \(listed.typeName); an array is expected")
            }
            for (index, element) in elements.enumerated() {
                rules.append(try rule(element, at: "\(place).rules[\(index)]", classes: classes))
            }
        }
        return LanguageList.Entry(
            text: text,
            forms: forms.isEmpty ? [text] : forms.map(TextTokens.fold),
            counts: try truth(value["counts"], at: "\(place).counts") ?? true,
            rules: rules
        )
    }

    private func rule(
        _ value: LocatedJSON,
        at place: String,
        classes: [String: [String]]
    ) throws(SpeechError) -> LanguageList.Rule {
        try checkNames(value, known: ["about", "before", "after", "counts"], at: place)
        guard let counts = try truth(value["counts"], at: "\(place).counts") else {
            throw broken(value, "\(place).counts", "is missing; true or false is expected")
        }
        let rule = LanguageList.Rule(
            before: try texts(value["before"], at: "\(place).before"),
            after: try texts(value["after"], at: "\(place).after"),
            counts: counts
        )
        guard !(rule.before.isEmpty && rule.after.isEmpty) else {
            throw broken(
                value,
                place,
                "has neither before nor after, so it would always apply; set the entry's counts instead"
            )
        }
        for (side, patterns) in [("before", rule.before), ("after", rule.after)] {
            for (index, pattern) in patterns.enumerated() {
                do {
                    _ = try ContextPattern(pattern, classes: classes)
                } catch {
                    throw broken(value, "\(place).\(side)[\(index)]", error.reason)
                }
            }
        }
        return rule
    }

    private func checkForm(_ form: String, at place: String, in value: LocatedJSON) throws(SpeechError) {
        for word in form.split(separator: " ", omittingEmptySubsequences: false) {
            let plain = word.replacing("+", with: "")
            guard TextTokens(String(plain)).tokens.count == 1, !word.hasPrefix("+") else {
                throw broken(value, place, "\"\(form.prefix(60))\" is no word or words with single spaces between them")
            }
        }
    }

    private func checkNames(_ value: LocatedJSON, known: [String], at place: String) throws(SpeechError) {
        guard let members = value.members else {
            throw broken(value, place, "is \(value.typeName); an object is expected")
        }
        if let unknown = members.first(where: { !known.contains($0.key) }) {
            throw broken(
                unknown.value,
                place,
                "has an unknown name \"\(unknown.key.prefix(60))\"; known are \(known.joined(separator: ", "))"
            )
        }
    }

    private func text(_ value: LocatedJSON?, at place: String, in owner: LocatedJSON) throws(SpeechError) -> String {
        guard let value else { throw broken(owner, place, "is missing; a string is expected") }
        guard let text = value.text else { throw broken(value, place, "is \(value.typeName); a string is expected") }
        guard !text.isEmpty, text.count <= Self.longestText else {
            throw broken(value, place, "is empty or longer than \(Self.longestText) characters")
        }
        return text
    }

    private func texts(_ value: LocatedJSON?, at place: String) throws(SpeechError) -> [String] {
        guard let value else { return [] }
        guard let elements = value.elements, elements.count <= Self.mostEntries else {
            throw broken(
                value,
                place,
                "is \(value.typeName); an array of at most \(Self.mostEntries) strings is expected"
            )
        }
        var texts: [String] = []
        for (index, element) in elements.enumerated() {
            texts.append(try text(element, at: "\(place)[\(index)]", in: element))
        }
        return texts
    }

    private func truth(_ value: LocatedJSON?, at place: String) throws(SpeechError) -> Bool? {
        guard let value else { return nil }
        guard let truth = value.flag else {
            throw broken(value, place, "is \(value.typeName); true or false is expected")
        }
        return truth
    }

    private func broken(_ value: LocatedJSON, _ place: String, _ reason: String) -> SpeechError {
        SpeechError(
            .invalidList,
            "\(file), line \(value.line): \(place) \(reason).",
            context: ["file": file, "line": "\(value.line)"]
        )
    }
}
