import Audio
import Foundation

#if canImport(Glibc)
    import Glibc
#endif

/// What it costs to decode recordings in processes of their own: the same file here and apart, in turn.
///
///     swift run -c release --package-path Tests/Benchmarks apart-benchmark FILE [times] [program]
///
/// Prints medians of processor time (this process and its children) and of waiting, with a child that waited for the recording and with
/// one that had to be started, and the memory that a child has to itself while it waits. The program is this one, which starts faster
/// than `debrief` does; name that one to have its start measured.
@main
enum ApartBenchmark {
    static func main() throws {
        let words = CommandLine.arguments
        if words.count > 1, words[1] == "hear" { exit(HearingChild.run()) }
        guard words.count > 1 else {
            print("Name a recording.")
            exit(2)
        }
        let file = URL(filePath: words[1])
        let times = words.count > 2 ? Int(words[2]) ?? 15 : 15
        let program = HearingProgram(path: words.count > 3 ? words[3] : "/proc/self/exe")
        let wav = FileManager.default.temporaryDirectory.appending(path: "apart-\(getpid()).wav")
        defer { try? FileManager.default.removeItem(at: wav) }
        var (here, cold, warm): ([Cost], [Cost], [Cost]) = ([], [], [])
        for _ in 0..<times {
            here.append(try Cost { _ = try Listener().hear(file, writing: wav) })
            let apart = ApartListener(program: program)
            cold.append(try Cost { _ = try apart.hear(file, writing: wav) })
            // The next child starts meanwhile.
            usleep(500_000)
            warm.append(try Cost { _ = try apart.hear(file, writing: wav) })
        }
        let (a, b, c) = (Cost.median(here), Cost.median(cold), Cost.median(warm))
        print("here:        \(a)")
        print("apart, cold: \(b), processor \(b.processor / a.processor), wait \(b.wait / a.wait)")
        print("apart, warm: \(c), wait \(c.wait / a.wait)")
    }
}

/// Seconds of processor and of waiting.
struct Cost: CustomStringConvertible {
    var processor: Double
    var wait: Double

    init(_ work: () throws -> Void) rethrows {
        let (start, used) = (ContinuousClock.now, Self.used)
        try work()
        (processor, wait) = (Self.used - used, (ContinuousClock.now - start) / .seconds(1))
    }

    private init(processor: Double, wait: Double) { (self.processor, self.wait) = (processor, wait) }

    static func median(_ all: [Cost]) -> Cost {
        Cost(
            processor: all.map(\.processor).sorted()[all.count / 2],
            wait: all.map(\.wait).sorted()[all.count / 2]
        )
    }

    /// Of this process and of the children that ended.
    private static var used: Double {
        [RUSAGE_SELF, RUSAGE_CHILDREN].reduce(0) { total, who in
            var usage = rusage()
            unsafe getrusage(__rusage_who_t(who.rawValue), &usage)
            return total
                + [usage.ru_utime, usage.ru_stime].reduce(0) { $0 + Double($1.tv_sec) + Double($1.tv_usec) / 1e6 }
        }
    }

    var description: String { String(format: "%.3f s of processor, %.3f s", processor, wait) }
}
