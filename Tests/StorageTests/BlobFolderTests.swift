import Blobs
import Core
import Database
import Foundation
import Model
import Testing

@Suite(.timeLimit(.minutes(1)))
struct BlobFolderTests {
    private let folder: TemporaryFolder
    private let blobs: BlobFolder
    private let answer = AnswerID(at: .now)

    init() throws {
        folder = try TemporaryFolder()
        blobs = try BlobFolder(folder.url.appending(path: "deep/data"))
    }

    @Test func `a file is in its place only when it is complete`() throws {
        let file = try blobs.makeIncoming()
        try file.append([UInt8]("hello ".utf8).span)
        try file.append([UInt8]("world".utf8).span)
        #expect(!blobs.has(.original, of: answer))
        try file.commit(as: .original, of: answer)
        #expect(try blobs.read(.original, of: answer) == [UInt8]("hello world".utf8))
        #expect(folder.files == ["deep/data/blobs/\(answer.rawValue.suffix(2))/\(answer)/original"])
    }

    @Test func `a file that is given up leaves nothing`() throws {
        let file = try blobs.makeIncoming()
        try file.append([1, 2, 3].span)
        file.discard()
        do { _ = try blobs.makeIncoming() }
        #expect(folder.files.isEmpty)
        #expect(throws: StorageError.self) { try file.append([4].span) }
        #expect(throws: StorageError.self) { try file.commit(as: .original, of: answer) }
    }

    @Test func `a second report replaces the first in one step, and answers go with all their files`() throws {
        try blobs.write([1], as: .report(fingerprint: "aa"), of: answer)
        try blobs.write([2], as: .report(fingerprint: "aa"), of: answer)
        try blobs.write([3], as: .decoded, of: answer)
        #expect(try blobs.read(.report(fingerprint: "aa"), of: answer) == [2])
        try blobs.remove(.decoded, of: answer)
        try blobs.remove(.decoded, of: answer)
        #expect(!blobs.has(.decoded, of: answer))
        try blobs.remove(answer)
        try blobs.remove(answer)
        #expect(folder.files.isEmpty)
        #expect(throws: StorageError(.corrupt, "")) { try blobs.read(.original, of: answer) }
    }

    @Test func `no fingerprint leads out of the folder`() {
        let url = blobs.url(.report(fingerprint: "../../etc/passwd"), of: answer)
        #expect(url.lastPathComponent == "report-ecad.pdf")
        #expect(url.deletingLastPathComponent() == blobs.url(.original, of: answer).deletingLastPathComponent())
    }

    @Test func `a full disk is told from an unusable one`() throws {
        for number in [ENOSPC, EDQUOT, EFBIG] {
            #expect(StorageError(errno: number, call: "write", file: "x") == StorageError(.full, ""))
        }
        for number in [EIO, EACCES, EROFS, ENOENT, EMFILE] {
            #expect(StorageError(errno: number, call: "write", file: "x") == StorageError(.unavailable, ""))
        }
        try FileManager.default.removeItem(at: folder.url.appending(path: "deep/data/incoming"))
        #expect(throws: StorageError(.unavailable, "")) { try blobs.write([1], as: .original, of: answer) }
        try Data().write(to: folder.url.appending(component: "file"))
        #expect(throws: StorageError(.unavailable, "")) { try BlobFolder(folder.url.appending(path: "file/data")) }
    }

    @Test func `the sweep takes what is old and leaves what is young`() throws {
        let old = blobs.scratch()
        let young = blobs.scratch()
        for url in [old, young] { try Data("x".utf8).write(to: url) }
        try FileManager.default.setAttributes(
            [.modificationDate: Date(timeIntervalSinceNow: -7200)],
            ofItemAtPath: old.path
        )
        #expect(try blobs.sweepIncoming(before: Date(timeIntervalSinceNow: -3600)) == 1)
        #expect(folder.files == ["deep/data/incoming/\(young.lastPathComponent)"])
    }

    @Test func `answers with files are found on their shelf`() throws {
        try blobs.write([1], as: .original, of: answer)
        let found = BlobFolder.shelves.flatMap { blobs.answers(on: $0, before: Date(timeIntervalSinceNow: 60)) }
        #expect(found == [answer])
        #expect(BlobFolder.shelves.flatMap { blobs.answers(on: $0, before: Date(timeIntervalSinceNow: -60)) }.isEmpty)
        #expect(Set(BlobFolder.shelves).count == 256)
    }

    @Test func `a lease tells the living from the dead`() throws {
        let leases = try WorkerLeases(folder.url)
        let (alive, gone) = (leases.name(), leases.name())
        var lease: WorkerLeases.Lease? = try leases.take(alive)
        #expect(try WorkerLeases(folder.url).dead(among: [alive, gone, "w-elsewhere-1-x"]) == [gone])
        #expect(throws: StorageError.self) { try leases.take(alive) }
        leases.sweep(before: Date(timeIntervalSinceNow: 60))
        #expect(leases.dead(among: [alive]).isEmpty)
        withExtendedLifetime(lease) {}
        lease = nil
        try Data().write(to: folder.url.appending(path: "workers/killed.lock"))
        leases.sweep(before: Date(timeIntervalSinceNow: -60))
        #expect(folder.files.contains("workers/killed.lock"))
        leases.sweep(before: Date(timeIntervalSinceNow: 60))
        #expect(!folder.files.contains("workers/killed.lock"))
        #expect(leases.dead(among: [alive]) == [alive])
        let other = try TemporaryFolder()
        #expect(try WorkerLeases(other.url).dead(among: [alive]).isEmpty)
    }
}
