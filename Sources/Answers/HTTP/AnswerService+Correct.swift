import Core
import Events
import FoundationEssentials
import HTTPKit
import HTTPTypes
import Hummingbird
import Logging
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
        let words = try await checking.run {
            try WordLimit.read(text, "transcript") {
                try TranscriptFile.read(Data(text.utf8), named: nil, language: language)
            }
        }
        guard stored.status == .done || stored.status == .failed else {
            throw WebError(.notReady, "The answer is not finished yet. Correct it when its status is done.")
        }
        try await replace(as: principal, id, with: try await timed(as: principal, words, of: stored), revision)
    }

    /// Takes the last correction of a finished answer back: the words before it count again, with what was made of them.
    ///
    /// - Throws: `request.invalid` when there was no correction.
    func undoCorrection(as principal: Principal, _ id: AnswerID, revision: Int) async throws {
        guard let (stored, results) = try await answers.results(as: principal, of: id) else { throw Self.missing }
        guard stored.status == .done || stored.status == .failed else {
            throw WebError(.notReady, "The answer is not finished yet. Correct it when its status is done.")
        }
        let current = results.first { $0.artifact.kind == .transcribe }?.artifact.fingerprint
        let versions = try await answers.versions(as: principal, of: id, .transcribe)
        guard let at = versions.firstIndex(where: { $0.fingerprint == current }), at > 0 else {
            throw WebError(.invalid, "There is no correction to take back: these are the first words of the answer.")
        }
        let before = try JSONDecoder().decode(Words.self, from: Data(versions[at - 1].payload.utf8)).transcript
        // Words of an engine are found where the engine left them; nothing is heard again.
        try await replace(as: principal, id, with: before.flatMap { $0.accuracy == .supplied ? $0 : nil }, revision)
    }

    private func replace(
        as principal: Principal,
        _ id: AnswerID,
        with transcript: Transcript?,
        _ revision: Int
    ) async throws {
        let time = Instant(now())
        switch try await answers.correct(as: principal, id, to: transcript, revision: revision, at: time) {
        case .missing: throw Self.missing
        case .changed: throw WebError(.conditionFailed, "The answer changed since it was read. Read it again.")
        case .accepted:
            if let standing = try await answers.standing(as: principal, id) { await progress.publish(standing.event) }
        }
    }
}

/// `PATCH /v1/answers/{id}`: other words for a recording that was heard wrong, and the way back.
extension AnswerRoutes {
    /// The longest transcript there may be, and the little around it.
    private static let maxCorrection = UploadFields.maxTranscriptBytes + 1024

    private struct Body: Decodable {
        var transcript: String?
        var undo: Bool?
    }

    func correct(_ request: Request, _ context: WebContext) async throws -> Response {
        let (id, principal) = (try id(context), try context.signedIn)
        let type = HeaderParameters(request.headers[.contentType] ?? "").value
        guard ["application/json", "application/merge-patch+json"].contains(type) else {
            throw WebError(.unsupportedMediaType, "Send the correction as application/json.")
        }
        let body = Data(try await request.wholeText(upTo: Self.maxCorrection))
        guard let names = try? JSONDecoder().decode([String: AnyJSON].self, from: body),
            names.count == 1,
            let wanted = try? JSONDecoder().decode(Body.self, from: body),
            wanted.transcript != nil || wanted.undo == true
        else {
            throw WebError(
                .invalid,
                "The body wants {\"transcript\": TEXT}: text, WebVTT, SRT or JSON with times; or {\"undo\": true}."
            )
        }
        guard let condition = request.headers[.ifMatch] else {
            throw WebError(.conditionMissing, "Send If-Match with the ETag of the answer you corrected.")
        }
        let before = try await desk.numbered(as: principal, id)
        try check(condition, on: before.answer)
        if let text = wanted.transcript {
            try await desk.correct(as: principal, id, to: text, revision: before.revision)
        } else {
            try await desk.undoCorrection(as: principal, id, revision: before.revision)
        }
        let change = wanted.transcript == nil ? "taken back" : "made"
        context.logger.info("Transcript corrected", metadata: ["answer": "\(id)", "correction": "\(change)"])
        return try JSONReply.response(
            try await desk.answer(as: principal, id),
            status: .accepted,
            headers: [.location: "/v1/answers/\(id)"]
        )
    }

    /// Any value, unread.
    private struct AnyJSON: Decodable {
        init(from decoder: any Decoder) throws {}
    }
}
