import FoundationEssentials
import Model
import Testing

@testable import Recognizer

/// The engine itself on real voices. The bounds are far above what is measured: they catch a broken setting, not a bad day.
@Suite(.timeLimit(.minutes(5)), .enabled(if: Places.hasEngine))
struct RealSpeechTests {
    private let transcriber = PocketSphinxTranscriber(settings: RecognizerSettings(executable: Places.debrief))
        .transcriber

    @Test(.enabled(if: !SharedRecording.all("read").isEmpty))
    func `careful speech keeps most of its words, each with its time`() async throws {
        var errors = 0
        var said = 0
        for recording in SharedRecording.all("read") {
            let request = try recording.request()
            let transcript = try await transcriber.transcribe(request)
            let result = WordErrors(said: recording.said, heard: transcript.text)
            errors += result.errors
            said += result.said
            let spans = transcript.words.compactMap(\.span)
            #expect(spans.count == transcript.words.count && !spans.isEmpty)
            #expect(zip(spans, spans.dropFirst()).allSatisfy { $0.endMs <= $1.startMs })
            #expect(spans.allSatisfy { $0.startMs < $0.endMs && $0.endMs <= request.durationMs })
            #expect(transcript.words.allSatisfy { (0...1).contains($0.confidence ?? -1) })
        }
        #expect(Double(errors) < 0.30 * Double(said), "\(errors) of \(said) words wrong")
    }

    @Test(.enabled(if: !SharedRecording.all("spont").isEmpty))
    func `spontaneous speech gives words inside the speech and no fillers`() async throws {
        for recording in SharedRecording.all("spont") {
            let request = try recording.request()
            let transcript = try await transcriber.transcribe(request)
            #expect(!transcript.words.isEmpty)
            #expect(!transcript.keepsFillers && transcript.accuracy == .low)
            let tolerance = HeardTranscript.toleranceMs
            for word in transcript.words {
                let span = try #require(word.span)
                let near = TimeSpan(startMs: span.startMs - tolerance, endMs: span.endMs + tolerance)
                #expect(request.speech.contains { $0.overlapMs(with: near) > 0 })
            }
        }
    }

    @Test(.enabled(if: SharedRecording.all("read").contains { $0.url.lastPathComponent == "az_test.wav" }))
    func `two children hear the same as one`() async throws {
        let recording = try #require(SharedRecording.all("read").first { $0.url.lastPathComponent == "az_test.wav" })
        var request = try recording.request()
        // Enough for two children; the rest would only take longer.
        request.speech = request.speech.filter { $0.endMs < 24_000 }
        var transcripts: [Transcript] = []
        for concurrency in [1, 2] {
            let settings = RecognizerSettings(executable: Places.debrief, concurrency: concurrency)
            transcripts.append(try await PocketSphinxTranscriber(settings: settings).transcriber.transcribe(request))
        }
        #expect(transcripts[0] == transcripts[1])
    }
}
