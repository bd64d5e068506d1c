import Core
import Database
import DatabaseSQLite
import Foundation
import Support
import Testing

/// A knowledge document whose process dies while it is placed.
@Suite(.timeLimit(.minutes(5)))
struct KnowledgeLifeTests {
    private struct Progress: Equatable {
        var state: String
        var done: Int
        var total: Int
    }

    private func progress(_ database: any SQLDatabase) async throws -> Progress? {
        let rows = try? await database.read {
            try $0.execute("SELECT state, done, total FROM knowledge_documents ORDER BY id")
        }
        return try rows?.first.map { row in
            Progress(state: try row.text("state"), done: try row.int("done"), total: try row.int("total"))
        }
    }

    private func add(_ file: String, to folder: TemporaryFolder) throws -> Program {
        try Program(
            ServerProcess.binary,
            ["knowledge", "add", file, "--data", folder.url.appending(path: "data").path],
            folder: Fixtures.root
        )
    }

    @Test func `kill -9 in the middle of a book loses no chunk and places none twice`() async throws {
        let folder = try TemporaryFolder()
        let book = (0..<6_000).map { number in
            "## Section \(number)\n\nWhat stands in section \(number) is said once, and in no other section.\n\n"
        }.joined()
        try Data(book.utf8).write(to: URL(filePath: folder.path("book.md")))
        let first = try add(folder.path("book.md"), to: folder)
        let file = folder.url.appending(path: "data/debrief.sqlite")
        while !FileManager.default.fileExists(atPath: file.path) { await Task.yield() }
        let database = try SQLiteDatabase(file)
        defer { try? database.close() }
        while try await progress(database)?.done ?? 0 < 320 { await Task.yield() }
        first.signal(SIGKILL)
        let killed = await first.outcome()
        #expect(killed.status == -SIGKILL)
        let left = try #require(try await progress(database))
        #expect(left.state == "waiting" && left.done >= 320 && left.done < left.total, "\(left)")
        let kept = try await chunks(database, below: left.done)
        #expect(kept.count == left.done)

        let second = try add(folder.path("book.md"), to: folder)
        let finished = await second.outcome()
        #expect(finished.status == 0 && finished.output.contains("was there already"), "\(finished)")
        let end = try #require(try await progress(database))
        #expect(end == Progress(state: "done", done: 6_000, total: 6_000))
        // What was written before the end of the first process is what it wrote, and the rest follows without a gap.
        #expect(try await chunks(database, below: left.done) == kept)
        let all = try await chunks(database, below: 6_000)
        #expect(all.keys.sorted() == Array(0..<6_000))
        let words = try await database.read {
            try $0.execute("SELECT COUNT(*) AS number FROM knowledge_words").first?.int("number")
        }
        #expect(words == 6_000)
    }

    /// The row numbers of chunks by their place.
    private func chunks(_ database: any SQLDatabase, below end: Int) async throws -> [Int: Int] {
        try await database.read { connection in
            var found: [Int: Int] = [:]
            for row in try connection.execute(
                "SELECT position, rowid AS number FROM knowledge_chunks WHERE position < $1",
                [.int(end)]
            ) {
                found[try row.int("position")] = try row.int("number")
            }
            return found
        }
    }
}
