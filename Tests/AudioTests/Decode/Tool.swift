import Foundation

/// A program of this machine that makes or decodes test material.
enum Tool: String {
    case ffmpeg, opusenc, mkvmerge, sox

    /// Whether it is installed.
    var isThere: Bool { path != nil }

    private var path: String? {
        let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin").split(separator: ":")
        return folders.map { "\($0)/\(rawValue)" }.first { FileManager.default.isExecutableFile(atPath: $0) }
    }

    /// Runs it to its end; false when it fails.
    @discardableResult
    func run(_ arguments: [String]) throws -> Bool {
        guard let path else { return false }
        let process = Process()
        process.executableURL = URL(filePath: path)
        process.arguments = arguments
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        return process.terminationStatus == 0
    }

    /// What ffmpeg makes of a file at a rate, in mono.
    static func reference(_ file: URL, rate: Int = 16_000) throws -> [Int16] {
        let folder = try TemporaryFolder()
        let raw = folder.file("reference.raw")
        try Tool.ffmpeg.run([
            "-v", "error", "-i", file.path, "-ar", "\(rate)", "-ac", "1", "-f", "s16le", "-y", raw.path,
        ])
        let data = try Data(contentsOf: raw)
        return stride(from: 0, to: data.count - 1, by: 2).map {
            Int16(bitPattern: UInt16(data[$0]) | UInt16(data[$0 + 1]) << 8)
        }
    }
}

/// A folder that goes when the test does.
final class TemporaryFolder {
    let url: URL

    init() throws {
        url = FileManager.default.temporaryDirectory.appending(path: "debrief-audio-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: url) }

    func file(_ name: String) -> URL { url.appending(path: name) }

    func write(_ bytes: [UInt8], as name: String) throws -> URL {
        try Data(bytes).write(to: file(name))
        return file(name)
    }
}
