import Catalogue
import Model

/// The key numbers of the delivery in a row of small tiles.
struct Tiles {
    /// One number.
    struct Tile: Sendable {
        /// What it is.
        var label: String
        /// The number as text.
        var value: String
        /// What to know about it; may be empty.
        var hint: String
    }

    /// The tiles, left to right.
    let tiles: [Tile]

    /// The tiles of one report; nil when nothing was measured.
    init?(_ content: ReportContent) {
        guard let delivery = content.answer.delivery else { return nil }
        let recorded = content.answer.recording?.durationMs ?? content.acoustics?.durationMs
        let spoken = content.answer.quality?.speechMs ?? content.acoustics?.speechMs
        var tiles: [Tile] = []
        if delivery.wordsPerMinute != nil || delivery.syllablesPerSecond == nil {
            let pace = Figures.whole(delivery.wordsPerMinute)
            tiles.append(Tile(label: Texts["report.wordsAMinute"], value: pace, hint: Texts["report.tilePace"]))
        } else {
            let rate = Figures.shown(delivery.syllablesPerSecond)
            tiles.append(Tile(label: Texts["report.syllables"], value: rate, hint: Texts["report.withoutPauses"]))
        }
        tiles.append(Self.fillers(delivery.fillers))
        let longest =
            delivery.pauses.longest.map { Texts["report.tileLongest", ["a": Figures.seconds($0.durationMs)]] }
            ?? Texts["report.tileOneSecond"]
        tiles.append(Tile(label: Texts["report.longPauses"], value: "\(delivery.pauses.longCount)", hint: longest))
        let ofAll = recorded.map { Texts["report.tileRecorded", ["a": Figures.clock($0)]] } ?? ""
        tiles.append(Tile(label: Texts["report.speakingTime"], value: spoken.map(Figures.clock) ?? "–", hint: ofAll))
        let unknown = Texts["report.tooLittle"]
        let fluency = delivery.fluency?.score
        tiles.append(
            Tile(
                label: Texts["report.fluency"],
                value: Figures.whole(fluency),
                hint: fluency == nil ? unknown : Texts["report.ofHundred"]
            )
        )
        let confidence = delivery.confidence?.score
        let hint = confidence == nil ? unknown : Texts["report.ofHundred"]
        tiles.append(
            Tile(
                label: delivery.confidence?.label ?? Texts["report.steadiness"],
                value: Figures.whole(confidence),
                hint: hint
            )
        )
        self.tiles = tiles
    }

    private static func fillers(_ fillers: Fillers) -> Tile {
        switch fillers.reliability {
        case .none: Tile(label: Texts["report.fillerTable"], value: "–", hint: Texts["report.notCounted"])
        case .counted, .lowerBound:
            Tile(
                label: Texts["report.fillerTable"],
                value: Figures.fillers(fillers),
                hint: fillers.per100Words.map { Texts["report.per100", ["a": Figures.shown($0)]] } ?? ""
            )
        }
    }

    /// Draws the row.
    func draw(on flow: inout Flow) {
        let gap = 8.0
        let width = (Flow.width - gap * Double(tiles.count - 1)) / Double(tiles.count)
        flow.need(52)
        for (index, tile) in tiles.enumerated() {
            let x = Flow.left + Double(index) * (width + gap)
            flow.canvas.line(from: (x, flow.y), to: (x + width, flow.y), ink: .steel, thickness: 1)
            flow.label(tile.label, .aside, x: x, y: flow.y + 4, width: width)
            flow.label(tile.value, TextStyle(face: .bold, size: 17), x: x, y: flow.y + 14, width: width)
            for (line, text) in flow.clamp([TextRun(tile.hint, .aside)], width: width, to: 2).lines.enumerated() {
                flow.canvas.draw(text, x: x, y: flow.y + 35 + Double(line) * 11)
            }
        }
        flow.y += 64
    }
}
