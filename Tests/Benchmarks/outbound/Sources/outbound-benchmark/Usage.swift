import Foundation

/// What this process has used so far.
struct Usage {
    /// Processor time of user and system, in seconds.
    let seconds: Double
    private let at = ContinuousClock.now

    /// As of now.
    init() {
        var usage = rusage()
        _ = unsafe getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1e6 }
        self.seconds = seconds(usage.ru_utime) + seconds(usage.ru_stime)
    }

    /// Prints what was used since then, and the most memory the process ever had.
    func print(since before: Usage) {
        let wall = before.at.duration(to: at) / .seconds(1)
        Swift.print(#"{"cpu":\#(seconds - before.seconds),"wall":\#(wall),"peakKB":\#(Self.peakKB)}"#)
    }

    /// The process's largest resident set so far, in kilobytes, by the kernel's own count.
    static var peakKB: Int {
        let status = (try? String(contentsOf: URL(filePath: "/proc/self/status"), encoding: .utf8)) ?? ""
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") } ?? ""
        return line.split { !$0.isNumber }.first.flatMap { Int($0) } ?? 0
    }

    /// Open sockets.
    static var sockets: Int {
        let folder = "/proc/self/fd"
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.count { name in
            let target = try? FileManager.default.destinationOfSymbolicLink(atPath: "\(folder)/\(name)")
            return target?.hasPrefix("socket:") == true
        }
    }
}
