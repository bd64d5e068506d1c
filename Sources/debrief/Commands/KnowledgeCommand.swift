import ArgumentParser
import Core
import FoundationEssentials
import Knowledge
import Logging

/// `debrief knowledge`: documents that questions and judgements may draw on.
struct KnowledgeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "knowledge",
        abstract: "Add, list, search and remove documents that questions and judgements may draw on.",
        subcommands: [Add.self, List.self, Search.self, Remove.self]
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
                while try await desk.find(as: .localOperator, document.id).state == .waiting {
                    // Another process may hold it: look again in a moment.
                    if try await !ingest.ingestOne() { try await Task.sleep(for: .milliseconds(500)) }
                }
                let placed = try await desk.find(as: .localOperator, document.id)
                let seconds = started.duration(to: .now).components.seconds
                let end = placed.error ?? "\(placed.total) chunks, \(placed.pages) pages, \(seconds) s"
                Console.print("\(placed.id)  \(placed.title)  \(isNew ? end : "was there already")")
            }
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
