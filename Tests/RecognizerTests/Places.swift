import FoundationEssentials

#if canImport(Glibc)
    import Glibc
#endif

/// Where the tests find what they need.
enum Places {
    /// The built `debrief`, which stands beside the test bundle.
    static let debrief: String = {
        var buffer = [CChar](repeating: 0, count: 4096)
        let count = unsafe readlink("/proc/self/exe", &buffer, buffer.count)
        let path = String(decoding: buffer.prefix(max(0, count)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return URL(filePath: path).deletingLastPathComponent().appending(path: "debrief").path
    }()

    /// Whether the engine can run here at all.
    static var hasEngine: Bool {
        FileManager.default.isExecutableFile(atPath: debrief)
            && FileManager.default.fileExists(atPath: "/usr/share/pocketsphinx/model/en-us/en-us.lm.bin")
    }

    /// The folder of real recordings, when this machine has one.
    static let sharedAudio: URL? = {
        var candidates: [URL] = []
        if let named = ProcessInfo.processInfo.environment["DEBRIEF_SHARED"] { candidates.append(URL(filePath: named)) }
        var folder = URL(filePath: #filePath).deletingLastPathComponent()
        for _ in 0..<5 {
            folder = folder.deletingLastPathComponent()
            candidates.append(folder.appending(path: "shared"))
        }
        return candidates.map { $0.appending(path: "audio") }
            .first { FileManager.default.fileExists(atPath: $0.appending(path: "MANIFEST.tsv").path) }
    }()

    /// A fresh folder for one test.
    static func folder() throws -> URL {
        let url = FileManager.default.temporaryDirectory.appending(path: "recognizer-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        return url
    }

    /// A shell script that stands in for `debrief`.
    static func script(_ text: String, in folder: URL) throws -> String {
        let url = folder.appending(path: "engine")
        try Data("#!/bin/sh\n\(text)\n".utf8).write(to: url)
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: url.path)
        return url.path
    }
}
