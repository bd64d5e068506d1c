import Model

/// What is missing or weak in this report, stage by stage, and the limits of every number.
struct Notes {
    private let content: ReportContent

    /// The notes of one report.
    init(_ content: ReportContent) { self.content = content }

    /// Every sentence that no other part of the report says, once, in order.
    var sentences: [String] {
        var said = SaidOnce()
        if let reason = ScoreAndDrill(content).missing { said.remember(reason) }
        if let problem = content.answer.problem { said.remember(problem.detail) }
        for issue in content.answer.quality?.issues ?? [] { said.remember(issue.detail) }
        if FillerTable(content) != nil || DeliveryNumbers(content) != nil,
            let fillers = content.answer.delivery?.fillers
        {
            said.remember(fillers.reliabilityNote)
        }
        if DeliveryNumbers(content) != nil, let note = content.answer.delivery?.pauses.reliabilityNote {
            said.remember(note)
        }
        if let emotion = content.answer.emotion { said.remember(emotion.note) }
        return all.compactMap { said.fresh($0) }
    }

    private var all: [String] {
        let answer = content.answer
        var all: [String] = []
        if let problem = answer.problem {
            all.append("The answer failed at \(answer.stage.rawValue) (\(problem.code)); page one says why.")
        }
        all += answer.notes
        if answer.recording == nil {
            all.append("decode: there is no decoded recording, so nothing was measured in the sound.")
        } else if content.acoustics == nil {
            all.append("decode: the measurements of the sound are missing, so the timeline is not drawn.")
        }
        if answer.transcript == nil { all.append("transcribe: there is no transcript.") }
        if answer.delivery == nil { all.append("analyze: the delivery was not measured.") }
        all += answer.delivery?.notes ?? []
        if answer.evaluation == nil { all.append("evaluate: the content was not judged.") }
        if answer.evaluation?.abstained != nil { all.append("evaluate: there is no content score; page one says why.") }
        all += answer.evaluation?.notes ?? []
        return all.map { $0.trimmingPrefix(while: \.isWhitespace) }.map(String.init)
    }

    /// The section.
    var section: Section {
        var section = Section(title: "Notes and limits", keep: 40)
        let sentences = sentences
        if !sentences.isEmpty { section.blocks.append(.list(sentences.map { [TextRun($0, .small)] })) }
        section.add(
            "Scores are feedback for practice, not a hiring decision. Delivery numbers come from one recording; compare them with your "
                + "own other answers. Pauses, pace in syllables, pitch and loudness are measured in the sound; words and fillers depend on "
                + "the transcript.",
            .aside
        )
        return section
    }

    /// Draws the section.
    func draw(on flow: inout Flow) { flow.draw(section) }
}
