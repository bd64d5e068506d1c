import Core
import Database
import Documents
import Foundation
import Jobs
import Logging
import Model
import Synchronization
import Testing

@testable import Knowledge
@testable import Resumes

extension StorageCheck {
    private struct Site {
        var desk: KnowledgeDesk
        var worker: JobSteps
    }

    private static func site(_ database: any SQLDatabase, _ embedder: Embedder? = LetterVectors.embedder) -> Site {
        let store = KnowledgeStore(database)
        return Site(
            desk: KnowledgeDesk(
                store,
                search: KnowledgeSearch(store, embedder: embedder),
                now: { Instant.sample.date }
            ),
            worker: JobSteps(
                database,
                KnowledgeIngest(store, embedder: embedder, threads: BlockingThreads(), log: Logger(label: "test"))
                    .handlers.filter { $0.schedule == nil }
            )
        )
    }

    private static func book(_ chapters: Int) -> [UInt8] {
        Array(
            (0..<chapters).map {
                "# Chapter \($0)\n\nThe zebra number \($0) sleeps under quartz. It dreams of rivers.\n\n"
            }.joined().utf8
        )
    }

    static let documents = [
        StorageCheck(migrated: "a knowledge document is placed, found by words and vectors, and gone with its chunks") {
            (database) async throws in
            let site = site(database)
            let ada = Principal.owner("ada")
            let label = KnowledgeDesk.Label(name: "zoo.md", collection: "animals")
            let (document, isNew) = try await site.desk.add(as: ada, book(70), label)
            #expect(isNew && document.state == .waiting && document.title == "zoo")
            #expect(try await site.worker.step())
            #expect(try await !site.worker.step())
            let placed = try await site.desk.find(as: ada, document.id)
            #expect(
                placed.state == .done && placed.done == 70 && placed.total == 70 && placed.space == "test letters 26"
            )
            let result = try await site.desk.search.search(as: ada, "Which zebra sleeps in chapter 17?")
            #expect(result.mode == .hybrid && result.hits.count == 6)
            // The vectors of all chapters are alike, so that only the ranks of the words tell them apart.
            #expect(result.hits.allSatisfy { $0.similarity != nil && $0.title == "zoo" })
            let byWords = try await Self.site(database, nil).desk.search.search(
                as: ada,
                "Which zebra sleeps in chapter 17?"
            )
            #expect(byWords.hits.first?.heading == "Chapter 17", "\(byWords.hits.map(\.heading))")
            let use = try await site.desk.search.use(as: ada, "Which zebra sleeps in chapter 17?")
            #expect(use.passages.first?.source.hasPrefix("zoo, page 1") == true && use.passages.first?.letter == "A")
            // The same bytes are not placed twice.
            let again = try await site.desk.add(as: ada, book(70), label)
            #expect(again.document.id == document.id && !again.isNew)
            try await site.desk.remove(as: ada, document.id)
            #expect(try await site.desk.search.search(as: ada, "zebra").hits.isEmpty)
            let left = try await database.read {
                try $0.execute("SELECT COUNT(*) AS number FROM knowledge_chunks").first?.int("number")
            }
            #expect(left == 0)
        },
        StorageCheck(
            migrated: "nobody searches, sees or removes another owner's knowledge; shared ones are searched by all"
        ) {
            (database) async throws in
            let site = site(database)
            let (ada, bob) = (Principal.owner("ada"), Principal.owner("bob"))
            let (document, _) = try await site.desk.add(as: ada, book(3), .init(name: "zoo.md"))
            _ = try await site.worker.step()
            #expect(try await site.desk.search.search(as: bob, "zebra").hits.isEmpty)
            #expect(try await site.desk.store.list(as: bob, collection: nil).isEmpty)
            await #expect(throws: (any Error).self) { try await site.desk.find(as: bob, document.id) }
            await #expect(throws: (any Error).self) { try await site.desk.remove(as: bob, document.id) }
            await #expect(throws: PermissionError.self) {
                try await site.desk.add(as: bob, book(2), .init(name: "all.md", shared: true))
            }
            let (all, _) = try await site.desk.add(as: .localOperator, book(2), .init(name: "all.md", shared: true))
            _ = try await site.worker.step()
            #expect(try await Set(site.desk.search.search(as: bob, "zebra").hits.map(\.document)) == [all.id.rawValue])
            await #expect(throws: (any Error).self) { try await site.desk.remove(as: bob, all.id) }
            #expect(try await site.desk.store.list(as: ada, collection: nil).count == 2)
        },
        StorageCheck(migrated: "placing goes on where it was broken off, and a document that is cancelled stays out") {
            (database) async throws in
            let calls = Mutex(0)
            let dying = Embedder(space: LetterVectors.embedder.space) { texts, purpose in
                let call = calls.withLock { count in
                    count += 1
                    return count
                }
                if call == 2 { throw CancellationError() }
                return try await LetterVectors.embedder.embed(texts, purpose)
            }
            let ada = Principal.owner("ada")
            let first = site(database, dying)
            let (document, _) = try await first.desk.add(as: ada, book(100), .init(name: "zoo.md"))
            #expect(try await first.worker.step())
            #expect(try await first.desk.find(as: ada, document.id).done == 32)
            #expect(try await first.worker.step())
            #expect(try await first.desk.find(as: ada, document.id).state == .done)
            #expect(calls.withLock { $0 } == 5, "1 batch, 1 that broke off, and the 3 that were left")
            let (other, _) = try await first.desk.add(as: ada, book(5), .init(name: "other.md"))
            _ = try await first.desk.store.cancel(as: ada, other.id, at: .sample)
            _ = try await first.worker.step()
            #expect(try await first.desk.find(as: ada, other.id).state == .cancelled)
            #expect(calls.withLock { $0 } == 5)
        },
        StorageCheck(migrated: "without an embedding service the search goes by words and says so") {
            (database) async throws in
            let site = site(database, nil)
            let ada = Principal.owner("ada")
            _ = try await site.desk.add(as: ada, book(4), .init(name: "zoo.md"))
            _ = try await site.worker.step()
            let result = try await site.desk.search.search(as: ada, "rivers of chapter 3; DROP TABLE \"x\" OR *")
            #expect(result.mode == .words && result.notice != nil && !result.hits.isEmpty)
        },
        StorageCheck(migrated: "résumés and matches are their owner's, and go together") { (database) async throws in
            let store = ResumeStore(database)
            let (ada, bob) = (Principal.owner("ada"), Principal.owner("bob"))
            let document = DocumentText(kind: .text, lines: [.init("Ada Example"), .init("Skills: Go")])
            let skills = try SkillList([
                Documents.Skill(
                    name: "Go",
                    kind: "language",
                    group: "service language",
                    synonyms: nil,
                    ambiguous: nil,
                    cased: nil
                )
            ])
            let profile = ResumeProfile(document, skills: skills, now: YearMonth(year: 2026, month: 1))
            let resume = StoredResume(
                id: ResumeID(at: Instant.sample.date),
                owner: "ada",
                name: "cv.txt",
                hash: String(repeating: "0", count: 64),
                bytes: 20,
                document: document,
                profile: profile,
                created: .sample
            )
            #expect(try await store.add(as: ada, resume))
            #expect(try await store.find(as: ada, resume.id) == resume)
            let job = JobProfile(
                DocumentText(kind: .text, lines: [.init("Requirements"), .init("Go")]),
                skills: skills
            )
            let match = StoredMatch(
                id: ResumeMatchID(at: Instant.sample.date),
                owner: "ada",
                resume: resume.id,
                title: "A job",
                job: document,
                match: Matching.match(profile, job, skills: skills),
                created: .sample
            )
            #expect(match.match.score == 100)
            #expect(try await store.add(as: ada, match))
            #expect(try await store.match(as: ada, match.id) == match)
            var stolen = match
            stolen.id = ResumeMatchID(at: Instant.sample.date)
            #expect(try await !store.add(as: bob, stolen), "another owner's résumé")
            #expect(try await store.find(as: bob, resume.id) == nil)
            #expect(try await store.match(as: bob, match.id) == nil)
            #expect(try await store.rewrite(as: bob, match.id, at: .sample) { $0 } == nil)
            #expect(try await !store.remove(as: bob, resume.id))
            #expect(try await store.list(as: bob).isEmpty)
            let rewrite = ResumeRewrite(model: "m", changes: [])
            #expect(try await store.rewrite(as: ada, match.id, at: .sample) { _ in rewrite }?.rewrite == rewrite)
            #expect(try await store.remove(as: ada, resume.id))
            #expect(try await store.match(as: ada, match.id) == nil)
        },
    ]
}
