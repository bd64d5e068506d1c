package import Audio
import Database
package import Model
package import Report
package import Speech
import WebUI

extension Engines {
    /// Our own stages, with the ports they are given.
    ///
    /// - Parameter lists: the word lists `analyzer` was made with; part of the analyze stage's fingerprint.
    package init(
        listener: any Hearer,
        transcriber: Transcriber,
        analyzer: DeliveryAnalyzer,
        lists: WordLists,
        judge: @escaping @Sendable (Submission) throws -> Judge,
        emotion: EmotionReader?,
        renderer: ReportRenderer,
        version: String
    ) {
        let words = (try? StoredJSON.text(lists)) ?? ""
        self.init(
            hear: { recording, wav in try listener.hear(recording, writing: wav) },
            hearVersion: "\(Listener.version)",
            transcriber: transcriber,
            analyze: { transcript, hearing in analyzer.analyze(transcript, hearing) },
            analyzeVersion: Fingerprint.of(["\(DeliveryAnalyzer.version)", words]),
            judge: judge,
            emotion: emotion,
            render: { content in try renderer.brief(content, headline: Headline(of: content.answer).text) },
            renderVersion: "\(ReportRenderer.version)",
            version: version
        )
        check = { words, acoustics in analyzer.checked(words, acoustics) }
        checkVersion = Fingerprint.of(["\(WordCheck.version)", words])
    }
}
