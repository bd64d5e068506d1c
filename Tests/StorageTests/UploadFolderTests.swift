import Answers
import Blobs
import Core
import Foundation
import Model
import Testing

@Suite(.timeLimit(.minutes(1)))
struct UploadFolderTests {
    private let folder: TemporaryFolder
    private let uploads: UploadFolder

    init() throws {
        folder = try TemporaryFolder()
        uploads = try UploadFolder(folder.url)
    }

    private func create(length: Int? = 10) throws -> UploadID {
        let id = UploadID(at: .now)
        try uploads.create(StoredUpload(id: id, length: length, metadata: "name YQ==", created: Instant(.now)))
        return id
    }

    @Test func `the offset is what is in the file, for whoever opens it next`() throws {
        let id = try create()
        do {
            let open = try #require(try uploads.open(id))
            try open.append([1, 2, 3].span)
            #expect(open.offset == 3)
        }
        let again = try #require(try UploadFolder(folder.url).open(id))
        #expect(again.offset == 3)
        #expect(try uploads.find(as: .system, id)?.metadata == "name YQ==")
    }

    @Test func `one writer at a time`() throws {
        let id = try create()
        let first = try uploads.open(id)
        #expect(first != nil)
        #expect(try uploads.open(id) == nil)
    }

    @Test func `a held piece is gone when nobody said that it counts`() throws {
        let id = try create()
        do {
            let open = try #require(try uploads.open(id))
            try open.append([1, 2].span)
            try open.hold()
            try open.append([3, 4, 5].span)
        }
        do {
            let open = try #require(try uploads.open(id))
            #expect(open.offset == 2)
            try open.hold()
            try open.append([6].span)
            try open.keep()
        }
        #expect(try #require(try uploads.open(id)).offset == 3)
        #expect(try Data(contentsOf: uploads.bytes(of: id)) == Data([1, 2, 6]))
    }

    @Test func `what nobody goes on with is swept, and only that`() throws {
        let (old, young) = (try create(), try create())
        let past = [FileAttributeKey.modificationDate: Date.now.addingTimeInterval(-7200)]
        let inside = try FileManager.default.contentsOfDirectory(
            atPath: folder.url.appending(path: "uploads/\(old)").path
        )
        for name in inside {
            try FileManager.default.setAttributes(
                past,
                ofItemAtPath: folder.url.appending(path: "uploads/\(old)/\(name)").path
            )
        }
        #expect(try uploads.sweep(before: .now.addingTimeInterval(-3600)).count == 1)
        #expect(try uploads.find(as: .system, old) == nil)
        #expect(try uploads.find(as: .system, young) != nil)
    }

    @Test func `a recording is taken out of an upload without copying, and the upload stays`() throws {
        let id = try create(length: 3)
        let open = try #require(try uploads.open(id))
        try open.append([7, 8, 9].span)
        let blobs = try BlobFolder(folder.url)
        let answer = AnswerID(at: .now)
        let incoming = try blobs.makeIncoming(from: uploads.bytes(of: id))
        var seen: [UInt8] = []
        try incoming.read { seen += $0 }
        #expect(seen == [7, 8, 9])
        try incoming.commit(as: .original, of: answer)
        #expect(try blobs.read(.original, of: answer) == [7, 8, 9])
        #expect(uploads.hasBytes(of: id))
        try uploads.removeBytes(of: id)
        #expect(try blobs.read(.original, of: answer) == [7, 8, 9])
        #expect(try uploads.find(as: .system, id) != nil)
    }
}
