import Foundation
import Testing

@testable import Companion

/// A program that speaks the companion's protocol without any model, for tests of restarts and deadlines. What it does is the first text
/// of an `embed` request: `die`, `hang`, `noise` (bytes that are no frame), `fault`, `grow` (says that it takes 8 GB), `die once` (ends
/// unless the file `died` is there), or any other text: vectors of the request's number.
struct FakeProgram {
    /// The folder that stands for an installation.
    let folder: URL

    /// Writes the program and an environment whose interpreter is the system's.
    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "fake-companion-\(UUID().uuidString)")
        let program = folder.appending(path: "program")
        try FileManager.default.createDirectory(at: program, withIntermediateDirectories: true)
        try FileManager.default.createDirectory(
            at: folder.appending(path: "venv/bin"),
            withIntermediateDirectories: true
        )
        try Data(Self.text.utf8).write(to: program.appending(path: "__main__.py"))
        let script = "#!/bin/sh\nexec python3 \"$@\"\n"
        let interpreter = folder.appending(path: "venv/bin/python")
        try Data(script.utf8).write(to: interpreter)
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: interpreter.path)
    }

    /// Settings with deadlines that a test can wait for.
    func settings(deadlineMs: Int = 20_000) -> CompanionSettings {
        var settings = CompanionSettings(folder: folder)
        settings.deadlineBaseMs = deadlineMs
        settings.backoffMs = 1
        return settings
    }

    /// Runs a test on a companion of this program and ends both.
    func with(_ settings: CompanionSettings? = nil, _ body: (Companion) async throws -> Void) async throws {
        let companion = Companion(settings: settings ?? self.settings())
        do { try await body(companion) } catch {
            await companion.stop()
            try? FileManager.default.removeItem(at: folder)
            throw error
        }
        await companion.stop()
        try? FileManager.default.removeItem(at: folder)
    }

    private static let text = """
        import json, os, struct, sys, time
        pipe, out = os.fdopen(0, "rb"), os.fdopen(1, "wb")
        def read():
            head = pipe.read(8)
            if len(head) < 8: sys.exit(0)
            a, b = struct.unpack("<II", head)
            return json.loads(pipe.read(a)), pipe.read(b)
        def write(header, payload=b""):
            text = json.dumps(header).encode()
            out.write(struct.pack("<II", len(text), len(payload)) + text + payload)
            out.flush()
        order, _ = read()
        write({"id": 0, "hello": {"protocol": 1, "locks": []}})
        mark = os.path.join(os.path.dirname(os.path.abspath(__file__)), "died")
        while True:
            request, _ = read()
            n, texts = request["id"], request.get("texts") or [""]
            done = {"residentBytes": 1 << 20, "peakBytes": 1 << 20, "count": len(texts), "dimensions": 384}
            if texts[0] == "die": os._exit(1)
            if texts[0] == "die once" and not os.path.exists(mark):
                open(mark, "w").close()
                os._exit(1)
            if texts[0] == "hang": time.sleep(3600)
            if texts[0] == "noise": out.write(b"Traceback (most recent call last):" * 9); out.flush(); time.sleep(3600)
            if texts[0] == "fault": write({"id": n, "fault": {"code": "model_damaged", "message": "a test"}}); continue
            if texts[0] == "grow": done["residentBytes"] = 8 << 30
            write({"id": n, "done": done}, struct.pack("<f", float(n)) * 384 * len(texts))
        """
}

/// What a call threw, as a code.
func code(_ body: () async throws -> some Any) async -> String {
    do {
        _ = try await body()
        return "none"
    } catch let error as CompanionError {
        return error.code
    } catch is CancellationError {
        return "cancelled"
    } catch {
        return "\(error)"
    }
}
