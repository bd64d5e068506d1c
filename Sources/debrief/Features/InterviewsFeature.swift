import Coaching
import Core
import Documents
import FoundationEssentials
import HTTPKit
import Interviews
import Model
import Questions
import Resumes

extension FeatureEntry {
    /// Questions, interviews, and how answers change over time.
    static let interviews = FeatureEntry(
        part: InterfacePart(
            Operations.questions + Operations.interviews + Operations.progress,
            schemas: Schemas.ofQuestions,
            Schemas.ofInterviews,
            Schemas.ofProgress
        ),
        routes: { composition in
            let service = try composition.premises.interviewService()
            let (answers, reports) = (try await composition.answers(), composition.reports)
            return { routes in
                QuestionRoutes(service: service.questions).add(to: routes)
                InterviewRoutes(service: service, answers: answers, reports: reports).add(to: routes)
                ProgressRoutes(service: service).add(to: routes)
                InterviewPageRoutes(service: service).add(to: routes)
            }
        },
        services: { premises in
            [InterviewClock(try premises.interviewService(), log: premises.wiring.logger)]
        }
    )
}

extension Premises {
    /// Interviews of this database.
    ///
    /// - Throws: `questions.invalid_bank`, `questions.invalid_titles`.
    func interviewService() throws -> InterviewService {
        var engines = try wiring.interviewEngines()
        engines.skills = try wiring.skills()
        engines.knowledge = try knowledgeSource()
        let resumes = ResumeStore(database)
        engines.documents = { principal, text in
            guard let id = ResumeMatchID(text), let match = try await resumes.match(as: principal, id),
                let resume = try await resumes.find(as: principal, match.resume)
            else { return nil }
            func short(_ document: DocumentText) -> String {
                String(decoding: document.plain.utf8.prefix(InterviewRequest.maxDocument - 4), as: UTF8.self)
            }
            return InterviewBackground(resume: short(resume.document), jobDescription: short(match.job))
        }
        return InterviewService(
            database: database,
            questions: QuestionService(
                database: database,
                bank: try wiring.questionBank(),
                titles: try wiring.jobTitles(),
                now: { Date() }
            ),
            engines: engines,
            now: { Date() }
        )
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
