package import Blobs
import Core
package import Database
import HTTPKit
package import Model

/// Puts an answer together from its submission and the artifacts that count.
package struct AnswerAssembly: Sendable {
    private let submission: Submission
    private let results: [Artifact.Kind: StoredResult]

    /// An answer in parts.
    package init(submission: Submission, results: [StoredResult]) {
        self.submission = submission
        self.results = Dictionary(results.map { ($0.artifact.kind, $0) }, uniquingKeysWith: { _, last in last })
    }

    /// A stored answer as clients read it.
    ///
    /// - Throws: `storage.corrupt` when a stored result cannot be read back.
    package static func answer(_ stored: StoredAnswer, _ results: [StoredResult]) throws(StorageError) -> Answer {
        var answer = try AnswerAssembly(submission: stored.submission, results: results)
            .answer(status: stored.status, stage: stored.stage, problem: stored.problem)
        answer.updatedAt = stored.updated.date
        answer.finishedAt = stored.finished?.date
        answer.name = stored.label.name
        answer.starred = stored.label.starred
        return answer
    }

    /// The answer.
    ///
    /// - Throws: `storage.corrupt` when a stored result cannot be read back.
    package func answer(
        status: AnswerStatus,
        stage: Stage,
        problem: Answer.Problem? = nil
    ) throws(StorageError) -> Answer {
        // Of an answer that was typed nothing was heard.
        let isSpoken = !submission.isTyped
        let hearing = isSpoken ? try value(.decode, Hearing.self) : nil
        let words = try value(.transcribe, Words.self)
        let analysis = try value(.analyze, Analysis.self)
        let verdict = try value(.evaluate, Verdict.self)
        let emotion = try value(.emotion, Emotion.self)
        let isUnderWay = status != .done && status != .failed
        let notes = AnswerNotes(words: words, analysis: isSpoken ? analysis : nil, verdict: verdict, emotion: emotion)
        var answer = Answer(
            id: submission.id,
            status: status,
            stage: stage,
            question: submission.question,
            candidate: submission.candidate,
            createdAt: submission.createdAt,
            problem: problem,
            recording: hearing?.recording,
            quality: isSpoken ? analysis?.quality ?? hearing?.quality : nil,
            transcript: words?.transcript,
            delivery: isSpoken ? analysis?.delivery ?? (isUnderWay ? hearing?.outline : nil) : nil,
            emotion: emotion,
            evaluation: verdict?.evaluation,
            provenance: provenance,
            notes: (isSpoken || words == nil ? [] : [Self.typedNote]) + notes.sentences
        )
        answer.metadata = submission.metadata
        answer.externalId = submission.externalId
        answer.sent = Answer.Sent(submission)
        let missing = AnswerFacts.problems(
            transcribe: words?.problem?.code,
            evaluate: verdict?.problem?.code,
            emotion: emotion.flatMap { $0.primary == nil ? AnswerFacts.noReading : nil }
        )
        if !missing.isEmpty { answer.problems = missing }
        if status == .done || status == .failed { answer.degraded = !missing.isEmpty }
        return answer
    }

    /// The sound's measurements, for drawing; nil before the decode stage.
    package func acoustics() throws(StorageError) -> Acoustics? { try value(.decode, Hearing.self)?.acoustics }

    /// What a report of the answer shows; nil before the decode stage.
    ///
    /// - Parameter publicURL: where readers reach the service; nil for a report without a link.
    package func content(
        of answer: Answer,
        version: String,
        publicURL: String?
    ) throws(StorageError) -> ReportContent? {
        let acoustics = submission.isTyped ? nil : try acoustics()
        guard acoustics != nil || submission.isTyped else { return nil }
        return ReportContent(
            answer: answer,
            acoustics: acoustics,
            date: submission.createdAt,
            interviewer: submission.interviewer,
            company: submission.company,
            version: version,
            answerURL: publicURL.map { Self.page(of: answer.id, at: $0) },
            appendices: submission.appendices
        )
    }

    /// The answer's address on the service's page.
    package static func page(of id: AnswerID, at publicURL: String) -> String {
        publicURL + (publicURL.hasSuffix("/") ? "" : "/") + "answers/" + id.rawValue
    }

    /// Which PDF is the answer's; nil before the report stage.
    package var report: Blob? {
        results[.report].map { .report(fingerprint: $0.artifact.fingerprint) }
    }

    private static let typedNote = "The answer was typed: its content was judged, and there is no delivery to measure."

    private var provenance: [Provenance] {
        Stage.allCases.compactMap { stage in
            guard let kind = Artifact.Kind(rawValue: stage.rawValue), let result = results[kind] else { return nil }
            return Provenance(
                stage: stage,
                fingerprint: result.artifact.fingerprint,
                engine: result.artifact.engine,
                model: result.artifact.model,
                durationMs: result.artifact.durationMs,
                reused: result.reused
            )
        }
    }

    private func value<Value: Decodable>(_ kind: Artifact.Kind, _ type: Value.Type) throws(StorageError) -> Value? {
        guard let result = results[kind] else { return nil }
        return try StoredJSON.value(type, from: result.artifact.payload)
    }
}

