package import Audio
import Database
package import FoundationEssentials
package import Model
package import Report
package import Speech
import WebUI

/// Everything the stages are done with. Blocking work stands here as plain functions; the pipeline puts it on threads.
package struct Engines: Sendable {
    /// Decodes a recording, writing 16 kHz mono WAV to the second URL when there is one. Blocking.
    package var hear: @Sendable (_ recording: URL, _ wav: URL?) throws -> Hearing
    /// Changes when ``hear`` gives other results for the same file.
    package var hearVersion: String
    /// Hears what ``hear`` refuses for its container or codec; nil when nothing else can.
    package var foreign: ForeignHearing?
    /// Speech to text.
    package var transcriber: Transcriber
    /// What was transcribed of recordings while they were being made; nil when nothing is.
    package var ahead: AheadBoard?
    /// Compares words with the sound they are said to come from, and repairs what can be repaired; without a sound, of words that were
    /// typed, it looks at the words alone. Blocking.
    package var check: @Sendable (Transcript, Acoustics?) -> Transcript = { words, _ in words }
    /// Changes when ``check`` gives other results for the same input.
    package var checkVersion = ""
    /// Measures the delivery. Blocking.
    package var analyze: @Sendable (Transcript, Hearing) -> Analysis
    /// Changes when ``analyze`` gives other results for the same input: its version and its word lists.
    package var analyzeVersion: String
    /// The judge for a submission, with the rubric it asks for. Throws a ``CodedError`` whose code starts with `evaluate.`.
    package var judge: @Sendable (Submission) throws -> Judge
    /// Judges when ``judge`` fails for good; nil to abstain then.
    package var fallbackJudge: (@Sendable (Submission) throws -> Judge)?
    /// What an answer gets without a judgement.
    package var unjudged = Unjudged.plain
    /// Tells the evaluation in prose for submissions that ask for it; nil when nothing can.
    package var narrator: Narrator?
    /// Finds what knowledge documents say about a question, for submissions that ask for it; nil when there are none here.
    package var knowledge: KnowledgeSource?
    /// The emotion endpoint, when one is configured. Called only with the speaker's consent.
    package var emotion: EmotionReader?
    /// Draws the PDF. Blocking.
    package var render: @Sendable (ReportContent) throws -> [UInt8]
    /// Changes when ``render`` gives other bytes for the same content.
    package var renderVersion: String
    /// Version of Debrief, for the report's footer.
    package var version: String
    /// Address under which readers reach the service; reports link to their answer there. Nil for no link.
    package var publicURL: String?

    /// Engines, each on its own.
    package init(
        hear: @escaping @Sendable (_ recording: URL, _ wav: URL?) throws -> Hearing,
        hearVersion: String,
        transcriber: Transcriber,
        analyze: @escaping @Sendable (Transcript, Hearing) -> Analysis,
        analyzeVersion: String,
        judge: @escaping @Sendable (Submission) throws -> Judge,
        fallbackJudge: (@Sendable (Submission) throws -> Judge)? = nil,
        emotion: EmotionReader? = nil,
        render: @escaping @Sendable (ReportContent) throws -> [UInt8],
        renderVersion: String,
        version: String
    ) {
        self.hear = hear
        self.hearVersion = hearVersion
        self.transcriber = transcriber
        self.analyze = analyze
        self.analyzeVersion = analyzeVersion
        self.judge = judge
        self.fallbackJudge = fallbackJudge
        self.emotion = emotion
        self.render = render
        self.renderVersion = renderVersion
        self.version = version
    }
}

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

/// The evaluation of an answer without a judgement: its reason, and what is known without a judge.
package struct Unjudged: Sendable {
    /// Changes when ``evaluate`` gives other results for the same input.
    package var configuration: String
    /// The evaluation, with the judge that should have judged and the reason why it did not.
    package var evaluate: @Sendable (Submission, Judge.Request, Judge?, String) -> Evaluation

    /// Evaluations made by `evaluate`.
    package init(
        configuration: String,
        evaluate: @escaping @Sendable (Submission, Judge.Request, Judge?, String) -> Evaluation
    ) {
        self.configuration = configuration
        self.evaluate = evaluate
    }

    /// Nothing but the reason.
    package static let plain = Unjudged(configuration: "plain") { submission, _, judge, reason in
        Evaluation(
            engine: judge?.engine ?? "none",
            model: judge?.model,
            abstained: reason,
            rubric: submission.rubric ?? ""
        )
    }
}

extension Fingerprint {
    /// The fingerprint of a decode stage's result.
    ///
    /// - Parameters:
    ///   - sha256: the recording's hash.
    ///   - hearVersion: ``Engines/hearVersion``.
    static func ofDecoding(_ sha256: String, hearVersion: String) -> String {
        of([Artifact.Kind.decode.rawValue] + [sha256, hearVersion])
    }
}
