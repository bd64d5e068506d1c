import FoundationEssentials
package import Model
import Synchronization

/// Reads whether an answer belongs to its question, or says that it cannot.
package struct RelevanceReader: Sendable {
    /// Everything the reading depends on besides question and answer.
    let configuration: String
    /// Reads. Throws nothing but `CancellationError`; an embedder that fails leaves the relevance unjudged.
    let read: @Sendable (Question, Spoken) async throws -> Relevance

    /// A reader from a closure.
    init(configuration: String, read: @escaping @Sendable (Question, Spoken) async throws -> Relevance) {
        self.configuration = configuration
        self.read = read
    }

    /// Judges nothing.
    package static let none = RelevanceReader(configuration: "none") { _, _ in .unjudged }

    /// Takes every answer for one to its question: for trials with made-up answers, which are.
    package static let assumed = RelevanceReader(configuration: "assumed") { _, _ in Relevance(verdict: .yes) }

    /// Reads by an embedder in whose space a band was measured; in any other space, and without an embedder, nothing is judged. Make one and
    /// share it: it keeps the vectors of the subjects it compares with.
    package init(_ embedder: Embedder?) {
        guard let embedder, let band = RelevanceBand.measured(in: embedder.space) else {
            self = .none
            return
        }
        let subjects = SubjectVectors(embedder)
        self.init(
            configuration:
                "\(RelevanceBand.version).\(PartMeaning.version) \(embedder.space.engine)/\(embedder.space.model)"
        ) {
            question,
            spoken in
            guard question.text.contains(where: { $0.isLetter || $0.isNumber }) else { return .unjudged }
            do {
                return try await Self.relevance(of: question, spoken, by: band, embedder, subjects.vectors())
            } catch let error as CancellationError {
                throw error
            } catch {
                return .unjudged
            }
        }
    }

    private static func relevance(
        of question: Question,
        _ spoken: Spoken,
        by band: RelevanceBand,
        _ embedder: Embedder,
        _ subjects: [[[Float]]]
    ) async throws -> Relevance {
        let passages = Passages(spoken)
        let asked = QuestionForms(question.text).texts
        let points = IdealPoints(question).texts
        let stretches = PartPassages(spoken)
        let groups = [asked, passages.texts, passages.words, points, stretches.texts]
        guard !passages.ranges.isEmpty, let parts = try await placed(groups, embedder) else { return .unjudged }
        let meter = RelevanceMeter(
            question: parts[0],
            passages: passages,
            vectors: parts[1],
            words: parts[2],
            subjects: subjects
        )
        let signals = meter.signals(
            address: passages.address,
            isFirstPerson: passages.firstPerson,
            kind: QuestionKind(question.text),
            namesPlace: RelevanceMeter.namesPlace(question.text)
        )
        guard let signals else { return .unjudged }
        let meaning = PartMeaning.reading(stretches, parts[4], in: embedder.space)
        return Relevance(
            verdict: band.verdict(signals),
            evidence: meter.nearest.map { [$0] } ?? [],
            signals: signals,
            points: meter.points(parts[3]),
            parts: meaning
        )
    }

    /// The vectors of some groups of texts, each different text placed once; nil when the embedder does not give one for each.
    private static func placed(_ groups: [[String]], _ embedder: Embedder) async throws -> [[[Float]]]? {
        let texts = groups.flatMap { $0 }.uniqued
        let placed = try await embedder.embed(texts.map { Embedder.Text($0) }, .similarity)
        guard placed.count == texts.count, placed.allSatisfy({ $0.count == embedder.space.dimensions }) else {
            return nil
        }
        let known = Dictionary(zip(texts, placed)) { first, _ in first }
        return groups.map { $0.compactMap { known[$0] } }
    }
}

/// The vectors of the subjects, made once.
private final class SubjectVectors: Sendable {
    private let kept = Mutex<[[[Float]]]?>(nil)
    private let embedder: Embedder

    init(_ embedder: Embedder) { self.embedder = embedder }

    /// For each subject its texts' vectors; empty when the embedder does not give one for each.
    func vectors() async throws -> [[[Float]]] {
        if let vectors = kept.withLock({ $0 }) { return vectors }
        let texts = AnswerSubject.all.map(\.texts)
        let placed = try await embedder.embed(texts.flatMap { $0 }.map { Embedder.Text($0) }, .similarity)
        guard placed.count == texts.reduce(0, { $0 + $1.count }) else { return [] }
        var vectors: [[[Float]]] = []
        var at = 0
        for group in texts {
            vectors.append(Array(placed[at..<at + group.count]))
            at += group.count
        }
        kept.withLock { $0 = vectors }
        return vectors
    }
}
