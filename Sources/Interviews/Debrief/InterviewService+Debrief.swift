package import Answers
import Catalogue
package import Core
import FoundationEssentials
import HTTPKit
package import Model
import Questions
import Report

extension InterviewService {
    /// What an interview came to, as far as its answers are.
    package func debrief(as principal: Principal, _ id: InterviewID) async throws -> InterviewDebrief {
        let stored = try await find(as: principal, id)
        guard stored.interview.state != .ready else {
            throw WebError(.notReady, "The interview has not begun, so there is nothing to say about it yet.")
        }
        return try await debrief(as: principal, stored.interview)
    }

    private func debrief(as principal: Principal, _ interview: Interview) async throws -> InterviewDebrief {
        let found = try await answers(as: principal, of: interview)
        let observed = try await observed(as: principal, interview.id)
        var debrief = DebriefMaker(interview, answers: found).debrief(observations: observed.sentences)
        if let told = interview.told, told.subject == ToldDebrief.subject(of: debrief) {
            debrief.narrative = told.narrative
        }
        return debrief
    }

    /// The counting answers of an interview that are still there.
    func answers(as principal: Principal, of interview: Interview) async throws -> [AnswerID: Answer] {
        var found: [AnswerID: Answer] = [:]
        for turn in interview.turns {
            guard let take = turn.counting else { continue }
            if let (stored, results) = try await results.results(as: principal, of: take.answer) {
                found[take.answer] = try AnswerAssembly.answer(stored, results)
            }
        }
        return found
    }

    /// Everything a report of an interview shows: the debrief, and each answer that is finished.
    package func content(as principal: Principal, _ id: InterviewID, from reports: ReportDesk) async throws
        -> InterviewContent
    {
        let stored = try await find(as: principal, id)
        let interview = stored.interview
        guard interview.state != .ready else {
            throw WebError(.notReady, "The interview has not begun, so there is nothing to report yet.")
        }
        let debrief = try await debrief(as: principal, interview)
        var numbered: [InterviewContent.NumberedAnswer] = []
        for row in debrief.rows {
            guard let answer = row.answer, row.status == .done || row.status == .failed else { continue }
            numbered.append(.init(number: row.number, content: try await reports.content(as: principal, answer)))
        }
        let plan = interview.plan
        let mode =
            switch plan.mode {
            case .coach: "coaching"
            case .practice: "practice"
            case .mock: "mock interview"
            case .asynchronous: "recorded interview"
            }
        let level = plan.level == .any ? nil : plan.level.rawValue
        let job = [level, plan.role].compactMap(\.self).joined(separator: " ")
        return InterviewContent(
            debrief: debrief,
            candidate: plan.candidate,
            facts: [job, plan.company ?? "", mode].filter { !$0.isEmpty },
            answers: numbered,
            date: (interview.finished ?? interview.started ?? interview.created).date,
            version: reports.version
        )
    }

    /// The report as a PDF: one summary page, then one page an answer, then details.
    package func pdf(as principal: Principal, _ id: InterviewID, from reports: ReportDesk) async throws -> [UInt8] {
        let (content, renderer) = (try await content(as: principal, id, from: reports), reports.renderer)
        return try await reports.threads.run(Language.kept { try renderer.render(content) })
    }

    /// The report as an accessible page.
    package func page(as principal: Principal, _ id: InterviewID, from reports: ReportDesk) async throws -> String {
        let content = try await content(as: principal, id, from: reports)
        return try await reports.threads.run(Language.kept { HTMLReport.text(for: content) })
    }
}