/// The sentences that tell a reader which stages are missing or weak in an answer, and what to do about it.
///
/// Three causes are kept apart. What is wrong with the sound stands in the quality's issues, what was found in the delivery is the
/// speaker's, and what a service did or failed to do stands here: it is never held against the recording or the speaker.
struct AnswerNotes: Sendable {
    var words: Words?
    var analysis: Analysis?
    var verdict: Verdict?
    var emotion: Emotion?

    /// The sentences, in the order of the stages.
    var sentences: [String] { [transcript].compactMap { $0 } + findings + [fillers, judge, feeling].compactMap { $0 } }

    private var transcript: String? {
        if let problem = words?.problem {
            return """
                There is no transcript (\(problem.code)), which is no fault of the recording or the speaker: \(problem.detail) \
                Delivery was measured from the sound alone and the content was not judged. \(Self.cure(problem.code)) Score the answer \
                again then, or upload it with a transcript.
                """
        }
        guard let transcript = words?.transcript, transcript.accuracy == .low else { return nil }
        return """
            The words are rough: they come from the offline recognizer (\(transcript.engine)), usable for careful speech, often wrong for \
            spontaneous speech. For words to rely on, install the companion (scripts/companion), send a transcript along, or use Debrief \
            with a speech-to-text service.
            """
    }

    /// What helps when a speech-to-text engine failed with a code.
    private static func cure(_ code: String) -> String {
        switch code {
        case "transcribe.auth": "The operator can correct the service's key; debrief doctor tries it."
        case "transcribe.quota": "The service's quota has to be raised, or its period to end."
        case "transcribe.rejected":
            "The operator can change the model or the settings of transcribe.engine; debrief doctor tries them."
        case "transcribe.engine_missing":
            "scripts/companion installs what hears without a service; debrief doctor says what is missing."
        default: "That may pass: work on the answer again later. The operator can try the service with debrief doctor."
        }
    }

    /// What was found in the words of an answer that was typed: no delivery says it.
    private var findings: [String] {
        analysis == nil ? (words?.transcript?.findings ?? []).map(\.detail) : []
    }

    private var fillers: String? {
        guard let fillers = analysis?.delivery.fillers else { return nil }
        let why = fillers.reliabilityNote.isEmpty ? "" : " \(fillers.reliabilityNote)"
        return switch fillers.reliability {
        case .counted: nil
        case .lowerBound: "The filler count is approximate.\(why)"
        case .none: "Fillers could not be counted.\(why)"
        }
    }

    private var judge: String? {
        guard let verdict else { return nil }
        if let problem = verdict.problem {
            let judge = verdict.replaced ?? "judge"
            guard verdict.evaluation.abstained == nil else {
                return "The content was not judged: the configured judge (\(judge)) failed (\(problem.code))."
            }
            return """
                The configured judge (\(judge)) failed (\(problem.code)): \(problem.detail) \
                The content was judged by \(verdict.evaluation.engine) instead.
                """
        }
        // A judge says itself what it cannot know.
        return nil
    }

    private var feeling: String? {
        guard let emotion, emotion.primary == nil else { return nil }
        return "The emotion endpoint gave no reading. \(emotion.note)"
    }
}

extension Submission {
    /// The texts that are printed behind the report, in order.
    var appendices: [ReportContent.Appendix] {
        [("Résumé", resume), ("Job description", jobDescription)].compactMap { title, text in
            text.map { ReportContent.Appendix(title: title, text: $0) }
        }
    }

    /// What the judge may know besides the answer.
    var background: Judge.Background { Judge.Background(resume: resume, jobDescription: jobDescription) }
}
