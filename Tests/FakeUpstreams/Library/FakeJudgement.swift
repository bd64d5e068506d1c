/// A model's judgement that fits what was asked: each item of the checklist is met, by the transcript's own first words.
enum FakeJudgement {
    /// The judgement as JSON text, written for a JSON string; nil when the request asks for no judgement.
    static func escaped(for request: FakeRequest) -> String? {
        let text = request.text
        guard let list = text.firstRange(of: "Checklist"), let material = text.firstRange(of: "⟦transcript") else {
            return nil
        }
        // Line breaks of the prompt are escaped inside the request's JSON.
        let ids = text[list.upperBound..<material.lowerBound].split(separator: "\\n- ").dropFirst().compactMap { line in
            line.contains(":") ? line.prefix { $0 != ":" } : nil
        }
        guard let line = text[material.upperBound...].firstRange(of: "\\n| ") else { return nil }
        let quote = text[line.upperBound...].prefix { $0 != "\\" }.split(separator: " ").prefix(12).joined(
            separator: " "
        )
        let items = ids.map { id in
            #"{"id":"\#(id)","met":"yes","level":2,"quotes":["\#(quote)"],"comment":"You say so."}"#
        }
        let judgement =
            #"{"items":[\#(items.joined(separator: ","))],"strengths":[{"text":"You begin with what you did.","quotes":["\#(quote)"]}],"improvements":[],"exampleAnswer":"I would begin with [the result]."}"#
        return judgement.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\\\"")
    }
}
