import Catalogue
package import FoundationEssentials
package import Model

/// The page at `/s/TOKEN`: one answer as its owner chose to show it, for a person without an account.
package struct SharePage: Sendable {
    /// A remark on the answer.
    package struct Remark: Sendable {
        var values: [String: TemplateValue]

        /// A remark; `atMs` is the moment of the recording it is about.
        package init(name: String, text: String, reaction: String?, atMs: Int?, at: Date) {
            values = [
                "name": .text(name), "text": .text(text), "reaction": .optional(reaction),
                "moment": .optional(atMs.map { Figures.clock($0) }), "when": .html(Figures.time(at)),
            ]
        }
    }

    /// Where the page is, without a slash at the end.
    package var address: String
    /// The answer.
    package var answer: Answer
    /// What its owner calls it for the reader.
    package var label: String
    /// Whether the recording can be heard.
    package var hasSound = false
    /// Whether the words are shown.
    package var hasTranscript = false
    /// Whether the scores are shown.
    package var hasScores = false
    /// Whether remarks are taken.
    package var takesComments = false
    /// Remarks that the owner lets others see.
    package var remarks: [Remark] = []
    /// What was just done.
    package var notice: String?
    /// What did not work.
    package var error: String?
    /// When the link ends.
    package var expires: Date

    /// The page of an answer.
    package init(address: String, answer: Answer, label: String, expires: Date) {
        self.address = address
        self.answer = answer.read
        self.label = label
        self.expires = expires
    }

    /// The document.
    package func html() throws(TemplateError) -> String {
        let evaluation = hasScores ? answer.evaluation : nil
        let total = evaluation?.shownScore.map { Texts["figure.of100", ["n": $0]] }
        let rate = hasScores ? answer.delivery?.wordsPerMinute : nil
        let pace = rate.map { Texts["figure.pace", ["n": Figures.decimal($0, places: 0)]] }
        let facts = [answer.recording.map { Figures.clock($0.durationMs) }, pace, total].compactMap(\.self)
        let content = try Templates.fill(
            "share",
            [
                "address": .text(address), "label": .optional(label.isEmpty ? nil : label),
                "question": .text(answer.question.text.isEmpty ? Texts["answer.anAnswer"] : answer.question.text),
                "facts": .text(facts.joined(separator: " · ")), "hasSound": .flag(hasSound),
                "transcript": .optional(hasTranscript ? answer.transcript?.text : nil),
                "takesComments": .flag(takesComments), "hasRemarks": .flag(!remarks.isEmpty),
                "remarks": .list(remarks.map(\.values)), "notice": .optional(notice), "error": .optional(error),
                "expires": .html(Figures.time(expires)),
            ]
        )
        return try PageFrame(title: label.isEmpty ? Texts["share.aSharedAnswer"] : label, scripts: ["js/shell.js"])
            .document(
                content
            )
    }

    /// The page that asks for the passphrase of a link.
    package static func asking(_ address: String, error: String?) throws(TemplateError) -> String {
        var page = AccountForms.Question(
            title: Texts["share.passphrase.title"],
            intro: Texts["share.passphrase.intro"],
            action: "\(address)/open",
            token: nil,
            kind: .password,
            button: Texts["share.passphrase.open"]
        )
        page.error = error
        return try page.html()
    }
}
