import Answers
import Blobs
import Core
import Database
import DatabaseSQLite
import Foundation
import Jobs
import Model
import Testing

/// An installation that seals: an answer goes its way as it does elsewhere, and nothing that was said lies on the disk.
@Suite(.timeLimit(.minutes(1)))
struct SealingTests {
    private func sealing(_ folder: TemporaryFolder? = nil) async throws -> House {
        try await House(folder, vault: vault())
    }

    private func vault() throws -> Vault { Vault(try #require(InstallationKeys(InstallationKeys.newKey()))) }

    /// The names of the files that have some words in them.
    private func places(of words: String, in house: House) async throws -> [String] {
        try await house.database.erase()
        let root = house.folder.url
        let paths = try FileManager.default.subpathsOfDirectory(atPath: root.path)
        return paths.filter { path in
            (try? Data(contentsOf: root.appending(path: path)))?.range(of: Data(words.utf8)) != nil
        }
    }

    private func submission(_ house: House) -> Submission {
        var submission = Submission.sample(at: house.clock.now)
        submission.resume = "Grace. Skills: the trombone."
        submission.question = Question(text: "Why the Umbrella?", role: "Lighthouse keeper")
        submission.candidate = "Quincey"
        return submission
    }

    @Test func `recording, report, transcript and résumé are sealed, and all of it comes back`() async throws {
        let house = try await sealing()
        let id = try await house.accept(submission(house))
        #expect(try await house.runToEnd().state == .completed)
        let answer = try await house.answer(id)
        let words = try #require(answer.transcript?.text)
        #expect(!words.isEmpty && answer.status == .done)
        #expect(try await places(of: words, in: house).isEmpty, "\(words)")
        for trace in ["trombone", "%PDF", "Umbrella", "ighthouse", "Quincey"] {
            #expect(try await places(of: trace, in: house).isEmpty, "\(trace)")
        }
        #expect(try await house.store.find(as: .system, id)?.submission.resume?.contains("trombone") == true)
        let original = try #require(try await house.blobs.open(.original, of: id, on: house.threads))
        #expect(original.isSealed && original.length == 1_000)
        let plain = try await House()
        _ = try await plain.accept(submission(plain))
        #expect(try await plain.runToEnd().state == .completed)
        #expect(try await !places(of: words, in: plain).isEmpty, "the search finds what is not sealed")
        for trace in ["trombone", "Umbrella", "ighthouse", "Quincey"] {
            #expect(try await !places(of: trace, in: plain).isEmpty, "\(trace)")
        }
    }

    @Test func `lists, further runs and shared recordings work as ever`() async throws {
        let house = try await sealing()
        let (first, second) = (try await house.accept(), try await house.accept())
        for _ in 0..<2 { #expect(try await house.runToEnd().state == .completed) }
        #expect(try await house.store.find(as: .system, second)?.place == first)
        let line = try await house.store.lines(as: .system, limit: 10).answers.first
        #expect(line?.score == (try await house.answer(first)).evaluation?.score && line?.durationMs == 1_000)
        try await house.again(second)
        #expect(try await house.runToEnd().state == .completed)
        #expect(house.calls["decode"] == 2 && house.calls["report"] == 2, "what is sealed is found again")
        try Data([1, 2, 3]).write(to: house.blobs.url(.original, of: first))
        let third = try await house.accept()
        #expect(try await house.store.find(as: .system, third)?.place == third)
    }

    @Test func `what was stored before is sealed round by round, and scored again from there`() async throws {
        let before = try await House()
        let id = try await before.accept(submission(before))
        #expect(try await before.runToEnd().state == .completed)
        let words = try #require(try await before.answer(id).transcript?.text)
        let sent = try #require(try await before.store.find(as: .system, id)).submission
        try before.database.close()
        let house = try await sealing(before.folder)
        let round = SealingRound(house.database, blobs: house.blobs, threads: house.threads, log: house.log)
        #expect(try await !places(of: "trombone", in: house).isEmpty, "the search finds what is not sealed")
        #expect(try await round.step() == 3, "two files, and the texts")
        #expect(try await round.step() == 0)
        for trace in ["%PDF", "trombone", words, "Umbrella", "ighthouse", "Quincey"] {
            #expect(try await places(of: trace, in: house).isEmpty, "\(trace)")
        }
        #expect(try await house.store.find(as: .system, id)?.submission == sent)
        let line = try await house.store.lines(as: .system, limit: 1).answers.first
        #expect(line?.question == sent.question && line?.candidate == sent.candidate)
        let original = try #require(try await house.blobs.open(.original, of: id, on: house.threads))
        #expect(original.isSealed && original.length == 1_000)
        try await house.again(id)
        #expect(try await house.runToEnd().state == .completed)
        #expect(house.calls.counts.isEmpty, "every stage was found done")
    }

    @Test func `with the owner's key destroyed neither files nor words open`() async throws {
        let house = try await sealing()
        let id = try await house.accept()
        #expect(try await house.runToEnd().state == .completed)
        _ = try await house.database.write { connection in
            try OwnerKeyRows.destroy(of: Principal.system.owner, at: house.clock.instant, in: connection)
        }
        await #expect(throws: StorageError(.corrupt, "")) { try await house.answer(id) }
        await #expect(throws: StorageError(.corrupt, "")) {
            try await house.blobs.open(.original, of: id, on: house.threads)
        }
    }
}
