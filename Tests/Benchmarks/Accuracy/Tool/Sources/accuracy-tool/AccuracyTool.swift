import Audio
import Core
import Foundation
import Model
import Speech

/// Hears many recordings in one process, exactly as `debrief analyze` does, and prints a line of JSON for each. Orders come as lines of
/// JSON on standard input. `accuracy-tool LISTS` reads orders; `accuracy-tool --decode FILE` and `--hear FILE` do only that, for timing.
@main
struct AccuracyTool {
    static func main() throws {
        let arguments = CommandLine.arguments
        if arguments.count == 3, arguments[1] == "--decode" {
            try decode(URL(filePath: arguments[2]))
        } else if arguments.count == 3, arguments[1] == "--hear" {
            let hearing = try Listener().hear(URL(filePath: arguments[2]), writing: nil)
            guard hearing.acoustics.durationMs > 0 else { throw CocoaError(.fileReadCorruptFile) }
        } else if arguments.count == 2 {
            let analyzer = DeliveryAnalyzer(lists: try WordLists.load(folder: URL(filePath: arguments[1])))
            let encoder = JSONEncoder()
            encoder.outputFormatting = .sortedKeys
            while let line = readLine() {
                let order = try JSONDecoder().decode(Order.self, from: Data(line.utf8))
                FileHandle.standardOutput.write(try encoder.encode(outcome(order, analyzer)) + Data("\n".utf8))
            }
        } else {
            throw CocoaError(.featureUnsupported)
        }
    }

    private static func outcome(_ order: Order, _ analyzer: DeliveryAnalyzer) -> Outcome {
        let file = URL(filePath: order.file)
        do {
            let hearing = try Listener().hear(file, writing: nil)
            var outcome = Outcome(file: order.file, hearing: hearing)
            for (name, path) in order.transcripts {
                var transcript = try path.map {
                    try TranscriptFile.read(Data(contentsOf: URL(filePath: $0)), named: $0, language: "en-US")
                }
                // The words of an engine that is often wrong, each with its certainty.
                if name == "unsure" { transcript?.accuracy = .low }
                outcome.analyses[name] = analyzer.analyze(transcript ?? Self.noWords, hearing)
            }
            if order.frames == true { outcome.framesHz = try FramePitch.hertz(of: file) }
            return outcome
        } catch let error as any CodedError {
            return Outcome(file: order.file, error: error.code)
        } catch {
            return Outcome(file: order.file, error: "\(error)")
        }
    }

    /// What the pipeline hands on when no engine gave words.
    private static var noWords: Transcript {
        Transcript(
            text: "",
            language: "en-US",
            engine: "none",
            keepsFillers: false,
            wordTimes: .none,
            accuracy: .low,
            words: []
        )
    }

    private static func decode(_ file: URL) throws {
        var count = 0
        _ = try AudioDecoder().decode(file) { (samples) throws(AudioError) in count += samples.count }
        guard count > 0 else { throw CocoaError(.fileReadCorruptFile) }
    }
}
