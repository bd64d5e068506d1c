package import Audio
package import Blobs
import Core
import Database
package import FoundationEssentials
package import Model
package import Report
package import Speech
import Synchronization
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

/// The files of one answer while it goes through the stages. Blocking.
package struct AnswerFiles: Sendable {
    /// The recording as it was uploaded.
    package let original: URL
    private let place: AnswerID?
    private let blobs: BlobFolder
    private let answer: AnswerID

    /// The files of a stored answer; `original` only when the recording is not in the folder.
    ///
    /// - Parameter place: the answer in whose folder the recording is; nil for its own.
    package init(_ blobs: BlobFolder, of answer: AnswerID, place: AnswerID? = nil, original: URL? = nil) {
        self.original = original ?? blobs.url(.original, of: place ?? answer)
        self.place = original == nil ? place ?? answer : nil
        self.blobs = blobs
        self.answer = answer
    }

    /// Where the decoded recording is, when it is there whole: 16 kHz mono 16-bit, 44 bytes of header.
    func decoded(_ hearing: Hearing) -> URL? {
        let url = blobs.url(.decoded, of: answer)
        guard let attributes = try? FileManager.default.attributesOfItem(atPath: url.path),
            let size = attributes[.size] as? Int
        else { return nil }
        let expected = hearing.recording.durationMs.multipliedReportingOverflow(by: 32)
        // Whole milliseconds: up to one of them, 32 bytes, is rounded away either way.
        return !expected.overflow && abs(size - 44 - expected.partialValue) <= 32 ? url : nil
    }

    /// The recording as plain bytes under a path; nil when it is not kept any more.
    func plainOriginal(on threads: BlockingThreads) async throws -> PlainFile? {
        guard let place else { return PlainFile(original) }
        guard let file = try await blobs.open(.original, of: place, on: threads) else { return nil }
        let blobs = blobs
        return try await threads.run { try blobs.plain(file) }
    }

    /// Decodes with our own decoder into a new file and puts it in its place.
    ///
    /// - Parameters:
    ///   - source: the recording.
    ///   - sha256: its hash when it was uploaded.
    /// - Throws: `storage.corrupt` when the recording is not what was uploaded.
    private func decode(_ source: URL, with hear: (URL, URL?) throws -> Hearing, sha256: String) throws -> Hearing {
        guard FileManager.default.fileExists(atPath: source.path) else { throw Self.notKept }
        try FileCheck.check(source, sha256, "recording")
        let scratch = blobs.scratch()
        defer { try? FileManager.default.removeItem(at: scratch) }
        let hearing = try hear(source, scratch)
        try blobs.adopt(scratch, as: .decoded, of: answer, durable: false)
        return hearing
    }

    /// Decodes the recording, with another decoder when our own refuses it.
    func decode(
        with engines: Engines,
        sha256: String,
        on threads: BlockingThreads
    ) async throws -> Hearing {
        guard let source = try await plainOriginal(on: threads) else { throw Self.notKept }
        defer { withExtendedLifetime(source) {} }
        let url = source.url
        do {
            return try await threads.run { try decode(url, with: engines.hear, sha256: sha256) }
        } catch {
            guard let foreign = engines.foreign else { throw error }
            return try await foreign.hear(url, after: error, scratch: blobs.scratch(), on: threads) { wav in
                try decode(url, with: { _, scratch in try engines.hear(wav, scratch) }, sha256: sha256)
            }
        }
    }

    private static let notKept = PipelineError(
        .notKept,
        "The recording is not kept any more, so it cannot be decoded again."
    )

    /// Drops the decoded recording; the decode stage can write it again.
    package func dropDecoded() throws { try blobs.remove(.decoded, of: answer) }

    /// Sees to it that the recording is in the folder, when it is anywhere.
    func bringOriginal() async throws {
        if let place { try await blobs.bring(.original, of: place) }
    }

    /// Keeps a PDF where it is for good.
    func settleReport(_ fingerprint: String) async throws {
        try await blobs.settle(.report(fingerprint: fingerprint), of: answer)
    }

    /// Keeps a PDF.
    func keep(_ pdf: [UInt8], fingerprint: String) throws {
        try blobs.write(pdf, as: .report(fingerprint: fingerprint), of: answer)
    }

    /// Whether the PDF with a fingerprint is there as it was drawn.
    func has(_ report: PrintedReport, fingerprint: String, on threads: BlockingThreads) async -> Bool {
        let blob = Blob.report(fingerprint: fingerprint)
        // What the store has is checked when it is read.
        if blobs.store != nil, !blobs.has(blob, of: answer) { return true }
        guard let file = try? await blobs.open(blob, of: answer, on: threads) else { return false }
        return (try? await threads.run { try FileCheck.isWhole(file, report.sha256) }) ?? false
    }
}

/// Compares stored files with the hash they were stored under. Blocking. A file that was found whole is not read again until
/// it changes.
package final class FileCheck: Sendable {
    private struct Seen: Hashable {
        var changed: Date
        var size: Int
        var sha256: String
    }

    private static let kept = 1_000
    private let seen = Mutex<[String: Seen]>([:])

    /// Has seen nothing yet.
    package init() {}

    /// Whether a file's bytes have this hash.
    ///
    /// - Throws: `decode.unreadable` when it is not there.
    package static func isWhole(_ file: URL, _ sha256: String) throws -> Bool {
        try Fingerprint.of(file: file).sha256 == sha256
    }

    /// Whether what a stored file holds has this hash.
    package static func isWhole(_ file: StoredFile, _ sha256: String) throws -> Bool { try file.sha256() == sha256 }

    /// Checks a file before it is used.
    ///
    /// - Parameter what: what it is, for the message.
    /// - Throws: `storage.corrupt` when its bytes are not those that were stored.
    package static func check(_ file: URL, _ sha256: String, _ what: String) throws {
        guard try isWhole(file, sha256) else { throw damaged(file, what) }
    }

    /// The same for a stored file, remembering those that are whole.
    package func check(_ file: StoredFile, _ sha256: String, _ what: String) throws {
        let path = file.url.path
        let now = Seen(changed: file.changed, size: file.length, sha256: sha256)
        if seen.withLock({ $0[path] == now }) { return }
        guard try Self.isWhole(file, sha256) else { throw Self.damaged(file.url, what) }
        seen.withLock { seen in
            if seen.count >= Self.kept { seen = [:] }
            seen[path] = now
        }
    }

    private static func damaged(_ file: URL, _ what: String) -> StorageError {
        StorageError(
            .corrupt,
            "The stored \(what) is damaged: its checksum is not the one it was stored with.",
            context: ["file": file.lastPathComponent]
        )
    }
}

/// A listener whose results say of the delivery what the sound alone tells, so that pauses and pace are shown before the words are known.
package struct OutliningHearer: Hearer {
    private let hearer: any Hearer
    private let analyzer: DeliveryAnalyzer

    /// The results of `hearer` with an outline by `analyzer`.
    package init(_ hearer: any Hearer, _ analyzer: DeliveryAnalyzer) {
        self.hearer = hearer
        self.analyzer = analyzer
    }

    package func hear(_ file: URL, arrival: Arrival?, writing wav: URL?) throws(AudioError) -> Hearing {
        var hearing = try hearer.hear(file, arrival: arrival, writing: wav)
        hearing.outline = analyzer.outline(hearing)
        return hearing
    }

    package func decode(_ file: URL, writing wav: URL) throws(AudioError) { try hearer.decode(file, writing: wav) }
}
