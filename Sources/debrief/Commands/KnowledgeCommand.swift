import ArgumentParser
import Companion
import Core
import FoundationEssentials
import Knowledge
import Logging
import Model

/// `debrief knowledge`: documents that questions and judgements may draw on.
struct KnowledgeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "knowledge",
        abstract: "Add, list, search and remove documents that questions and judgements may draw on.",
        subcommands: [Add.self, List.self, Search.self, Remove.self, Measure.self]
    )

    /// What every subcommand takes.
    struct Place: ParsableArguments {
        @Option(help: "Where everything is kept (data.folder).")
        var data: String?

        @Option(help: "Settings file to read.")
        var config: String?

        func premises() async throws -> Premises {
            let settings = try await Settings.load(
                flags: data.map { ["data.folder": $0] } ?? [:],
                file: config,
                environment: ProcessInfo.processInfo.environment
            )
            let level = Log.level(settings)
            let wiring = try Wiring(settings: settings, logger: Log.logger(level: level <= .debug ? level : .error))
            return try await Premises.open(wiring)
        }
    }

    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Read documents, and place them here and now.")

        @Argument(help: "PDF, DOCX, Markdown, HTML or text files.")
        var files: [String]

        @Option(help: "The collection they belong to.")
        var collection = ""

        @Flag(help: "Have everyone of the installation search them.")
        var shared = false

        @OptionGroup var place: Place

        func run() async throws {
            let premises = try await place.premises()
            let (desk, ingest) = (try premises.knowledgeDesk(), try premises.knowledgeIngest())
            for file in files {
                guard let data = FileManager.default.contents(atPath: file) else { throw MissingFile(path: file) }
                let started = ContinuousClock.now
                let label = KnowledgeDesk.Label(name: file, collection: collection, shared: shared)
                let (document, isNew) = try await desk.add(as: .localOperator, Array(data), label)
                try await ingest.finish(document.id, as: .localOperator)
                let placed = try await desk.find(as: .localOperator, document.id)
                let seconds = started.duration(to: .now) / .seconds(1)
                let end = placed.error ?? Self.text(placed, seconds)
                Console.print("\(placed.id)  \(placed.title)  \(isNew ? end : "was there already")")
            }
            let companion = await premises.wiring.companion?.status().peakBytes
            let parts = [("this process", Self.peakBytes), ("the companion", companion)]
            let peaks = parts.compactMap { name, bytes in bytes.map { "\(name) \($0 >> 20) MB" } }
            if !peaks.isEmpty { Console.print("peak memory: \(peaks.joined(separator: ", "))") }
        }

        private static func text(_ document: KnowledgeDocument, _ seconds: Double) -> String {
            let speed = (Double(document.pages) / max(seconds, 0.001) * 10).rounded() / 10
            let minutes = (seconds / 60 * 100).rounded() / 100
            return "\(document.total) chunks, \(document.pages) pages in \(minutes) min, \(speed) pages a second"
        }

        /// The most memory this process has had; nil where the kernel does not say.
        private static var peakBytes: Int? {
            let status = FileManager.default.contents(atPath: "/proc/self/status").map {
                String(decoding: $0, as: UTF8.self)
            }
            let line = status?.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
            return line?.split(separator: " ").dropFirst().first.flatMap { Int($0) }.map { $0 << 10 }
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List the documents.")

        @OptionGroup var place: Place

        func run() async throws {
            for document in try await place.premises().knowledgeDesk().store.list(as: .localOperator, collection: nil) {
                let progress = document.state == .waiting ? " \(document.done)/\(document.total)" : ""
                Console.print(
                    "\(document.id)  \(document.state.rawValue)\(progress)  \(document.total) chunks  \(document.title)"
                )
            }
        }
    }

    struct Search: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Find what speaks of a question.")

        @Argument(help: "The question.")
        var question: String

        @Option(help: "How many at most.")
        var limit = KnowledgeSearch.usualCount

        @OptionGroup var place: Place

        func run() async throws {
            let desk = try await place.premises().knowledgeDesk()
            let result = try await desk.search.search(as: .localOperator, question, count: limit)
            if let notice = result.notice { Console.print(notice) }
            for (index, hit) in result.hits.enumerated() {
                let similarity = hit.similarity.map { ", similarity \($0)" } ?? ""
                Console.print("\(index + 1). \(hit.title), page \(hit.page)\(similarity)\n   \(hit.text)")
            }
        }
    }

    struct Measure: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Measure the search with the embedding service that is configured.",
            discussion: "A labelled set gives the share of questions that are found, and a threshold for the model."
        )

        @Argument(help: "A labelled set as JSON, with its document beside it.")
        var set: String

        @OptionGroup var place: Place

        func run() async throws {
            let premises = try await place.premises()
            let measure = KnowledgeMeasure(KnowledgeStore(premises.database), threads: premises.threads)
            try await Self.retrieval(URL(filePath: set), measure, try premises.wiring.embedder())
        }

        private static func retrieval(_ file: URL, _ measure: KnowledgeMeasure, _ embedder: Embedder?) async throws {
            let data = try Data(contentsOf: file)
            let set = try JSONDecoder().decode(KnowledgeSet.self, from: data)
            let document = try Data(contentsOf: file.deletingLastPathComponent().appending(path: set.document))
            let result = try await measure.retrieval(set, document: Array(document), embedder: embedder)
            let model = embedder.map { "\($0.space.engine) \($0.space.model)" } ?? "no embedding service"
            Console.print("\(set.questions.count) questions over \(result.chunks) chunks, \(model)")
            for half in KnowledgeSet.Question.Half.allCases {
                guard let share = result.halves[half], share.questions > 0 else { continue }
                Console.print("\(half.rawValue), \(share.questions) questions")
                for way in [KnowledgeSearch.Way.hybrid, .vectors, .words] where embedder != nil || way == .words {
                    let rank = (share.reciprocal[way] ?? 0) / Double(share.questions)
                    Console.print(
                        "  \(way.rawValue): recall@6 \(text(share.recall(way))), mean reciprocal rank \(text(rank))"
                    )
                }
                for question in share.missed { Console.print("    missed: \(question)") }
            }
            guard let threshold = result.halves[.calibration]?.threshold else { return }
            for half in KnowledgeSet.Question.Half.allCases {
                guard let share = result.halves[half], !share.unrelated.isEmpty else { continue }
                let reach = share.reach(threshold)
                Console.print(
                    "threshold \(threshold), \(half.rawValue): \(text(reach.right)) of right chunks reach it, \(text(reach.unrelated)) of unrelated questions"
                )
            }
        }

        private static func text(_ number: Double) -> String { "\((number * 1_000).rounded() / 1_000)" }
    }

    struct Remove: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Remove documents with their chunks.")

        @Argument(help: "Identifiers, as list shows them.")
        var ids: [String]

        @OptionGroup var place: Place

        func run() async throws {
            let desk = try await place.premises().knowledgeDesk()
            for text in ids {
                guard let id = KnowledgeID(text) else {
                    throw ValidationError("\(text) is no identifier of a document.")
                }
                try await desk.remove(as: .localOperator, id)
            }
        }
    }
}
