import Answers
import Coaching
import FoundationEssentials
import Interviews
import Model
import Questions

extension Premises {
    /// The bank of the configuration folder and the questions of this database.
    ///
    /// - Throws: `questions.invalid_bank`, `questions.invalid_titles`.
    func questionService() throws -> QuestionService {
        QuestionService(
            database: database,
            bank: try wiring.questionBank(),
            titles: try wiring.jobTitles(),
            now: { Date() }
        )
    }
}

extension Premises {
    /// Interviews of this database.
    func interviewService(answers: AnswerService, reports: ReportDesk) throws -> InterviewService {
        InterviewService(
            database: database,
            questions: try questionService(),
            answers: answers,
            reports: reports,
            engines: try wiring.interviewEngines(),
            now: { Date() }
        )
    }

    /// Goes on with interviews as long as its process lives.
    func interviewClock(_ service: InterviewService) -> InterviewClock {
        InterviewClock(service, log: wiring.logger)
    }
}

extension Wiring {
    /// What interviews run on: the model that judges also writes; the rules find out what an answer contains.
    func interviewEngines() throws -> InterviewEngines {
        InterviewEngines(
            coverage: Self.coverageReader,
            writer: try languageModels().first.map { QuestionWriter($0) },
            generateMs: settings.number("interviews.generateMs"),
            suspicion: settings.number("interviews.suspicion")
        )
    }

    /// Finds out by rules what an answer contains of what its question asks for.
    static let coverageReader = CoverageReader { question, transcript in
        let found = AnswerCoverage(of: transcript, to: question.text, points: question.talkingPoints)
        let parts = found.parts.compactMap { BankQuestion.Probe.Part(rawValue: $0.rawValue) }
        return Set(parts.map(BankQuestion.Probe.part)).union(found.points.map(BankQuestion.Probe.point))
    }

    /// The questions of the configuration folder.
    func questionBank() throws(QuestionsError) -> QuestionBank {
        try QuestionBank.load(folder: config.appending(path: "questions"))
    }

    /// The job titles of the configuration folder.
    func jobTitles() throws(QuestionsError) -> JobTitles {
        guard let data = try? Data(contentsOf: config.appending(path: "titles.json")) else {
            throw QuestionsError(.invalidTitles, "The file config/titles.json cannot be read.")
        }
        return try JobTitles(data)
    }
}
