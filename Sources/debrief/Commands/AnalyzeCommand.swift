import Answers
import ArgumentParser
import Coaching
import Core
import FoundationEssentials
import HTTPKit
import Logging
import Model
import Report
import Speech

/// `debrief analyze`: one recording through all stages, with no server and no database.
struct AnalyzeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "analyze",
        abstract: "Turn one recording into a debrief: a summary here, a PDF in reports/."
    )

    @Argument(
        help: "The recording: WAV, WebM, Ogg, MP4, FLAC or MP3; with the companion also AAC, ALAC, AMR, WMA and CAF."
    )
    var file: String

    @OptionGroup var about: QuestionOptions

    @Option(help: "Words to use instead of recognition: a text, WebVTT, SRT or JSON file.")
    var transcript: String?

    @Option(help: "Rubric file to judge by, instead of the one for the role.")
    var rubric: String?

    @Flag(help: "Also tell the evaluation in 500 to 700 words.")
    var narrative = false

    @Option(help: "Who judges: rules, gemini, chat or panel (evaluate.engine).")
    var judge: String?

    @Option(help: "How often a model judges; more than once shows a range (evaluate.samples).")
    var samples: Int?

    @Option(help: "Write the whole result as JSON; - is standard output, then nothing else is printed there.")
    var json: String?

    @Option(help: "Where to write the report (default: reports/<name of the recording>.pdf).")
    var pdf: String?

    @Flag(name: .customLong("no-pdf"), help: "Write no report.")
    var noPDF = false

    @Option(help: "Write the report as an accessible page (HTML).")
    var html: String?

    @Option(help: "Write captions (WebVTT) when the transcript has times.")
    var vtt: String?

    @Option(help: "The same as SubRip.")
    var srt: String?

    @Option(help: "Write each filler and each long pause as a short WAV into this folder.")
    var clips: String?

    @Option(help: "Settings file to read.")
    var config: String?

    func run() async throws {
        let settings = try await Settings.load(
            flags: flags,
            file: config,
            environment: ProcessInfo.processInfo.environment
        )
        let logger = Log.logger(level: Log.level(settings) <= .debug ? Log.level(settings) : .critical)
        let wiring = try Wiring(settings: settings, logger: logger)
        let rubric = try rubric.map { try Rubric.read(try Self.contents(of: $0), named: $0) }
        let submission = try submission()
        let scratch = FileManager.default.temporaryDirectory.appending(path: submission.id.rawValue)
        defer { try? FileManager.default.removeItem(at: scratch) }
        let pipeline = AnswerPipeline(
            try wiring.engines(rubric: rubric),
            deadlines: wiring.deadlines,
            threads: BlockingThreads()
        )
        guard FileManager.default.fileExists(atPath: file) else { throw MissingFile(path: file) }
        let outcome = try await pipeline.runOnce(
            URL(filePath: file),
            submission,
            scratch: scratch,
            policy: wiring.patience,
            log: logger
        )
        if let problem = outcome.answer.problem {
            Console.warn("debrief: \(problem.detail) [\(problem.code)]")
            throw ExitStatus(code: problem.code)
        }
        try write(outcome)
        if let clips {
            try ClipFolder(path: clips, audio: wiring.audio).write(outcome.answer, from: outcome.decoded)
        }
    }

    private var flags: [String: String] {
        var flags: [String: String] = [:]
        flags["evaluate.engine"] = judge
        flags["evaluate.samples"] = samples.map(String.init)
        return flags
    }

    /// The text of a résumé or a job description.
    private static func document(_ path: String) throws -> String {
        let data = try contents(of: path)
        guard data.count <= UploadFields.maxDocumentBytes else {
            let limit = ByteCount.text(UploadFields.maxDocumentBytes)
            throw UnreadableFile("\(path) has more than \(limit); give the text alone.")
        }
        guard let text = String(validating: data, as: UTF8.self) else {
            throw UnreadableFile("\(path) is not UTF-8 text; convert it first, for example with pdftotext.")
        }
        return text
    }

    private func submission() throws -> Submission {
        let now = Date()
        let language = about.language
        let words = try transcript.map { path in
            try TranscriptFile.read(try Self.contents(of: path), named: path, language: language)
        }
        return Submission(
            id: AnswerID(at: now),
            question: about.question,
            candidate: about.candidate,
            interviewer: about.interviewer,
            company: about.company,
            language: language,
            transcript: words,
            resume: try about.resume.map(Self.document),
            jobDescription: try about.jobDescription.map(Self.document),
            narrative: narrative,
            bytes: 0,
            sha256: "",
            createdAt: now
        )
    }

    private func write(_ outcome: AnswerPipeline.Outcome) throws {
        if let json { try Self.write(try JSONReply.encoder.encode(outcome.answer) + Data("\n".utf8), to: json) }
        if vtt != nil || srt != nil, let transcript = outcome.answer.transcript {
            let texts = [
                (vtt, TranscriptVTT.text(for: transcript, delivery: outcome.answer.delivery)),
                (srt, TranscriptSRT.text(for: transcript)),
            ]
            for (path, text) in texts {
                if let path, let text { try Self.write(Data(text.utf8), to: path) }
            }
            if texts.allSatisfy({ $0.1 == nil }) {
                Console.warn("debrief: the transcript has no times, so there are no captions.")
            }
        }
        if let html, let content = outcome.content {
            try Self.write(Data(HTMLReport.text(for: content).utf8), to: html)
        }
        var report: String?
        if !noPDF, let bytes = outcome.pdf {
            let path = pdf ?? DefaultReport(for: file).path()
            try Self.write(Data(bytes), to: path)
            report = path
        }
        guard json != "-" else { return }
        Console.print(TerminalSummary(outcome.answer).text)
        if let report { Console.print("Report: \(report)") }
    }

    private static func write(_ data: Data, to path: String) throws {
        let target = try OutputTarget(path: path)
        try target.write(data.bytes)
        try target.close()
    }

    private static func contents(of path: String) throws -> Data {
        guard let data = FileManager.default.contents(atPath: path) else { throw MissingFile(path: path) }
        return data
    }
}
