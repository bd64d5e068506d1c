import Interview

/// What is missing or weak in this report, stage by stage, and the limits of every number.
struct Notes {
    private let content: ReportContent

    /// The notes of one report.
    init(_ content: ReportContent) { self.content = content }

    /// Every note once, in order.
    var sentences: [String] {
        let answer = content.answer
        var all: [String] = []
        if let problem = answer.problem {
            all.append("The answer failed at \(answer.stage.rawValue): \(problem.detail) (\(problem.code))")
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
        if let reason = answer.evaluation?.abstained { all.append("evaluate: the judge gave no score. \(reason)") }
        all += answer.evaluation?.notes ?? []
        var seen: Set<String> = []
        return all.filter { !$0.isEmpty && seen.insert($0).inserted }
    }

    /// Draws the section.
    func draw(on flow: inout Flow) {
        flow.section("Notes and limits", keep: 40)
        let fixed =
            "Scores are feedback for practice, not a hiring decision. Delivery numbers come from one recording; compare them with your "
            + "own other answers. Pauses, pace in syllables, pitch and loudness are measured in the sound; words and fillers depend on "
            + "the transcript."
        for sentence in sentences {
            let lines = flow.typeset([TextRun(sentence, .small)], width: Flow.width - 12)
            flow.need(min(flow.height(of: lines), 33))
            flow.canvas.disc(x: Flow.left + 3, y: flow.y + 5.8, radius: 1.3, fill: .grey)
            flow.put(lines, x: Flow.left + 12)
            flow.gap(3)
        }
        flow.paragraph(fixed, .aside)
    }
}
