package import Core
import Documents
import FoundationEssentials
import Logging
package import Model

/// Questions with the section of a document that answers each, to measure a search and an embedding model by.
package struct KnowledgeSet: Sendable, Codable {
    /// One question.
    package struct Question: Sendable, Codable {
        /// Where it counts: rules and thresholds are chosen by one half of the questions and judged by the other, and by fresh ones that
        /// were written later.
        package enum Half: String, Sendable, Codable, CaseIterable {
            case calibration, judged, fresh
        }

        /// The question.
        package var question: String
        /// The number that the heading of the answering section begins with.
        package var section: Int
        /// Other sections that answer it as well, found by reading.
        package var also: [Int]?
        /// Where it counts.
        package var half: Half
    }

    /// The document, beside the file of the set.
    package var document: String
    /// Its questions.
    package var questions: [Question]
    /// Questions that nothing in the document answers; each second one is judged, the others calibrate.
    package var unrelated: [String]
}

/// Measures the search of knowledge documents with whatever embedding service there is.
package struct KnowledgeMeasure: Sendable {
    private let store: KnowledgeStore
    private let threads: BlockingThreads

    /// A measurement in a database; what it keeps there it removes again.
    package init(_ store: KnowledgeStore, threads: BlockingThreads) {
        self.store = store
        self.threads = threads
    }

    /// What one half of a labelled set gave.
    package struct Share: Sendable {
        /// Its questions.
        package var questions = 0
        /// How many have a right section among the first six, by way.
        package var found: [KnowledgeSearch.Way: Int] = [:]
        /// Sums of 1 over the place of the first right chunk, by way; 0 where it is not among the first six.
        package var reciprocal: [KnowledgeSearch.Way: Double] = [:]
        /// Cosines with the best chunk of a right section, ascending.
        package var right: [Double] = []
        /// Best cosines of questions that nothing answers, ascending.
        package var unrelated: [Double] = []
        /// The questions that a hybrid search missed.
        package var missed: [String] = []

        /// Share of the questions with a right section among the first six.
        package func recall(_ way: KnowledgeSearch.Way) -> Double {
            Double(found[way] ?? 0) / Double(max(1, questions))
        }

        /// Share of the right chunks and of the unrelated questions that reach a cosine.
        package func reach(_ least: Double) -> (right: Double, unrelated: Double) {
            func share(_ cosines: [Double]) -> Double {
                Double(cosines.count { $0 >= least }) / Double(max(1, cosines.count))
            }
            return (share(right), share(unrelated))
        }

        /// The cosine, in hundredths, that tells right chunks from the best ones of unrelated questions most often (Youden 1950).
        package var threshold: Double? {
            guard !right.isEmpty, !unrelated.isEmpty else { return nil }
            func gain(_ hundredths: Int) -> Double {
                let reach = reach(Double(hundredths) / 100)
                return reach.right - reach.unrelated
            }
            return (0...99).max { gain($0) < gain($1) }.map { Double($0) / 100 }
        }
    }

    /// What a labelled set gave.
    package struct Retrieval: Sendable {
        /// Chunks of the document.
        package var chunks = 0
        /// Both halves.
        package var halves: [KnowledgeSet.Question.Half: Share] = [:]
    }

    /// Measures a labelled set.
    ///
    /// - Parameter bytes: the set's document, Markdown.
    package func retrieval(_ set: KnowledgeSet, document bytes: [UInt8], embedder: Embedder?) async throws -> Retrieval
    {
        let principal = Principal.holder(of: "measure:\(KnowledgeID(at: Date()))")
        let search = KnowledgeSearch(store, embedder: embedder, threshold: -1)
        let desk = KnowledgeDesk(store, search: search, now: { Date() })
        let ingest = KnowledgeIngest(store, embedder: embedder, threads: threads, log: Logger(label: "measure"))
        defer { Task { [store] in _ = try? await store.removeAll(as: principal) } }
        let (added, _) = try await desk.add(as: principal, bytes, .init(name: set.document))
        try await ingest.finish(added.id, as: principal)
        while try await ingest.indexOne() {}
        var result = Retrieval(chunks: try await desk.find(as: principal, added.id).total)
        for question in set.questions {
            try await measure(question, as: principal, search, hasVectors: embedder != nil, &result)
        }
        for (number, question) in set.unrelated.enumerated() where embedder != nil {
            let found = try await search.search(as: principal, question, count: 1, by: .vectors)
            guard let best = found.hits.first?.similarity else { continue }
            result.halves[number.isMultiple(of: 2) ? .calibration : .judged, default: Share()].unrelated.append(best)
        }
        for half in result.halves.keys {
            result.halves[half]?.right.sort()
            result.halves[half]?.unrelated.sort()
        }
        _ = try await store.removeAll(as: principal)
        return result
    }

    private func measure(
        _ question: KnowledgeSet.Question,
        as principal: Principal,
        _ search: KnowledgeSearch,
        hasVectors: Bool,
        _ result: inout Retrieval
    ) async throws {
        let sections = [question.section] + (question.also ?? [])
        func isRight(_ hit: KnowledgeHit) -> Bool {
            let last = hit.heading.components(separatedBy: " › ").last ?? ""
            return sections.contains { last.hasPrefix("\($0) ") }
        }
        var share = result.halves[question.half, default: Share()]
        share.questions += 1
        for way in KnowledgeSearch.Way.allCases where way == .words || hasVectors {
            let found = try await search.search(as: principal, question.question, by: way)
            if let place = found.hits.firstIndex(where: isRight) {
                share.found[way, default: 0] += 1
                share.reciprocal[way, default: 0] += 1 / Double(place + 1)
            } else if way == .hybrid {
                share.missed.append(question.question)
            }
        }
        if hasVectors {
            let wide = try await search.search(as: principal, question.question, count: 50, by: .vectors)
            share.right.append(wide.hits.first(where: isRight)?.similarity ?? -1)
        }
        result.halves[question.half] = share
    }
}
