import Catalogue
import Model

/// Whether the recording was good enough, and what to do about it.
struct AudioCheck {
    private let quality: Quality?
    private let recording: Recording?
    private let reason: String?

    /// The check of one report; nil when nothing was decoded.
    init?(_ content: ReportContent) {
        guard content.answer.quality != nil || content.answer.recording != nil else { return nil }
        quality = content.answer.quality
        recording = content.answer.recording
        reason = ScoreAndDrill(content).missing
    }

    /// The section.
    var section: Section {
        var section = Section(title: Texts["report.audioCheck"], keep: 70)
        if let quality {
            section.blocks.append(
                .paragraph([
                    TextRun(
                        Texts["report.verdict", ["a": "\(Texts["sound.\(quality.verdict.rawValue)"])"]] + " ",
                        .strong
                    ),
                    TextRun(Self.meaning(quality.verdict), .body),
                ])
            )
        }
        section.add(facts.joined(separator: "  ·  "), .small)
        guard let issues = quality?.issues, !issues.isEmpty else {
            if quality != nil { section.add(Texts["report.noDefects"], .small) }
            return section
        }
        var said = SaidOnce()
        if let reason { said.remember(reason) }
        section.add(
            Table(
                columns: [
                    Table.Column(title: Texts["report.found"], share: 20),
                    Table.Column(title: Texts["report.where"], share: 16),
                    Table.Column(title: Texts["report.whatToDo"], share: 64),
                ],
                rows: issues.map { issue in
                    [
                        Table.Cell(Phrases.say(Words.capitalized(Words.spaced(issue.code))), .smallStrong),
                        Table.Cell(Self.place(issue), .aside),
                        Table.Cell(said.fresh(issue.detail) ?? Texts["report.asAbove"]),
                    ]
                }
            ),
            caption: Texts["report.defects"]
        )
        return section
    }

    /// Draws the section.
    func draw(on flow: inout Flow) { flow.draw(section) }

    private var facts: [String] {
        var facts: [String] = []
        if let recording {
            let channels =
                recording.channels == 1
                ? Texts["report.mono"]
                : recording.channels == 2
                    ? Texts["report.stereo"] : Texts["report.channels", ["a": "\(recording.channels)"]]
            facts.append(
                "\(recording.container.rawValue.uppercased()), \(recording.codec), \(recording.sampleRate) Hz, \(channels)"
            )
            facts.append(Texts["report.long", ["a": Figures.clock(recording.durationMs)]])
            facts.append(Figures.size(recording.bytes))
        }
        if let quality {
            facts.append(Texts["report.speech", ["a": Figures.clock(quality.speechMs)]])
            if let snr = quality.snrDb { facts.append(Texts["report.aboveNoise", ["a": Figures.whole(snr)]]) }
            if let lufs = quality.loudnessLufs { facts.append("\(Figures.shown(lufs)) LUFS") }
            facts.append(
                quality.clippedMs == 0
                    ? Texts["report.noClipping"] : Texts["report.clipped", ["a": "\(quality.clippedMs)"]]
            )
        }
        return facts
    }

    private static func meaning(_ verdict: Quality.Verdict) -> String {
        switch verdict {
        case .good: Texts["report.verdictGood"]
        case .fair: Texts["report.verdictFair"]
        case .poor: Texts["report.verdictPoor"]
        case .unusable: Texts["report.verdictUnusable"]
        }
    }

    private static func place(_ issue: Quality.Issue) -> String {
        switch (issue.startMs, issue.endMs) {
        case (let start?, let end?): "\(Figures.clock(start))–\(Figures.clock(end))"
        case (let start?, nil): Texts["report.from", ["a": Figures.clock(start)]]
        default: Texts["report.wholeRecording"]
        }
    }
}
