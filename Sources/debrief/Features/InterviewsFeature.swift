import Coaching
import Core
import Documents
import FoundationEssentials
import HTTPKit
import Interviews
import Knowledge
import Model
import Providers
import Questions
import Resumes
import Sharing
import Synchronization
import Voice

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
            let avatar = composition.premises.wiring.settings.optionalText("avatar.page")
            let shares = composition.premises.shares(composition.accounts)
            return { routes in
                QuestionRoutes(service: service.questions).add(to: routes)
                InterviewRoutes(service: service, answers: answers, reports: reports).add(to: routes)
                ProgressRoutes(service: service).add(to: routes)
                InterviewPageRoutes(service: service, avatar: avatar) { try await shares.readers(as: $0, of: $1) }
                    .add(to: routes)
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
        let bank = try wiring.questionBank()
        var engines = try wiring.interviewEngines()
        engines.skills = try wiring.skills()
        engines.rubric = try wiring.rubricByKind()
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
                bank: bank,
                titles: try wiring.jobTitles(),
                meaning: try wiring.embedder().map { QuestionMeaning($0, bank: bank) },
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
            voice: settings.flag("interviews.voice") ? Self.voice : nil,
            talk: TalkBack(model: try languageModels().first),
            narrator: try languageModels().first.map(Self.narrator),
            avatar: Self.avatar(self),
            generateMs: settings.number("interviews.generateMs"),
            suspicion: settings.number("interviews.suspicion")
        )
    }

    /// The rubric for a kind of question, where the folder has it: what was asked decides, not the role. "Why this company?" is no
    /// technical question because an engineer answers it.
    func rubricByKind() throws -> @Sendable (BankQuestion.Kind) -> String? {
        let known = Set(try RubricLibrary.load(folder: config.appending(path: "rubrics")).rubrics.keys)
        return { kind in
            let name: String? =
                switch kind {
                case .behavioural: "behavioural"
                case .aboutYou, .motivation, .closing: RubricLibrary.fallback
                case .technical, .situational, .case, .design, .coding, .sql, .troubleshooting: nil
                }
            return name.flatMap { known.contains($0) ? $0 : nil }
        }
    }

    /// Tells a debrief in prose by the model that judges; every sentence is checked against the answers and what was found in them.
    static func narrator(_ model: LanguageModel) -> @Sendable (InterviewDebrief, [Answer]) async -> Narrative? {
        { debrief, answers in
            let words = answers.compactMap(\.transcript)
            guard let first = words.first else { return nil }
            let transcript = Transcript(
                text: words.map(\.text).joined(separator: "\n"),
                language: first.language,
                engine: first.engine,
                keepsFillers: first.keepsFillers,
                wordTimes: .none,
                accuracy: words.contains { $0.accuracy == .low } ? .low : .standard,
                words: []
            )
            func remarks(_ points: [InterviewDebrief.Point]) -> [Evaluation.Remark] {
                points.map { point in
                    Evaluation.Remark(text: point.text, evidence: point.quote.map { [.init(quote: $0)] } ?? [])
                }
            }
            var evaluation = Evaluation(
                engine: model.engine,
                score: debrief.measures.first { $0.name == "Score" }?.mean,
                criteria: debrief.coverage.map { part in
                    Evaluation.Criterion(
                        id: "question-\(part.turn)",
                        title: "Question \(part.turn)",
                        score: debrief.rows.first { $0.number == part.turn }?.score,
                        items: part.covered.map { .init(id: $0, text: $0, met: .yes) }
                            + part.missing.map { .init(id: $0, text: $0, met: .no) }
                    )
                },
                strengths: remarks(debrief.strengths),
                improvements: remarks(debrief.areas),
                nextDrill: debrief.nextDrill,
                rubric: "interview"
            )
            evaluation.hiring = debrief.hiring
            let questions = debrief.rows.map { "\($0.number). \($0.question)" }.joined(separator: " ")
            let request = Judge.Request(
                question: Question(text: "A whole interview. \(questions)"),
                transcript: transcript,
                delivery: Delivery(
                    wordCount: words.reduce(0) { $0 + $1.words.count },
                    fillers: Fillers(total: 0, reliability: .none, reliabilityNote: ""),
                    pauses: Pauses(count: 0, totalMs: 0)
                ),
                quality: Quality(verdict: .good)
            )
            let told = try? await NarrativeWriter(model: model).write(evaluation, for: request)
            return told?.source == .model ? told : nil
        }
    }

    /// One voice in a process, as it bounds how many children run at a time.
    private static let voice: InterviewVoice? = EspeakVoice().map { voice in
        InterviewVoice { text, language in try await voice.say(text, language: language) }
    }

    /// One head in a process, so that texts stay in order; the first settings that name one win.
    private static let heads = Mutex<NeuroSyncAvatar?>(nil)

    private static func avatar(_ wiring: Wiring) -> Avatar {
        heads.withLock { head in
            if head == nil { head = wiring.head() }
            return head?.avatar ?? .none
        }
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
