import Answers
import ArgumentParser
import Core
import FoundationEssentials
import HTTPKit
import Interviews
import Logging
import Model
import Report
import ServiceLifecycle

/// `debrief interview`: an interview in a terminal, without a server.
struct InterviewCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "interview",
        abstract: "Hold an interview here: questions on standard output, answers from standard input.",
        discussion: """
            Type an answer and end it with an empty line, or name a recording with @FILE. The lines /skip, /back and /end do what they \
            say; so does the end of the input. An interview that was interrupted goes on with --resume.
            """
    )

    @Option(help: "How it is held: practice, mock, coach or asynchronous.")
    var mode = "practice"

    @Option(help: "The job, as a title.")
    var role: String?

    @Option(help: "Its level: entry, mid, senior or lead.")
    var level: String?

    @Option(help: "Skills it needs, with commas.")
    var skills: String?

    @Option(help: "How many questions.")
    var count: Int?

    @Option(help: "Follow-ups after one question, 0 to 2; in a mock interview.")
    var followUps: Int?

    @Option(help: "Who answers, for the report.")
    var candidate: String?

    @Option(help: "The résumé, a text file.")
    var cv: String?

    @Option(help: "The job description, a text file.")
    var jobDescription: String?

    @Flag(help: "Have a model write the questions.")
    var generate = false

    @Option(help: "Go on with this interview.")
    var resume: String?

    @Option(help: "Where the report goes; reports/interview-….pdf when absent.")
    var pdf: String?

    @Flag(name: .customLong("no-pdf"), help: "Write no report.")
    var noPDF = false

    @Option(help: "Write the debrief as JSON; - is standard output.")
    var json: String?

    @Option(help: "How long to wait for the last answers, in seconds.")
    var wait = 600

    @Option(help: "Where everything is kept (data.folder).")
    var data: String?

    @Option(help: "Settings file to read.")
    var config: String?

    func run() async throws {
        let settings = try await Settings.load(
            flags: data.map { ["data.folder": $0] } ?? [:],
            file: config,
            environment: ProcessInfo.processInfo.environment
        )
        let level = Log.level(settings)
        let logger = Log.logger(level: level <= .debug ? level : .critical)
        let premises = try await Premises.open(try Wiring(settings: settings, logger: logger))
        let composition = Composition(
            premises: premises,
            drain: Drain(),
            setup: nil,
            accounts: try premises.accounts(base: LinkBase("")),
            metrics: { "" },
            threads: premises.threads,
            drawing: premises.pools.drawing
        )
        let service = try premises.interviewService()
        let id = try await begin(service)
        let room = TerminalInterview(
            service: service,
            answers: try await composition.answers(),
            id: id,
            feedback: try await service.find(as: .localOperator, id).interview.plan.mode == .practice
        )
        let group = ServiceGroup(services: [try premises.worker()], logger: logger)
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            do {
                try await room.hold()
                try await finish(room, composition.reports)
            } catch {
                await group.triggerGracefulShutdown()
                throw error
            }
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
        }
    }

    /// Makes the interview, or finds the one to go on with.
    private func begin(_ service: InterviewService) async throws -> InterviewID {
        if let resume {
            guard let id = InterviewID(resume) else { throw ValidationError("--resume wants the id of an interview.") }
            _ = try await service.find(as: .localOperator, id)
            return id
        }
        var body = InterviewBody(mode: mode)
        (body.role, body.level, body.count, body.candidate) = (role, level, count, candidate)
        body.skills = skills?.split(separator: ",").map(\.trimmed)
        (body.followUps, body.generate) = (followUps, generate ? true : nil)
        // The one at the terminal decides when to begin an answer.
        body.thinkMs = 0
        body.resume = try cv.map(Self.text)
        body.jobDescription = try jobDescription.map(Self.text)
        return try await service.create(as: .localOperator, Array(try JSONEncoder().encode(body))).id
    }

    private struct InterviewBody: Encodable {
        var mode: String
        var role: String?
        var level: String?
        var skills: [String]?
        var count: Int?
        var followUps: Int?
        var candidate: String?
        var thinkMs: Int?
        var generate: Bool?
        var resume: String?
        var jobDescription: String?
    }

    private static func text(_ path: String) throws -> String {
        guard let data = FileManager.default.contents(atPath: path) else { throw MissingFile(path: path) }
        guard let text = String(validating: data, as: UTF8.self) else {
            throw UnreadableFile("\(path) is not UTF-8 text; convert it first, for example with pdftotext.")
        }
        return text
    }

    private func finish(_ room: TerminalInterview, _ reports: ReportDesk) async throws {
        guard let debrief = try await room.debrief(waitMs: max(0, wait) * 1_000) else { return }
        if let json { try Self.write(try JSONReply.encoder.encode(debrief) + Data("\n".utf8), to: json) }
        if json != "-" { Console.print(InterviewText.debrief(debrief)) }
        guard !noPDF, debrief.rows.contains(where: { $0.answer != nil }) else { return }
        let bytes = try await room.service.pdf(as: .localOperator, room.id, from: reports)
        var path = pdf
        if path == nil {
            try? FileManager.default.createDirectory(atPath: "reports", withIntermediateDirectories: true)
            path = "reports/interview-\(room.id.rawValue.suffix(12)).pdf"
        }
        guard let path else { return }
        try Self.write(Data(bytes), to: path)
        if json != "-" { Console.print("Report: \(path)") }
    }

    private static func write(_ data: Data, to path: String) throws {
        let target = try OutputTarget(path: path)
        try target.write(data.bytes)
        try target.close()
    }
}
