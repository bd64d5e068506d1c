import Answers
package import Core
import Database
import FoundationEssentials
import HTTPKit
package import Model

/// A debrief in connected prose, and the debrief it tells of: when that grew or was judged again, the prose is shown no more.
package struct ToldDebrief: Sendable, Hashable, Codable {
    /// A hash of what was told.
    var subject: String
    /// The prose.
    var narrative: Narrative

    /// What a debrief says, as a hash.
    static func subject(of debrief: InterviewDebrief) -> String {
        let rows = debrief.rows.map { "\($0.question) \($0.answer?.rawValue ?? "") \($0.score ?? -1)" }
        return Fingerprint.of(debrief.summary + rows + (debrief.strengths + debrief.areas).map(\.text))
    }
}

extension InterviewService {
    /// Has the debrief of a finished interview told in 500–700 words. Asked again, it is the same prose.
    ///
    /// - Throws: `interview.state` while the interview goes on, without a model, and without answers; `request.not_ready` while answers are
    ///   judged; `interview.busy` when the model gave no text whose quotations and numbers stand in the debrief.
    package func narrate(as principal: Principal, _ id: InterviewID) async throws -> InterviewDebrief {
        let interview = try await find(as: principal, id).interview
        guard interview.state == .finished else {
            throw InterviewsError(.state, "The interview is not over; its debrief is told when it is.")
        }
        guard let narrator = engines.narrator else {
            throw InterviewsError(.state, "No model is set up here, so the debrief has no prose.")
        }
        let found = try await answers(as: principal, of: interview)
        var debrief = try await debrief(as: principal, id)
        guard debrief.pending == 0 else {
            throw WebError(.notReady, "Some answers are still being judged; ask again then.")
        }
        guard debrief.narrative == nil else { return debrief }
        let told = interview.turns.compactMap { turn in turn.counting.flatMap { found[$0.answer] } }
        guard told.contains(where: { $0.evaluation?.score != nil }) else {
            throw InterviewsError(.state, "No answer was judged, so there is nothing to tell.")
        }
        let asked = debrief
        guard let narrative = await TimeLimit.within(2 * engines.generateMs, { await narrator(asked, told) }) else {
            throw InterviewsError(.busy, "The model gave no text that holds to the debrief; ask again.")
        }
        let kept = ToldDebrief(subject: ToldDebrief.subject(of: debrief), narrative: narrative)
        try await store.keep(as: principal, id, kept, at: instant)
        debrief.narrative = narrative
        changes.publish(id)
        return debrief
    }
}
