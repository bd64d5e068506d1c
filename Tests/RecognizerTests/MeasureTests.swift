import FoundationEssentials
import Testing

@testable import Model
@testable import Recognizer

#if canImport(Glibc)
    import Glibc
#endif

/// Prints what the engine costs and is worth, with DEBRIEF_MEASURE=1.
@Suite(.timeLimit(.minutes(10)), .serialized)
struct MeasureTests {
    @Test(
        .enabled(if: Places.hasEngine && ProcessInfo.processInfo.environment["DEBRIEF_MEASURE"] == "1"),
        arguments: ["read", "spont"]
    )
    func `word errors, time and memory per recording`(folder: String) async throws {
        let transcriber = PocketSphinxTranscriber(settings: RecognizerSettings(executable: Places.debrief)).transcriber
        var errors = 0
        var said = 0
        for recording in SharedRecording.all(folder) {
            let request = try recording.request()
            let before = Self.childrenCPU()
            let start = ContinuousClock.now
            let transcript = try await transcriber.transcribe(request)
            let wall = ContinuousClock.now - start
            let cpu = Self.childrenCPU() - before
            let result = WordErrors(said: recording.said, heard: transcript.text)
            errors += result.errors
            said += result.said
            print(
                recording.url.lastPathComponent,
                "errors \(result.errors)/\(result.said)",
                "audio \(request.durationMs) ms, wall \(wall), cpu \(cpu) s,",
                "× real time \(cpu * 1_000 / Double(request.durationMs)), peak \(Self.childrenPeakKB()) kB"
            )
            print(transcript.text)
        }
        try #require(said > 0)
        print(folder, "WER \(Double(errors) / Double(said))")
    }

    private static func childrenUsage() -> rusage {
        var usage = rusage()
        _ = unsafe getrusage(__rusage_who_t(RUSAGE_CHILDREN.rawValue), &usage)
        return usage
    }

    private static func childrenCPU() -> Double {
        let usage = childrenUsage()
        let seconds = usage.ru_utime.tv_sec + usage.ru_stime.tv_sec
        return Double(seconds) + Double(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6
    }

    private static func childrenPeakKB() -> Int { childrenUsage().ru_maxrss }
}
