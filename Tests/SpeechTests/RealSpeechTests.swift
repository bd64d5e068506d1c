import Core
import FoundationEssentials
import Model
import Testing

@testable import Speech

/// The words of a TextGrid, which hold one interval a line triple: start, end, word.
enum TextGrid {
    /// The transcript of a file whose words are timed in seconds.
    static func transcript(_ file: URL) throws -> Transcript {
        let lines = String(decoding: try Data(contentsOf: file), as: UTF8.self).split(separator: "\n").map {
            String($0).trimmed
        }
        let start = lines.firstIndex { $0.hasPrefix("\"words\"") }.map { $0 + 4 } ?? lines.count
        var words: [Transcript.Word] = []
        for at in stride(from: start, to: lines.count - 2, by: 3) {
            guard let from = Double(lines[at]), let to = Double(lines[at + 1]), lines[at + 2].hasPrefix("\"") else {
                break
            }
            let word = lines[at + 2].filter { $0 != "\"" }
            guard !word.isEmpty, !word.hasPrefix("<") else { continue }
            words.append(Transcript.Word(text: word, startMs: Int(from * 1_000), endMs: Int(to * 1_000)))
        }
        return Transcript(
            text: words.map(\.text).joined(separator: " "),
            language: "en",
            engine: "labelled",
            keepsFillers: true,
            wordTimes: .exact,
            accuracy: .standard,
            words: words
        )
    }
}

@Suite(.timeLimit(.minutes(1))) struct RealSpeechTests {
    @Test(.enabled(if: Places.shared != nil))
    func `labelled fillers that a perfect detector gives keep their times, with the words and without`()
        throws
    {
        let folder = try #require(Places.shared).appendingPathComponent("audio")
        let said = try TextGrid.transcript(folder.appendingPathComponent("spont/acoustic_corpus.TextGrid"))
        let manifest = String(
            decoding: try Data(contentsOf: folder.appendingPathComponent("MANIFEST.tsv")),
            as: UTF8.self
        )
        let row = try #require(manifest.split(separator: "\n").first { $0.hasPrefix("spont/acoustic_corpus.wav") })
        let labels = row.split(separator: "\t", omittingEmptySubsequences: false)[11].split(separator: ";").map {
            label in
            let parts = label.split { $0 == "@" || $0 == "-" }
            return (
                word: String(parts[0]), startMs: Int((Double(parts[1]) ?? 0) * 1_000),
                endMs: Int((Double(parts[2]) ?? 0) * 1_000)
            )
        }
        // The labels of the sound are what a perfect detector would give.
        let pauses = labels.filter { $0.word.count == 2 }
        let hearing = Spoken.hearing(
            [1_050...26_500],
            durationMs: 26_720,
            filledPauses: pauses.map { Spoken.candidate($0.startMs, $0.endMs) }
        )
        let analyzer = DeliveryAnalyzer(lists: try Places.lists())
        let delivery = analyzer.analyze(said, hearing).delivery
        var dropping = said
        dropping.keepsFillers = false
        dropping.words.removeAll { $0.text == "um" }
        dropping.text = dropping.words.map(\.text).joined(separator: " ")
        for (fillers, name) in [
            (delivery.fillers, "verbatim"), (analyzer.analyze(dropping, hearing).delivery.fillers, "dropping"),
        ] {
            #expect(fillers.total == labels.count, "\(name): \(fillers.byWord)")
            for label in labels {
                #expect(
                    fillers.items.contains { abs(($0.startMs ?? -1_000) - label.startMs) <= 100 },
                    "\(name): \(label) among \(fillers.items.map { "\($0.text)@\($0.startMs ?? -1)" })"
                )
            }
        }
        #expect(!delivery.repetitions.isEmpty)
    }
}
