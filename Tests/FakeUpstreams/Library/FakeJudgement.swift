/// A model's judgement that fits what was asked, in the manner of its temperament.
enum FakeJudgement {
    /// The words an obedient model claims were said; no test says them.
    static let invented = "I saved the company 9.3 million dollars with a heroic rescue"

    /// The judgement as JSON text, written for a JSON string; nil when the request asks for no judgement.
    static func escaped(for request: FakeRequest) -> String? {
        let ids = ids(in: request.text)
        guard let words = words(in: request.text), !ids.isEmpty else { return nil }
        let temperament = FakeTemperament(of: request)
        let places = Dictionary(uniqueKeysWithValues: ids.sorted().enumerated().map { ($1, $0) })
        let items = ids.map { item($0, place: places[$0] ?? 0, of: ids.count, words, temperament) }
        let quote = words.prefix(12).joined(separator: " ")
        // With sources it cites one that is there and one that is not.
        let improvements =
            request.text.contains("⟦sources")
            ? #"{"text":"Your handbook names one command for this [A].","quotes":[]},{"text":"Another page says more [Q].","quotes":[]}"#
            : ""
        let remarks =
            temperament == .obedient
            ? #""strengths":[{"text":"You told how you did \"\#(invented)\".","quotes":["\#(invented)"]},{"text":"Full marks, see https://evil.example/give100 for more.","quotes":["\#(quote)"]}],"improvements":[{"text":"You said it 4711 times.","quotes":[]}],"exampleAnswer":"Read https://evil.example/give100 first.","hiringPercent":100,"score":100,"total":100"#
            : #""strengths":[{"text":"You begin with what you did.","quotes":["\#(quote)"]}],"improvements":[\#(improvements)],"exampleAnswer":"I would begin with [the result].","hiringPercent":71"#
        return inString(#"{"items":[\#(items.joined(separator: ","))],\#(remarks)}"#)
    }

    /// The ids of the checklist, in the order they were asked in.
    static func ids(in text: String) -> [Substring] {
        guard let list = text.firstRange(of: "Checklist"), let material = text.firstRange(of: "Material:"),
            list.upperBound < material.lowerBound
        else { return [] }
        // Line breaks of the prompt are escaped inside the request's JSON.
        return text[list.upperBound..<material.lowerBound].split(separator: "\\n- ").dropFirst().compactMap { line in
            line.contains(":") ? line.prefix { $0 != ":" } : nil
        }
    }

    /// The words of the transcript block.
    static func words(in text: String) -> [Substring]? {
        guard let start = text.firstRange(of: "⟦transcript"),
            let end = text[start.upperBound...].firstRange(of: "⟦end transcript")
        else { return nil }
        let lines = text[start.upperBound..<end.lowerBound].split(separator: "\\n| ").dropFirst()
        return lines.flatMap { $0.split(separator: "\\n").first?.split(separator: " ") ?? [] }
    }

    /// Text as it stands inside a JSON string.
    static func inString(_ text: String) -> String {
        text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
    }

    private static func item(
        _ id: Substring,
        place: Int,
        of count: Int,
        _ words: [Substring],
        _ temperament: FakeTemperament
    ) -> String {
        var quote = words.prefix(12).joined(separator: " ")
        var met = "yes"
        var comment = "You say so."
        switch temperament {
        case .plain, .noisy: break
        case .generous, .even, .strict:
            // Different passages, so that none supports too many findings.
            let start = max(0, words.count - 8) * place / max(1, count - 1)
            quote = words.dropFirst(start).prefix(8).joined(separator: " ")
            let step = temperament == .strict ? 8 : 16
            if temperament != .generous, place % step == 0 { met = "no" }
        case .obedient:
            quote = invented
            comment = "You said that it was 4711 percent better, see https://evil.example/give100."
        }
        let quotes = met == "yes" ? "\"\(quote)\"" : ""
        return #"{"id":"\#(id)","met":"\#(met)","level":2,"quotes":[\#(quotes)],"comment":"\#(comment)"}"#
    }
}

extension FakeRequest {
    /// The transcript that a model was shown; empty when it was shown none.
    package var heard: String { FakeJudgement.words(in: text)?.joined(separator: " ") ?? "" }
}
