import Core
import Events
import FoundationEssentials
import HTTPKit
import Model
import Speech

extension AnswerService {
    /// An answer with the measurements of its sound, which are nil until it is decoded.
    func measured(as principal: Principal, _ id: AnswerID) async throws -> (answer: Answer, acoustics: Acoustics?) {
        guard let (stored, results) = try await answers.results(as: principal, of: id) else { throw Self.missing }
        let acoustics =
            stored.submission.isTyped
            ? nil : try AnswerAssembly(submission: stored.submission, results: results).acoustics()
        return (try AnswerAssembly.answer(stored, results), acoustics)
    }

    /// An answer with the number of its last change.
    func numbered(as principal: Principal, _ id: AnswerID) async throws -> (answer: Answer, revision: Int) {
        guard let (stored, results) = try await answers.results(as: principal, of: id) else { throw Self.missing }
        return (try AnswerAssembly.answer(stored, results), stored.revision)
    }

    /// A correction without times with those of what was heard: the newest words with exact times, else the newest with any.
    private func timed(as principal: Principal, _ words: Transcript, of stored: StoredAnswer) async throws -> Transcript
    {
        guard words.wordTimes == .none else { return words }
        let id = stored.submission.id
        let versions = try await answers.versions(as: principal, of: id, .transcribe).reversed().compactMap {
            artifact in
            try JSONDecoder().decode(Words.self, from: Data(artifact.payload.utf8)).transcript
        }
        let heard = versions.first { $0.wordTimes == .exact } ?? versions.first { $0.wordTimes == .approximate }
        guard let heard else { return words }
        let durationMs = try await numbered(as: principal, id).answer.recording?.durationMs
        return try await threads.run { CarriedTimes.carry(from: heard, to: words, durationMs: durationMs) }
    }

    /// Gives a finished answer other words. Nothing is decoded or heard again: analysis, judgement and report are made anew, and
    /// the score there was stays among the versions.
    func correct(as principal: Principal, _ id: AnswerID, to text: String, revision: Int) async throws {
        guard let stored = try await answers.find(as: principal, id) else { throw Self.missing }
        let language = stored.submission.language
        let words = try TranscriptFile.read(Data(text.utf8), named: nil, language: language)
        guard stored.status == .done || stored.status == .failed else {
            throw WebError(.notReady, "The answer is not finished yet. Correct it when its status is done.")
        }
        let transcript = try await timed(as: principal, words, of: stored)
        let time = Instant(now())
        switch try await answers.correct(as: principal, id, to: transcript, revision: revision, at: time) {
        case .missing: throw Self.missing
        case .changed: throw WebError(.conditionFailed, "The answer changed since it was read. Read it again.")
        case .accepted:
            if let stored = try await answers.find(as: principal, id) { await progress.publish(stored.progress.event) }
        }
    }
}
