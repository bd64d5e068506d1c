import ArgumentParser
import Core
import FoundationEssentials
import HTTPKit
import Logging
import Model
import Report
import Rescoring
import UnixSignals

/// `debrief rescore`: stored answers scored again.
struct RescoreCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rescore",
        abstract: "Score stored answers again, with another rubric, model or engine.",
        discussion: """
            Without a selection all answers are scored again. What a stage made is taken as long as nothing it depends on \
            changed; with --from, everything before that stage is taken in any case. Old results stay as versions. A \
            re-scoring that was interrupted goes on with --resume.
            """
    )

    @OptionGroup var which: RescoreSelectionOptions

    @Option(help: "Take everything before this stage as it is: decode, transcribe, analyze, evaluate or report.")
    var from: String?

    @Option(help: "Judge by this rubric: a name in config/rubrics, or a file.")
    var rubric: String?

    @Option(help: "Who judges (evaluate.engine).")
    var engine: String?

    @Option(help: "With which model.")
    var model: String?

    @Option(help: "Who hears the words (transcribe.engine).")
    var transcriber: String?

    @Option(help: "With which model.")
    var transcriberModel: String?

    @Flag(help: "Say what would happen, and do nothing.")
    var dryRun = false

    @Option(help: "Answers at the same time, 1 to 64.")
    var concurrency = 4

    @Option(help: "Answers begun in a minute, at most.")
    var perMinute: Int?

    @Option(help: "Pause after so many calls of services outside.")
    var maxCalls: Int?

    @Flag(help: "Judge again though nothing changed.")
    var force = false

    @Flag(help: "Keep the results beside those that count, until --apply or --discard.")
    var shadow = false

    @Option(help: "Score only so many, chosen from strata, as a shadow, and say what to expect of all.")
    var sample: Int?

    @OptionGroup var bounds: RescoreThresholdOptions

    @Option(help: "Go on with a re-scoring; --max-calls and --concurrency may be new.")
    var resume: String?

    @OptionGroup var results: RescoreResultOptions

    @Option(help: "Pause a re-scoring, in whatever process it runs.")
    var pause: String?

    @Option(help: "Cancel a re-scoring; what was scored stays.")
    var cancel: String?

    @Flag(help: "List the re-scorings there are.")
    var list = false

    @Option(help: "Write what changed as JSON; - is standard output.")
    var json: String?

    @Option(help: "Write what changed as CSV.")
    var csv: String?

    @Option(help: "Write what changed as a PDF.")
    var pdf: String?

    @Option(help: "Where everything is kept (data.folder).")
    var data: String?

    @Option(help: "Settings file to read.")
    var config: String?

    func validate() throws {
        guard (1...64).contains(concurrency) else { throw ValidationError("--concurrency wants 1 to 64.") }
        try bounds.check(sample: sample)
        guard (perMinute ?? 1) > 0, (maxCalls ?? 0) >= 0 else {
            throw ValidationError("--per-minute and --max-calls want positive numbers.")
        }
    }

    func run() async throws {
        let settings = try await Settings.load(
            flags: data.map { ["data.folder": $0] } ?? [:],
            file: config,
            environment: ProcessInfo.processInfo.environment
        )
        let level = Log.level(settings)
        let wiring = try Wiring(settings: settings, logger: Log.logger(level: level <= .debug ? level : .error))
        let premises = try await Premises.open(wiring)
        if list { return try await printList(premises) }
        if let pause { return try await move(pause, to: .paused, premises) }
        if let cancel { return try await move(cancel, to: .cancelled, premises) }
        if try await results.run(premises) { return }
        if dryRun { return try await forecast(premises, wiring) }
        let id = try await begin(premises, wiring)
        try await work(on: id, premises)
    }

    private func plan(_ wiring: Wiring) throws -> RescorePlan {
        let stage = try from.map { text in
            guard let stage = Stage(rawValue: text), stage != .upload else {
                throw ValidationError("--from wants decode, transcribe, analyze, evaluate or report.")
            }
            return stage
        }
        let isFile = rubric.map { $0.hasSuffix(".json") || $0.contains("/") } ?? false
        let text = try rubric.map { name in
            guard isFile else { return try Wiring.rubricText(name, wiring.config) }
            guard let data = FileManager.default.contents(atPath: name) else { throw MissingFile(path: name) }
            return String(decoding: data, as: UTF8.self)
        }
        var plan = RescorePlan(
            from: stage,
            rubric: rubric.map { isFile ? URL(filePath: $0).lastPathComponent : $0 },
            rubricText: text,
            engine: engine,
            model: model,
            transcriber: transcriber,
            transcriberModel: transcriberModel
        )
        plan.force = force ? true : nil
        plan.shadow = shadow ? true : nil
        // What the plan names must be there before anything is written.
        _ = try wiring.rescoreEngines(plan)
        return plan
    }

    private func begin(_ premises: Premises, _ wiring: Wiring) async throws -> RescoreID {
        let limits = RescoreLimits(
            concurrency: concurrency,
            perMinute: perMinute,
            maxCalls: maxCalls,
            maxFailed: bounds.maxFailed,
            maxAbstained: bounds.maxAbstained,
            maxDrift: bounds.maxDrift
        )
        guard let resume else {
            var (selection, drawn): (RescoreSelection, RescoreSample?) = (try which.selection(), nil)
            if let sample {
                let taken = try await premises.rescores.sample(
                    as: .system,
                    sample,
                    of: selection,
                    before: Instant(Date())
                )
                selection = RescoreSelection(ids: taken.members.keys.sorted().compactMap { AnswerID($0) })
                drawn = taken
                Console.warn(
                    "debrief: \(taken.members.count) of \(taken.total) answers, from \(taken.strata.count) strata"
                )
            }
            let made = try await premises.rescores.begin(
                as: .system,
                selection,
                plan(wiring),
                limits,
                sample: drawn,
                at: Instant(Date())
            )
            Console.warn("debrief: re-scoring \(made.id)")
            return made.id
        }
        let id = try RescoreResultOptions.id(resume)
        guard let rescore = try await premises.rescores.find(as: .system, id) else { throw MissingRescore(id: resume) }
        guard rescore.state != .cancelled else { throw ValidationError("The re-scoring was cancelled.") }
        if rescore.state == .paused {
            var limits = limits
            limits.perMinute = perMinute ?? rescore.limits.perMinute
            try await premises.rescores.move(as: .system, id, to: .running, limits: limits, at: Instant(Date()))
        }
        return id
    }

    private func work(on id: RescoreID, _ premises: Premises) async throws {
        let runner = try premises.rescoreRunner()
        let (stop, bar) = (RescoreStop(), ProgressBar())
        let rescores = premises.rescores
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                for await _ in await UnixSignalsSequence(trapping: [.sigint, .sigterm]) {
                    stop.set()
                    try await rescores.move(as: .system, id, to: .paused, at: Instant(Date()))
                }
            }
            group.addTask {
                while true {
                    if let now = try await rescores.find(as: .system, id) { bar.show(now) }
                    try await Task.sleep(for: .milliseconds(bar.isTerminal ? 200 : 1_000))
                }
            }
            try await runner.run(id, stop: stop)
            group.cancelAll()
            while let result = await group.nextResult() {
                if case .failure(let error) = result, !(error is CancellationError) { throw error }
            }
        }
        try await finish(id, premises, bar)
    }

    private func finish(_ id: RescoreID, _ premises: Premises, _ bar: ProgressBar) async throws {
        guard let rescore = try await premises.rescores.find(as: .system, id) else { return }
        bar.end(rescore)
        let drift = try await DriftReader(premises.database).table(as: .system, of: rescore)
        if let json { try Self.write(try JSONReply.encoder.encode(drift) + Data("\n".utf8), to: json) }
        if let csv { try Self.write(Data(drift.csv.utf8), to: csv) }
        if let pdf { try Self.write(Data(try premises.renderer.render(drift, version: Version.text)), to: pdf) }
        if json != "-" { Console.print(DriftSummary(drift).text) }
        if rescore.standing == .shadow, rescore.state != .paused {
            Console.warn("debrief: nothing counts yet; debrief rescore --apply \(id) or --discard \(id)")
        }
        let failures = try await premises.rescores.failures(as: .system, of: id, limit: 20)
        for failure in failures {
            Console.warn("debrief: \(failure.answer) failed [\(failure.code)] \(failure.detail)")
        }
        if rescore.failed > failures.count {
            Console.warn("debrief: \(rescore.failed - failures.count) more; debrief rescore --failures \(id)")
        }
        if rescore.state == .paused {
            let why = rescore.note.isEmpty ? "" : " [\(rescore.note)]"
            Console.warn("debrief: paused\(why); go on with debrief rescore --resume \(id)")
            // Asked for, a pause is no failure.
            if !rescore.note.isEmpty { throw ExitStatus.upstream }
        } else if let first = failures.first {
            throw ExitStatus(code: first.code)
        }
    }

    private func forecast(_ premises: Premises, _ wiring: Wiring) async throws {
        let plan = try plan(wiring)
        let preview = RescorePreview(
            premises.database,
            blobs: premises.blobs,
            engines: try wiring.rescoreEngines(plan),
            threads: premises.threads
        )
        let forecast = try await preview.forecast(
            as: .system,
            try which.selection(),
            from: plan.from,
            at: Instant(Date())
        )
        if let json { try Self.write(try JSONReply.encoder.encode(forecast) + Data("\n".utf8), to: json) }
        if json != "-" { Console.print(ForecastSummary(forecast).text) }
    }

    private func printList(_ premises: Premises) async throws {
        for rescore in try await premises.rescores.list(as: .system, limit: 50) {
            let total = rescore.total.map { "\($0)" } ?? "?"
            let made = rescore.created.date.formatted(Date.ISO8601FormatStyle())
            Console.print(
                "\(rescore.id)  \(made)  \(rescore.state.rawValue)  \(rescore.done)/\(total) done, \(rescore.failed) failed"
            )
        }
    }

    private func move(_ text: String, to state: Rescore.State, _ premises: Premises) async throws {
        let id = try RescoreResultOptions.id(text)
        switch try await premises.rescores.move(as: .system, id, to: state, at: Instant(Date())) {
        case nil: throw MissingRescore(id: text)
        case false: throw ValidationError("The re-scoring is not in a state that allows this.")
        default: Console.print("\(id) \(state.rawValue)")
        }
    }

    private static func write(_ data: Data, to path: String) throws {
        let target = try OutputTarget(path: path)
        try target.write(data.bytes)
        try target.close()
    }
}

/// A re-scoring that is not there.
struct MissingRescore: CodedError {
    /// What was named.
    let id: String

    var code: String { "request.not_found" }
    var message: String { "There is no re-scoring \(id)." }
}
