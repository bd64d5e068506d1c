/// A model that rewrites résumés and writes questions from sources: honest where a line is easy to better, a liar everywhere else.
enum FakeDocuments {
    /// What it adds to lines; none of it stands in any résumé of the tests.
    static let lies = [
        "at Google", "with a team of forty at Netflix", "by 60%", "for 4,712 customers", "since 2003",
        "saving $2 million",
        "as certified architect", "leading twelve engineers", "winning the national engineering award",
        "together with Microsoft Research", "across three continents", "in half the time", "doubling revenue",
        "with a PhD thesis about it", "published at an international conference", "for the Ministry of Transport",
        "in COBOL", "earning a promotion to director", "with Angular", "by tenfold",
    ]

    /// The reply as JSON text, written for a JSON string; nil when the request asks for neither.
    static func escaped(for request: FakeRequest) -> String? {
        if request.text.contains("You improve the wording of single lines") {
            return FakeJudgement.inString(rewrite(request.text))
        }
        if request.text.contains("You write questions for job interviews"),
            request.text.contains(#"\"sources\":["#)
        {
            return FakeJudgement.inString(questions)
        }
        return nil
    }

    private static func rewrite(_ text: String) -> String {
        guard let start = text.firstRange(of: "<resume>"), let end = text.firstRange(of: "</resume>") else {
            return "{}"
        }
        let lines = text[start.upperBound..<end.lowerBound].split(separator: "\\n")
        let changes = lines.enumerated().compactMap { index, line -> String? in
            guard let colon = line.firstIndex(of: ":"), let number = Int(line[..<colon]) else { return nil }
            let words = line[colon...].dropFirst(2)
            let isEasy = words.hasPrefix("Responsible for ")
            let better = isEasy ? "Maintained \(words.dropFirst(16))" : "\(words) \(lies[index % lies.count])"
            return #"{"line":\#(number),"text":"\#(better)","reason":"It reads better."}"#
        }
        return #"{"changes":[\#(changes.joined(separator: ","))]}"#
    }

    private static let questions =
        #"{"questions":[{"text":"How would you roll back a release that broke the ledger?","kind":"technical","competency":"releases","talkingPoints":["One command rolls it back [A]","Who is told first"],"exampleAnswer":"I would run the one command of our handbook [A] and tell support.","followUps":[]},{"text":"What does a source that was never given say about deploys?","kind":"technical","talkingPoints":["It says this [Z]"],"exampleAnswer":"As it says [Z].","followUps":[]}]}"#
}
