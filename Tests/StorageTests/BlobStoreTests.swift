import Answers
import Blobs
import Core
import Foundation
import Model
import Testing

@Suite(.timeLimit(.minutes(1)))
struct BlobStoreTests {
    private let folder: TemporaryFolder
    private let store: BlobStore
    private let blobs: BlobFolder
    private let answer = AnswerID(at: Date(timeIntervalSince1970: 1_790_000_000))

    init() throws {
        folder = try TemporaryFolder()
        store = .folder(folder.url.appending(path: "shared"))
        blobs = try BlobFolder(folder.url.appending(path: "data"), store: store)
    }

    private func names(_ prefix: String = "answers/") async throws -> [String] {
        try await store.list(prefix, nil).names
    }

    @Test func `what is settled can be evicted here and brought back`() async throws {
        try blobs.write([1, 2, 3], as: .original, of: answer)
        // Only in this folder: not evicted, however old.
        try await blobs.evict(answer, before: Date(timeIntervalSinceNow: 100))
        #expect(blobs.has(.original, of: answer))
        try await blobs.settle(.original, of: answer)
        #expect(try await names() == ["answers/\(answer)/original"])
        // Used a moment ago: not evicted.
        try await blobs.evict(answer, before: Date(timeIntervalSinceNow: -100))
        #expect(blobs.has(.original, of: answer))
        try await blobs.evict(answer, before: Date(timeIntervalSinceNow: 100))
        #expect(!blobs.has(.original, of: answer))
        try await blobs.bring(.original, of: answer)
        #expect(try blobs.read(.original, of: answer) == [1, 2, 3])
        try await blobs.bring(.report(fingerprint: "ab"), of: answer)
        #expect(!blobs.has(.report(fingerprint: "ab"), of: answer))
        #expect(folder.files.allSatisfy { !$0.contains("incoming") })
    }

    @Test func `a deleted answer takes its files in the store along, but not a recording that others use`() async throws
    {
        let other = AnswerID(at: .now)
        for blob in [Blob.original, .report(fingerprint: "aa")] {
            try blobs.write([1], as: blob, of: answer)
            try await blobs.settle(blob, of: answer)
        }
        try await blobs.unsettle(DeletedAnswer(id: answer, place: answer, isPlaceFree: false, keepsRecording: false))
        #expect(try await names() == ["answers/\(answer)/original"])
        try await blobs.unsettle(DeletedAnswer(id: other, place: answer, isPlaceFree: true, keepsRecording: false))
        #expect(try await names().isEmpty)
        #expect(folder.files.allSatisfy { !$0.hasPrefix("shared") })
    }

    @Test func `a census counts answers once, and takes none for an orphan that may be on its way in`() async throws {
        let young = AnswerID(at: .now)
        let kept = AnswerID(at: Date(timeIntervalSince1970: 1_790_000_001))
        for owner in [answer, young, kept] {
            for blob in [Blob.original, .report(fingerprint: "aa")] {
                try blobs.write([1], as: blob, of: owner)
                try await blobs.settle(blob, of: owner)
            }
        }
        let census = try await blobs.storeCensus(before: Date(timeIntervalSince1970: 1_790_000_100)) { ids in
            ids.filter { $0 != kept }
        }
        #expect(census.total == 3 && census.known == 1 && census.orphans == [answer])
        #expect(try await names().count == 6)
    }

    @Test func `what is to go from a store is noted, and removed with its note or kept without`() async throws {
        let other = AnswerID(at: Date(timeIntervalSince1970: 1_790_000_001))
        let day = TrashDay(Date(timeIntervalSince1970: 1_790_000_000))
        #expect(day.name == "2026-09-21" && TrashDay(day.name) == day && TrashDay("2026-9-21") == nil)
        for owner in [answer, other] {
            try blobs.write([1], as: .original, of: owner)
            try await blobs.settle(.original, of: owner)
            try await blobs.condemn(owner, on: day)
        }
        #expect(Set(try await blobs.condemned().map(\.answer)) == [answer, other])
        try await blobs.resolve(answer, of: day, files: true)
        try await blobs.resolve(other, of: day, files: false)
        #expect(try await blobs.condemned().isEmpty)
        #expect(try await names() == ["answers/\(other)/original"])
    }

    @Test func `a store below a prefix keeps to it, and sees nothing beside it`() async throws {
        let (here, there) = (store.below("team/a"), store.below("team/b"))
        let file = folder.url.appending(path: "file")
        try Data("x".utf8).write(to: file)
        for place in [here, there] { try await place.put(file, "answers/\(answer)/original") }
        #expect(try await here.list("answers/\(answer)/", nil).names == ["answers/\(answer)/original"])
        try await here.remove("answers/\(answer)/original")
        #expect(try await here.list("answers/\(answer)/", nil).names.isEmpty)
        try await there.fetch("answers/\(answer)/original", folder.url.appending(path: "back"))
        #expect(folder.files.contains("shared/team/b/answers/\(answer)/original"))
        #expect(folder.files.contains("back"))
    }

    @Test func `nothing is put into a store before it carries the mark, and a second installation is told apart`()
        async throws
    {
        let mine = Installation(id: "one", generation: 3)
        let (first, second) = (
            store.marked(scratch: { blobs.scratch() }, by: { mine }),
            store.marked(scratch: { blobs.scratch() }, by: { Installation(id: "two", generation: 0) })
        )
        let file = folder.url.appending(path: "file")
        try Data("x".utf8).write(to: file)
        try await first.put(file, "answers/\(answer)/original")
        let board = try #require(blobs.storeBoard)
        #expect(try await board.marks() == Marks(owner: InstallationMark(mine)))
        try await second.put(file, "answers/\(answer)/original")
        #expect(try await board.marks() == Marks(owner: InstallationMark(mine), others: ["two"]))
        #expect(folder.files.allSatisfy { !$0.contains("incoming") })
    }

    @Test func `without a store nothing happens`() async throws {
        let plain = try BlobFolder(folder.url.appending(path: "plain"))
        try plain.write([1], as: .original, of: answer)
        try await plain.settle(.original, of: answer)
        try await plain.evict(answer, before: Date(timeIntervalSinceNow: 100))
        #expect(plain.has(.original, of: answer))
        #expect(try await plain.storeCensus(before: .now) { $0 } == Census())
        #expect(try await plain.condemned().isEmpty)
    }
}
