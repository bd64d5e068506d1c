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

    @Test func `the sweep removes what belongs to no answer, unless it may just be on its way in`() async throws {
        let young = AnswerID(at: .now)
        let kept = AnswerID(at: Date(timeIntervalSince1970: 1_790_000_001))
        for owner in [answer, young, kept] {
            try blobs.write([1], as: .original, of: owner)
            try await blobs.settle(.original, of: owner)
        }
        let count = try await blobs.sweepStore(before: Date(timeIntervalSince1970: 1_790_000_100)) { ids in
            ids.filter { $0 != kept }
        }
        #expect(count == 1)
        #expect(try await names() == [kept, young].map { "answers/\($0)/original" }.sorted())
    }

    @Test func `without a store nothing happens`() async throws {
        let plain = try BlobFolder(folder.url.appending(path: "plain"))
        try plain.write([1], as: .original, of: answer)
        try await plain.settle(.original, of: answer)
        try await plain.evict(answer, before: Date(timeIntervalSinceNow: 100))
        #expect(plain.has(.original, of: answer))
        #expect(try await plain.sweepStore(before: .now) { $0 } == 0)
    }
}
