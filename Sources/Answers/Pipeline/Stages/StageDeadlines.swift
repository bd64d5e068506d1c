/// How long each stage may take, in milliseconds.
package struct StageDeadlines: Sendable, Hashable {
    /// Decoding and measuring a recording.
    package var decodeMs = 300_000
    /// Speech to text, before the audio's own length is added.
    package var transcribeMs = 60_000
    /// Milliseconds of speech to text granted per millisecond of audio, on top.
    package var transcribePerAudioMs = 2
    /// Measuring the delivery.
    package var analyzeMs = 60_000
    /// Judging the content.
    package var evaluateMs = 120_000
    /// Drawing the PDF.
    package var reportMs = 60_000
    /// The emotion endpoint. It runs beside the judge, and the report waits for it no longer than this.
    package var emotionMs = 30_000

    /// The defaults.
    package init() {}

    func transcribeMs(audioMs: Int) -> Int {
        let (extra, overflow) = max(0, audioMs).multipliedReportingOverflow(by: max(0, transcribePerAudioMs))
        return transcribeMs &+ (overflow ? 86_400_000 : min(extra, 86_400_000))
    }
}
