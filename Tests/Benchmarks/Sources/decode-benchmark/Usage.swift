import Foundation

/// What a process used until it ended.
struct Usage {
    /// CPU time of user and system.
    var seconds: Double
    /// Peak resident memory.
    var megabytes: Double

    /// Runs a program to its end.
    init(of command: [String]) throws {
        var arguments = unsafe command.map { unsafe strdup($0) } + [nil]
        defer { for argument in unsafe arguments { unsafe free(argument) } }
        var child = pid_t()
        let status = unsafe posix_spawnp(&child, command[0], nil, nil, &arguments, environ)
        guard status == 0 else { throw CocoaError(.executableNotLoadable) }
        var code: Int32 = 0
        var usage = rusage()
        guard unsafe wait4(child, &code, 0, &usage) == child, code == 0 else { throw CocoaError(.executableLoad) }
        let time = [usage.ru_utime, usage.ru_stime].map { Double($0.tv_sec) + Double($0.tv_usec) / 1e6 }
        seconds = time[0] + time[1]
        // Linux counts in kilobytes.
        megabytes = Double(usage.ru_maxrss) / 1024
    }

    private init(seconds: Double, megabytes: Double) {
        self.seconds = seconds
        self.megabytes = megabytes
    }

    /// The median of each figure.
    static func median(_ all: [Usage]) -> Usage {
        func middle(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }
        return Usage(seconds: middle(all.map(\.seconds)), megabytes: middle(all.map(\.megabytes)))
    }
}
