import Catalogue
import Core
package import FoundationEssentials
package import Model

/// The page at `/s/TOKEN`: an answer or an interview as its owner chose to show it, for a person without an account.
package struct SharePage: Sendable {
    /// A remark on an answer.
    package struct Remark: Sendable {
        var values: [String: TemplateValue]

        /// A remark; `atMs` is the moment of the recording it is about.
        package init(name: String, text: String, reaction: String?, atMs: Int?, at: Date) {
            values = [
                "name": .text(name), "text": .text(text), "reaction": .optional(reaction),
                "moment": .optional(atMs.map { Figures.clock($0) }), "ms": .text(atMs.map(String.init) ?? ""),
                "when": .html(Figures.time(at)),
            ]
        }
    }

    /// A question with its answer.
    private struct Turn {
        var number: Int?
        var question: String
        var answer: Answer?
        var remarks: [Remark]
    }

    /// Where the page is, without a slash at the end.
    package var address: String
    /// What its owner calls it for the reader.
    package var label: String
    /// Whether recordings can be heard.
    package var hasSound = false
    /// Whether the words are shown.
    package var hasTranscript = false
    /// Whether the scores are shown.
    package var hasScores = false
    /// Whether remarks are taken.
    package var takesComments = false
    /// What was just done.
    package var notice: String?
    /// What did not work.
    package var error: String?
    /// When the link ends.
    package var expires: Date

    private var title = ""
    private var summary: [String] = []
    private var turns: [Turn] = []
    private var isInterview = false

    /// A page that shows nothing yet.
    package init(address: String, label: String, expires: Date) {
        self.address = address
        self.label = label
        self.expires = expires
    }

    /// Has it show one answer.
    package mutating func show(_ answer: Answer, remarks: [Remark] = []) {
        title = answer.question.text.isEmpty ? Texts["answer.anAnswer"] : answer.question.text
        turns = [Turn(number: nil, question: title, answer: answer.read, remarks: remarks)]
    }

    /// Has it show an interview.
    ///
    /// - Parameter turns: the questions that were asked, with their numbers and the answers there are.
    package mutating func show(
        interview title: String,
        summary: [String],
        _ turns: [(number: Int, question: String, answer: Answer?, remarks: [Remark])]
    ) {
        isInterview = true
        self.title = title
        self.summary = summary
        self.turns = turns.map {
            Turn(number: $0.number, question: $0.question, answer: $0.answer?.read, remarks: $0.remarks)
        }
    }

    /// The document.
    package func html() throws(TemplateError) -> String {
        let content = try Templates.fill(
            "share",
            [
                "address": .text(address), "label": .optional(label.isEmpty ? nil : label), "title": .text(title),
                "facts": .optional(isInterview ? nil : turns.first.flatMap(facts)),
                "hasSummary": .flag(!summary.isEmpty), "summary": .list(summary.map { ["line": .text($0)] }),
                "isEmpty": .flag(turns.isEmpty),
                "answers": .list(turns.enumerated().map { values($0.offset, $0.element) }),
                "takesComments": .flag(takesComments), "notice": .optional(notice), "error": .optional(error),
                "expires": .html(Figures.time(expires)),
            ]
        )
        let name = Texts[isInterview ? "share.aSharedInterview" : "share.aSharedAnswer"]
        var frame = PageFrame(title: label.isEmpty ? name : label, scripts: ["js/shell.js", "js/share.js"])
        frame.isApart = true
        return try frame.document(content)
    }

    private func facts(_ turn: Turn) -> String? {
        guard let answer = turn.answer else { return nil }
        let evaluation = hasScores ? answer.evaluation : nil
        let total = evaluation?.shownScore.map { Texts["figure.of100", ["n": $0]] }
        let rate = hasScores ? answer.delivery?.wordsPerMinute : nil
        let pace = rate.map { Texts["figure.pace", ["n": Figures.decimal($0, places: 0)]] }
        let facts = [answer.recording.map { Figures.clock($0.durationMs) }, pace, total].compactMap(\.self)
        return facts.isEmpty ? nil : facts.joined(separator: " · ")
    }

    private func values(_ place: Int, _ turn: Turn) -> [String: TemplateValue] {
        let (id, isHeard) = (turn.answer?.id.rawValue, hasSound && turn.answer?.recording != nil)
        let transcript = hasTranscript ? turn.answer?.transcript : nil
        let lines = transcript.map { TranscriptView($0, delivery: nil, remarks: Remarks(of: nil)).lines() } ?? []
        return [
            "place": .text(String(place + 1)), "answer": .optional(id), "name": .text(turn.question),
            "number": .optional(turn.number.map { Texts["share.question", ["n": String($0)]] }),
            "turnFacts": .optional(isInterview ? facts(turn) : nil),
            "sound": .optional(
                isHeard ? isInterview ? "\(address)/answers/\(id ?? "")/sound" : "\(address)/sound" : nil
            ),
            "isMissing": .flag(id == nil), "hasWords": .flag(!lines.isEmpty),
            // Without the sound a moment leads nowhere.
            "lines": .list(
                lines.map { line in
                    isHeard ? line : line.merging(["ms": false]) { $1 }
                }
            ),
            "takes": .flag(takesComments && id != nil), "isHeard": .flag(isHeard), "isAlone": .flag(!isInterview),
            "hasRemarks": .flag(!turn.remarks.isEmpty), "remarks": .list(turn.remarks.map(\.values)),
        ]
    }

    /// The page that asks for the passphrase of a link.
    package static func asking(_ address: String, error: String?) throws(TemplateError) -> String {
        var page = AccountForms.Question(
            title: Texts["share.passphrase.title"],
            intro: Texts["share.passphrase.intro"],
            action: "\(address)/open",
            token: nil,
            kind: .passphrase,
            button: Texts["share.passphrase.open"]
        )
        page.error = error
        return try page.html()
    }
}
