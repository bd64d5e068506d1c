import Catalogue
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
            all.append(Texts["report.failedAt", ["a": "\(answer.stage.rawValue)", "b": "\(problem.code)"]])
        }
        all += answer.notes
        if answer.recording == nil {
            all.append(Texts["report.noDecode"])
        } else if content.acoustics == nil {
            all.append(Texts["report.noMeasures"])
        }
        if answer.transcript == nil { all.append(Texts["report.noTranscriptNote"]) }
        if answer.delivery == nil { all.append(Texts["report.noDelivery"]) }
        all += answer.delivery?.notes ?? []
        if answer.evaluation == nil { all.append(Texts["report.noEvaluation"]) }
        if answer.evaluation?.abstained != nil { all.append(Texts["report.noContentScore"]) }
        all += answer.evaluation?.notes ?? []
        return all.map { $0.trimmingPrefix(while: \.isWhitespace) }.map(String.init)
    }

    /// The section.
    var section: Section {
        var section = Section(title: Texts["report.notes"], keep: 40)
        let sentences = sentences
        if !sentences.isEmpty { section.blocks.append(.list(sentences.map { [TextRun($0, .small)] })) }
        section.add(
            Texts["report.limits"],
            .aside
        )
        return section
    }

    /// Draws the section.
    func draw(on flow: inout Flow) { flow.draw(section) }
}
