import Answers
import Core
import Database
import FoundationEssentials
package import HTTPKit
import Hummingbird
import Model
import Questions

extension InterviewService {
    /// How many answers, newest first, progress looks at.
    static let progressAnswers = 200

    /// The caller's finished answers as takes. Another owner's are never among them, whatever else a principal may see.
    func takes(as principal: Principal) async throws -> [ProgressTake] {
        let own = Principal(principal.kind, owner: principal.owner, permissions: [.answersRead])
        var filter = AnswerFilter()
        filter.status = .done
        let page = try await results.list(as: own, limit: Self.progressAnswers, after: nil, filter: filter)
        var takes: [ProgressTake] = []
        for listed in page.answers {
            guard let (stored, found) = try await results.results(as: own, of: listed.submission.id) else { continue }
            takes.append(Self.take(try AnswerAssembly.answer(stored, found)))
        }
        return takes
    }

    private static func take(_ answer: Answer) -> ProgressTake {
        var values: [ProgressMeasure: Double] = [:]
        values[.score] = answer.evaluation?.score
        values[.wordsPerMinute] = answer.delivery?.wordsPerMinute
        if answer.delivery?.fillers.reliability == .counted {
            values[.fillersPerMinute] = answer.delivery?.fillers.perMinute
        }
        if answer.recording != nil { values[.longPauses] = (answer.delivery?.pauses.longCount).map(Double.init) }
        values[.fluency] = answer.delivery?.fluency?.score
        values[.confidence] = answer.delivery?.confidence?.score
        return ProgressTake(
            answer: answer.id.rawValue,
            at: answer.createdAt,
            question: answer.question.text.split(whereSeparator: \.isWhitespace).joined(separator: " "),
            values: values
        )
    }

    /// What changed over the caller's answers.
    func progress(as principal: Principal) async throws -> ProgressReport {
        ProgressReport(try await takes(as: principal))
    }

    /// What the caller should practise again.
    func drills(as principal: Principal) async throws -> DrillList {
        let own = try await questions.store.list(as: principal).map(\.question)
        let ids = (questions.bank.questions + own).map { question in
            (question.text.split(whereSeparator: \.isWhitespace).joined(separator: " "), question.id)
        }
        return DrillList(
            try await takes(as: principal),
            ids: Dictionary(ids, uniquingKeysWith: { first, _ in first }),
            at: now()
        )
    }
}

/// `/v1/progress`: how answers change over time, and what to practise next.
package struct ProgressRoutes: Sendable {
    private let service: InterviewService

    /// The routes over one service.
    package init(service: InterviewService) { self.service = service }

    /// Registers the routes.
    package func add(to routes: Routes) {
        let operations = Operations.progress
        routes.add(operations["getProgress"]) { request, context in
            try ConditionalReply.json(try await service.progress(as: try context.signedIn), to: request)
        }
        routes.add(operations["listDrills"]) { request, context in
            try ConditionalReply.json(try await service.drills(as: try context.signedIn), to: request)
        }
    }
}
