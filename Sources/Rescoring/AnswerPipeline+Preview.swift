import Answers
import Database
import Jobs
import Logging
import Model

extension AnswerPipeline {
    /// The stages a run would have to do: the first whose artifact is not there, and all after it, whose fingerprints are not
    /// known then.
    func anew(_ stored: StoredAnswer, _ files: AnswerFiles, _ artifacts: any ArtifactStore) async throws -> Set<Stage> {
        let submission = stored.submission
        let run = StageRun(artifacts, patience: Patience(JobPolicy()), log: Logger(label: "preview"))
        guard let sound = try await run.stored(decode(submission, files)) else { return Self.stages(from: .decode) }
        guard let words = try await run.stored(transcribe(submission, files, sound)) else {
            return Self.stages(from: .transcribe)
        }
        guard let analysis = try await run.stored(analyze(submission, sound, words)) else {
            return Self.stages(from: .analyze)
        }
        guard let verdict = try await run.stored(evaluate(submission, words, analysis)) else {
            return Self.stages(from: .evaluate)
        }
        let asksEmotion = submission.emotionConsent && !submission.isTyped && engines.emotion != nil
        let reading = try await artifacts.results().first { $0.artifact.kind == .emotion }?.artifact.fingerprint
        let inputs = [
            sound.fingerprint, words.fingerprint, analysis.fingerprint, verdict.fingerprint,
            asksEmotion ? reading ?? "" : "",
        ]
        return try await run.stored(report(submission, files, run, inputs: inputs)) == nil ? [.report] : []
    }

    private static func stages(from first: Stage) -> Set<Stage> { Set(Stage.allCases.filter { $0 >= first }) }
}

extension StageRun {
    /// The stored result that a step would take; nil when it would have to work.
    func stored<Value>(_ step: Step<Value>) async throws -> Done<Value>? {
        let fingerprint = Fingerprint.of([step.kind.rawValue] + step.inputs)
        var artifact = try await artifacts.pinned(step.kind)
        if artifact == nil { artifact = try await artifacts.find(step.kind, fingerprint) }
        guard let artifact else { return nil }
        return await value(step, artifact)
    }
}
