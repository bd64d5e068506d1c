import Answers
import Audio
import Blobs
import Coaching
import Core
import Database
import FoundationEssentials
import Model
import Rescoring

/// Writes made-up answers. One short recording stands for all of them.
struct Seeding {
    private static let batch = 250

    private let premises: Premises
    private let wiring: Wiring
    private let pipeline: AnswerPipeline
    private let transcriber: Transcriber
    private let library: RubricLibrary

    /// A seeding of a data folder.
    init(_ premises: Premises) throws {
        self.premises = premises
        wiring = premises.wiring
        let engines = try wiring.engines()
        transcriber = engines.transcriber
        pipeline = AnswerPipeline(engines, threads: premises.pools.pipeline)
        library = try RubricLibrary.load(folder: wiring.config.appending(path: "rubrics"))
    }

    /// Adds answers, the last one accepted a minute ago, each a minute after the one before.
    func add(_ count: Int) async throws {
        let end = Date().addingTimeInterval(-60)
        let file = try await premises.threads.run { [premises] in
            let file = premises.blobs.scratch()
            try SeedTone.wav.write(to: file)
            return file
        }
        let (bytes, sha256) = try await premises.threads.run { try Fingerprint.of(file: file) }
        let audio = wiring.audio
        var hearing = try await premises.threads.run { try Listener(settings: audio).hear(file, writing: nil) }
        (hearing.recording.bytes, hearing.recording.sha256) = (bytes, sha256)
        let first = AnswerID(at: end.addingTimeInterval(-60 * Double(count)))
        try await premises.threads.run { [premises] in try premises.blobs.adopt(file, as: .original, of: first) }
        let store = AnswerStore(premises.database)
        // Fingerprints do not depend on the answer, so one answer of a kind is worked out for all of them.
        var known: [SeedStory.Kind: [Artifact]] = [:]
        var number = 0
        while number < count {
            var batch: [(submission: Submission, artifacts: [Artifact])] = []
            for _ in 0..<min(Self.batch, count - number) {
                let created = end.addingTimeInterval(-60 * Double(count - number))
                let id = number == 0 ? first : AnswerID(at: created)
                let story = SeedStory(number)
                let submission = Submission(
                    id: id,
                    question: story.question,
                    candidate: "Candidate \(number + 1)",
                    bytes: bytes,
                    sha256: sha256,
                    createdAt: created
                )
                var artifacts = known[story.kind] ?? []
                if artifacts.isEmpty { artifacts = try await self.artifacts(submission, story, hearing) }
                known[story.kind] = artifacts
                for index in artifacts.indices {
                    artifacts[index].answer = id
                    artifacts[index].created = Instant(created)
                }
                batch.append((submission, artifacts))
                number += 1
            }
            try await store.seed(as: .system, batch, place: first)
        }
    }

    private func artifacts(_ submission: Submission, _ story: SeedStory, _ hearing: Hearing) async throws -> [Artifact]
    {
        let rubric = try library.rubric(named: nil, for: submission.question)
        let rules = RulesJudge(rubric: rubric, relevance: .assumed).judge
        return try await pipeline.seeded(
            submission,
            hearing: hearing,
            transcript: story.transcript(
                engine: transcriber.engine,
                model: transcriber.model,
                language: submission.language
            ),
            blobs: premises.blobs,
            evaluate: rules.evaluate
        )
    }
}
