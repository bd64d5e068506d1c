import Foundation
import Glibc
import Support
import Testing

@testable import debrief

/// Where commands write: plain files in one step, everything else as it is.
@Suite(.timeLimit(.minutes(1)))
struct OutputTargetTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func path(_ name: String) -> String { folder.url.appending(path: name).path }

    private var files: [String] {
        let paths = (try? FileManager.default.subpathsOfDirectory(atPath: folder.url.path)) ?? []
        return paths.filter { (try? type(of: $0)) != .typeDirectory }.sorted()
    }

    private func type(of name: String) throws -> FileAttributeType? {
        try FileManager.default.attributesOfItem(atPath: path(name))[.type] as? FileAttributeType
    }

    private func text(_ name: String) throws -> String {
        try String(contentsOf: folder.url.appending(path: name), encoding: .utf8)
    }

    private func write(_ text: String, to path: String) throws {
        let target = try OutputTarget(path: path)
        try unsafe target.write(Array(text.utf8).span.bytes)
        try target.close()
    }

    @Test func `a plain file is there whole or not at all, and keeps its mode`() throws {
        try write("one", to: path("a.pdf"))
        #expect(try text("a.pdf") == "one")
        #expect(unsafe chmod(path("a.pdf"), 0o640) == 0)
        do {
            let given = try OutputTarget(path: path("a.pdf"))
            try unsafe given.write(Array("half".utf8).span.bytes)
        }
        #expect(try text("a.pdf") == "one")
        #expect(files == ["a.pdf"], "what is given up leaves nothing")
        try write("two", to: path("a.pdf"))
        let mode = try FileManager.default.attributesOfItem(atPath: path("a.pdf"))[.posixPermissions] as? NSNumber
        #expect(try text("a.pdf") == "two" && mode?.intValue == 0o640)
    }

    @Test func `a pipe is written to and stays one`() throws {
        #expect(unsafe mkfifo(path("pipe"), 0o600) == 0)
        // Open for both, so that neither end waits for the other.
        let end = unsafe open(path("pipe"), O_RDWR | O_CLOEXEC)
        defer { Glibc.close(end) }
        try write("through", to: path("pipe"))
        var bytes = [UInt8](repeating: 0, count: 16)
        let count = unsafe read(end, &bytes, bytes.count)
        #expect(String(decoding: bytes.prefix(max(0, count)), as: UTF8.self) == "through")
        // The only kind of file that FileManager has no word for, but sockets and devices have one.
        #expect(try type(of: "pipe") == .typeUnknown)
        #expect(files == ["pipe"])
    }

    @Test func `a device is written to and stays one`() throws {
        // The null device, under a name of our own: 1, 3.
        guard unsafe mknod(path("null"), S_IFCHR | 0o666, 1 << 8 | 3) == 0 else { return }
        try write("gone", to: path("null"))
        #expect(try type(of: "null") == .typeCharacterSpecial)
        #expect(unsafe symlink("null", path("link")) == 0)
        try write("gone", to: path("link"))
        #expect(try type(of: "null") == .typeCharacterSpecial && type(of: "link") == .typeSymbolicLink)
    }

    @Test(arguments: [true, false])
    func `a link stays one, and the file it leads to is replaced in one step`(exists: Bool) throws {
        try FileManager.default.createDirectory(
            at: folder.url.appending(path: "far"),
            withIntermediateDirectories: true
        )
        if exists { try write("old", to: path("far/real")) }
        #expect(unsafe symlink("far/real", path("second")) == 0)
        #expect(unsafe symlink(path("second"), path("first")) == 0)
        let target = try OutputTarget(path: path("first"))
        try unsafe target.write(Array("new".utf8).span.bytes)
        #expect(files.contains("far/real.partial"))
        let kept = exists ? try text("far/real") : "old"
        #expect(kept == "old")
        try target.close()
        #expect(try text("far/real") == "new")
        #expect(try type(of: "first") == .typeSymbolicLink && type(of: "second") == .typeSymbolicLink)
    }

    @Test func `a loop of links, a folder and a socket are refused, and stay`() throws {
        #expect(unsafe symlink("b", path("a")) == 0)
        #expect(unsafe symlink("a", path("b")) == 0)
        #expect(throws: OutputTarget.WriteError.self) { try write("x", to: path("a")) }
        try FileManager.default.createDirectory(
            at: folder.url.appending(path: "sub"),
            withIntermediateDirectories: true
        )
        #expect(throws: OutputTarget.WriteError.self) { try write("x", to: path("sub")) }
        #expect(unsafe mknod(path("socket"), S_IFSOCK | 0o600, 0) == 0)
        #expect(throws: OutputTarget.WriteError.self) { try write("x", to: path("socket")) }
        #expect(try type(of: "socket") == .typeSocket && type(of: "sub") == .typeDirectory)
    }

    @Test func `a descriptor of this process is written to, and stays open`() throws {
        let file = unsafe open(path("out"), O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        defer { Glibc.close(file) }
        try write("one ", to: "/dev/fd/\(file)")
        try write("two", to: "/proc/self/fd/\(file)")
        #expect(try text("out") == "one two" && fcntl(file, F_GETFD) >= 0)
    }

    @Test func `recordings of one name in different folders keep their reports`() async throws {
        let names = ["a/take.wav", "b/take.wav"]
        for name in names {
            let file = folder.url.appending(path: name)
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(),
                withIntermediateDirectories: true
            )
            try FileManager.default.copyItem(at: Fixtures.file("audio/short.wav"), to: file)
        }
        try Data("Because it worked, and we measured it.".utf8).write(to: folder.url.appending(path: "words.txt"))
        for name in names + names {
            let run = try await Program.run(
                ServerProcess.binary,
                [
                    "analyze", name, "--question", "Why?", "--transcript", "words.txt", "--config",
                    Fixtures.root.path + "/config/debrief.json",
                ],
                environment: [:],
                folder: folder.url
            )
            #expect(run.status == 0, "\(run.errors)")
        }
        let reports = files.filter { $0.hasSuffix(".pdf") }.sorted()
        #expect(reports == ["reports/take-2.pdf", "reports/take.pdf"])
    }
}
