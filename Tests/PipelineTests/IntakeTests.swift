import Answers
import Blobs
import Core
import Database
import DatabaseSQLite
import Foundation
import Model
import Testing

@Suite(.timeLimit(.minutes(1)))
struct IntakeTests {
    @Test func `a recording that came in pieces is one file with its size and hash`() async throws {
        let house = try await House()
        let intake = Intake(house.database, blobs: house.blobs, threads: house.threads, maxBytes: 6)
        let upload = try await intake.begin()
        for piece in ["ab", "", "c"] { try await upload.append([UInt8](piece.utf8)) }
        #expect(house.folder.blobs.count == 1)
        let answer = try await intake.accept(as: .system, upload, .sample(at: house.clock.now))
        #expect(answer.status == .queued)
        let stored = try #require(try await house.store.find(as: .system, answer.id))
        #expect(stored.submission.bytes == 3)
        // FIPS 180-2, appendix B.1: SHA-256 of "abc".
        #expect(stored.submission.sha256 == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        #expect(try house.blobs.read(.original, of: answer.id) == [UInt8]("abc".utf8))
        #expect(house.folder.blobs == ["original"])
    }

    @Test func `the limit holds to the byte, over all pieces`() async throws {
        let house = try await House()
        let intake = Intake(house.database, blobs: house.blobs, threads: house.threads, maxBytes: 6)
        let exact = try await intake.begin()
        for _ in 0..<3 { try await exact.append([1, 2]) }
        _ = try await intake.accept(as: .system, exact, .sample(at: house.clock.now))
        let over = try await intake.begin()
        for _ in 0..<3 { try await over.append([1, 2]) }
        await #expect(throws: PipelineError(.tooLarge, "")) { try await over.append([3]) }
        await over.discard()
        #expect(house.folder.blobs == ["original"])
    }

    @Test func `nothing at all is refused and leaves nothing`() async throws {
        let house = try await House()
        let intake = Intake(house.database, blobs: house.blobs, threads: house.threads, maxBytes: 6)
        let upload = try await intake.begin()
        await #expect(throws: PipelineError(.empty, "")) {
            try await intake.accept(as: .system, upload, .sample(at: house.clock.now))
        }
        #expect(house.folder.blobs.isEmpty)
        #expect(try await house.store.list(as: .system, limit: 1).answers.isEmpty)
    }

    @Test func `a recording whose answer cannot be written is not kept`() async throws {
        let house = try await House()
        let intake = Intake(house.database, blobs: house.blobs, threads: house.threads, maxBytes: 6)
        let upload = try await intake.begin()
        try await upload.append([1])
        try await house.database.write { try $0.execute("PRAGMA max_page_count = 1") }
        var long = Submission.sample(at: house.clock.now)
        long.question.text = String(repeating: "why? ", count: 100_000)
        let submission = long
        await #expect(throws: StorageError(.full, "")) { try await intake.accept(as: .system, upload, submission) }
        #expect(house.folder.blobs.isEmpty)
    }
}
