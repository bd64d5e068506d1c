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
        var section = Section(title: "Audio check", keep: 70)
        if let quality {
            section.blocks.append(
                .paragraph([
                    TextRun("Verdict: \(quality.verdict.rawValue). ", .strong),
                    TextRun(Self.meaning(quality.verdict), .body),
                ])
            )
        }
        section.add(facts.joined(separator: "  ·  "), .small)
        guard let issues = quality?.issues, !issues.isEmpty else {
            if quality != nil { section.add("No defects were found.", .small) }
            return section
        }
        var said = SaidOnce()
        if let reason { said.remember(reason) }
        section.add(
            Table(
                columns: [
                    Table.Column(title: "Found", share: 20), Table.Column(title: "Where", share: 16),
                    Table.Column(title: "What it is and what to do", share: 64),
                ],
                rows: issues.map { issue in
                    [
                        Table.Cell(Words.capitalized(Words.spaced(issue.code)), .smallStrong),
                        Table.Cell(Self.place(issue), .aside),
                        Table.Cell(said.fresh(issue.detail) ?? "As said above."),
                    ]
                }
            ),
            caption: "Defects of the recording"
        )
        return section
    }

    /// Draws the section.
    func draw(on flow: inout Flow) { flow.draw(section) }

    private var facts: [String] {
        var facts: [String] = []
        if let recording {
            let channels =
                recording.channels == 1 ? "mono" : recording.channels == 2 ? "stereo" : "\(recording.channels) channels"
            facts.append(
                "\(recording.container.rawValue.uppercased()), \(recording.codec), \(recording.sampleRate) Hz, \(channels)"
            )
            facts.append("\(Figures.clock(recording.durationMs)) long")
            facts.append(Figures.size(recording.bytes))
        }
        if let quality {
            facts.append("speech \(Figures.clock(quality.speechMs))")
            if let snr = quality.snrDb { facts.append("\(Figures.whole(snr)) dB above the noise") }
            if let lufs = quality.loudnessLufs { facts.append("\(Figures.tenths(lufs)) LUFS") }
            facts.append(quality.clippedMs == 0 ? "no clipping" : "clipped for \(quality.clippedMs) ms")
        }
        return facts
    }

    private static func meaning(_ verdict: Quality.Verdict) -> String {
        switch verdict {
        case .good: "The recording can be measured and judged."
        case .fair: "Good enough; the defects below may touch single numbers."
        case .poor: "The numbers are less certain than usual; see below."
        case .unusable: "Scores are withheld."
        }
    }

    private static func place(_ issue: Quality.Issue) -> String {
        switch (issue.startMs, issue.endMs) {
        case (let start?, let end?): "\(Figures.clock(start))–\(Figures.clock(end))"
        case (let start?, nil): "from \(Figures.clock(start))"
        default: "whole recording"
        }
    }
}
