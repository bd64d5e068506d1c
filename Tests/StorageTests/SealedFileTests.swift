import Blobs
import Core
import Database
import DatabaseSQLite
import Foundation
import Model
import StorageConformance
import Testing

/// Files that are sealed: what goes in comes out, from anywhere, and nothing else does.
@Suite(.timeLimit(.minutes(2)))
struct SealedFileTests {
    private let folder: TemporaryFolder
    private let database: SQLiteDatabase
    private let blobs: BlobFolder
    private let threads = BlockingThreads(count: 2)
    private let answer = AnswerID(at: .now)

    init() async throws {
        folder = try TemporaryFolder()
        let keys = try #require(InstallationKeys(InstallationKeys.newKey()))
        database = try SQLiteDatabase(folder.url.appending(path: "debrief.sqlite"), vault: Vault(keys))
        try await Migrator().apply(to: database, at: .sample)
        blobs = try BlobFolder(folder.url.appending(path: "data"), database: database)
    }

    /// Bytes that are never the same twice in a row.
    private func bytes(_ count: Int) -> [UInt8] { (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) } }

    private func put(_ bytes: [UInt8], of answer: AnswerID, for owner: String = "ada") async throws {
        let file = try blobs.makeIncoming()
        try file.append(bytes.span)
        try file.commit(as: .original, of: answer, in: try await blobs.sealing(for: owner))
    }

    private func open(_ answer: AnswerID) async throws -> StoredFile {
        try #require(try await blobs.open(.original, of: answer, on: threads))
    }

    private func all(_ file: StoredFile) throws -> [UInt8] {
        var bytes: [UInt8] = []
        try file.pieces { bytes += $0 }
        return bytes
    }

    @Test(arguments: [0, 1, 100, 65_535, 65_536, 65_537, 131_072, 300_000])
    func `a file of any length comes back, whole and in parts`(count: Int) async throws {
        let bytes = bytes(count)
        try await put(bytes, of: answer)
        let file = try await open(answer)
        #expect(file.isSealed && file.length == count)
        #expect(try all(file) == bytes)
        #expect(try file.sha256() == Fingerprint.of(bytes: bytes))
        for start in [0, 1, count / 2, 65_530, 65_536, count - 1, count, count + 5] where start >= 0 {
            for length in [0, 1, 10, 65_536, 70_000, count] {
                let end = min(count, start + length)
                let part = start < end ? Array(bytes[start..<end]) : []
                #expect(try file.read(at: start, count: length) == part, "\(start) \(length)")
            }
        }
        let plain = try blobs.plain(file)
        #expect(try Data(contentsOf: plain.url) == Data(bytes), "for what wants a path")
        #expect(!folder.files.contains { $0.contains("incoming") }, "\(folder.files)")
    }

    @Test func `what lies on the disk is not what was said, and never twice the same`() async throws {
        let (words, other) = (
            [UInt8](String(repeating: "The trombone was mine. ", count: 9_000).utf8), AnswerID(at: .now)
        )
        try await put(words, of: answer)
        try await put(words, of: other)
        let raw = try [answer, other].map { try Data(contentsOf: blobs.url(.original, of: $0)) }
        #expect(raw[0].range(of: Data("trombone".utf8)) == nil && raw[0].dropFirst(64) != raw[1].dropFirst(64))
    }

    /// Changes the stored bytes, and tells what reading says then.
    private func code(after change: (inout Data) -> Void) async throws -> String? {
        let url = blobs.url(.original, of: answer)
        var raw = try Data(contentsOf: url)
        change(&raw)
        try raw.write(to: url)
        do {
            _ = try all(try await open(answer))
            return nil
        } catch {
            return (error as? any CodedError)?.code
        }
    }

    @Test func `a bit that turned, a frame that moved, an end that is missing: each is damage`() async throws {
        let (bytes, frame) = (bytes(200_000), 65_536 + 16)
        let changes: [(String, (inout Data) -> Void)] = [
            ("a bit of the sound", { $0[70_000] ^= 1 }), ("a bit of a tag", { $0[64 + frame - 1] ^= 1 }),
            ("a bit of the salt", { $0[40] ^= 1 }), ("a byte less", { $0.removeLast() }),
            ("the last frame gone", { $0 = $0.prefix(64 + 3 * frame) }),
            ("all but the head gone", { $0 = $0.prefix(64) }),
            ("a byte more", { $0.append(0) }),
            (
                "two frames changed places",
                { data in
                    let (first, second) = (data[64..<(64 + frame)], data[(64 + frame)..<(64 + 2 * frame)])
                    data = data.prefix(64) + Data(second) + Data(first) + data.dropFirst(64 + 2 * frame)
                }
            ),
        ]
        for (what, change) in changes {
            try await put(bytes, of: answer)
            #expect(try await code { _ in } == nil)
            #expect(try await code(after: change) == "storage.corrupt", "\(what)")
        }
    }

    @Test func `a file that was moved to another answer does not open`() async throws {
        try await put(bytes(1_000), of: answer)
        let other = AnswerID(at: .now)
        try await put(bytes(10), of: other)
        try FileManager.default.removeItem(at: blobs.url(.original, of: other))
        try FileManager.default.copyItem(at: blobs.url(.original, of: answer), to: blobs.url(.original, of: other))
        let file = try await open(other)
        #expect(throws: StorageError(.corrupt, "")) { try all(file) }
    }

    @Test func `without the owner's key it opens nowhere, and others' files still do`() async throws {
        let other = AnswerID(at: .now)
        try await put(bytes(1_000), of: answer, for: "ada")
        try await put(bytes(1_000), of: other, for: "bob")
        #expect(try await database.write { try OwnerKeyRows.destroy(of: "ada", at: .sample, in: $0) } == 1)
        await #expect(throws: StorageError(.corrupt, "")) { try await open(answer) }
        #expect(try all(try await open(other)).count == 1_000)
        // Nothing more is sealed for an owner who was erased.
        await #expect(throws: StorageError(.corrupt, "")) { try await put(bytes(20), of: answer, for: "ada") }
    }

    @Test func `what was stored before is read as it is, and sealed in its place`() async throws {
        let plain = try BlobFolder(folder.url.appending(path: "data"))
        let bytes = bytes(150_000)
        try plain.write(bytes, as: .original, of: answer)
        try plain.write([1, 2, 3], as: .report(fingerprint: "ab12"), of: answer)
        let before = try await open(answer)
        #expect(!before.isSealed)
        #expect(try all(before) == bytes)
        #expect(try blobs.plainFiles(of: answer) == [.original, .report(fingerprint: "ab12")])
        let sealing = try await blobs.sealing(for: "ada")
        for blob in try blobs.plainFiles(of: answer) { #expect(try sealing.sealAgain(blob, of: answer)) }
        #expect(try blobs.plainFiles(of: answer).isEmpty)
        #expect(try !sealing.sealAgain(.original, of: answer), "once is enough")
        let after = try await open(answer)
        #expect(after.isSealed)
        #expect(try all(after) == bytes)
        #expect(try all(before) == bytes, "who had it open goes on reading")
        let report = try await blobs.open(.report(fingerprint: "ab12"), of: answer, on: threads)
        #expect(try all(try #require(report)) == [1, 2, 3])
    }

    @Test func `a file that is not there is none, and one in a folder that seals nothing stays as it is`() async throws
    {
        #expect(try await blobs.open(.original, of: answer, on: threads) == nil)
        try await put([7], of: answer)
        let raw = try Data(contentsOf: blobs.url(.original, of: answer))
        #expect(raw.count == 64 + 1 + 16)
        let working = blobs.scratch()
        try Data([1, 2]).write(to: working)
        try await blobs.sealing(for: "ada").adopt(working, as: .decoded, of: answer, durable: false)
        #expect(try blobs.read(.decoded, of: answer) == [1, 2], "what is worked on is not sealed")
    }
}
