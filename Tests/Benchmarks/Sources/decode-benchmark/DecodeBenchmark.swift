import Audio
import Foundation

/// Prints CPU time and peak memory of our decoder and of ffmpeg on the same files, each run in a process of its own and the two
/// in turns. `swift run -c release --package-path Benchmarks decode-benchmark [RECORDING]`; without a recording espeak-ng
/// speaks one.
@main
struct DecodeBenchmark {
    static func main() throws {
        let arguments = Array(CommandLine.arguments.dropFirst())
        if arguments.first == "--decode", arguments.count == 2 {
            try decode(URL(fileURLWithPath: arguments[1]))
            return
        }
        let folder = FileManager.default.temporaryDirectory.appending(path: "debrief-benchmark-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        say("file                     ours s   ffmpeg s   less CPU   ours MB  ffmpeg MB    × real time")
        for seconds in [60, 3590] {
            for file in try Material(folder: folder, voice: arguments.first).files(seconds: seconds) {
                try compare(file, seconds: seconds, runs: seconds > 100 ? 3 : 7)
                try FileManager.default.removeItem(at: file)
            }
        }
    }

    /// What the child does: decodes and writes raw samples, as ffmpeg does.
    private static func decode(_ file: URL) throws {
        let null = open("/dev/null", O_WRONLY)
        _ = try AudioDecoder().decode(file) { (samples) throws(AudioError) in
            unsafe samples.withUnsafeBytes { unsafe _ = write(null, $0.baseAddress, $0.count) }
        }
    }

    /// Prints a line at once, also into a file.
    private static func say(_ line: String) { FileHandle.standardOutput.write(Data("\(line)\n".utf8)) }

    private static func compare(_ file: URL, seconds: Int, runs: Int) throws {
        var ours: [Usage] = []
        var theirs: [Usage] = []
        for _ in 0..<runs {
            ours.append(try Usage(of: [CommandLine.arguments[0], "--decode", file.path]))
            theirs.append(
                try Usage(of: [
                    "ffmpeg", "-v", "error", "-i", file.path, "-ar", "16000", "-ac", "1", "-f", "s16le", "-y",
                    "/dev/null",
                ])
            )
        }
        let our = Usage.median(ours)
        let their = Usage.median(theirs)
        let name = file.lastPathComponent.padding(toLength: 22, withPad: " ", startingAt: 0)
        say(
            name
                + String(
                    format: "%9.3f  %9.3f  %8.2f×  %8.1f  %9.1f  %13.0f",
                    our.seconds,
                    their.seconds,
                    their.seconds / our.seconds,
                    our.megabytes,
                    their.megabytes,
                    Double(seconds) / our.seconds
                )
        )
    }
}
