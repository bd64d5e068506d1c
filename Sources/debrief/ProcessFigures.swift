import FoundationEssentials
import Glibc

/// What the process itself uses, as Prometheus text, by the names Prometheus' own clients give it (Linux, `/proc/self`).
enum ProcessFigures {
    /// The text; what cannot be read is left out.
    static var text: String {
        let parts = statistics
        let ticks = Double(sysconf(Int32(_SC_CLK_TCK)))
        let page = Double(sysconf(Int32(_SC_PAGESIZE)))
        var lines: [String] = []
        func add(_ type: String, _ help: String, _ value: Double?) {
            guard let value, let name = type.split(separator: " ").dropFirst(2).first else { return }
            lines += ["# HELP \(name) \(help)", type, "\(name) \(value)"]
        }
        // Fields 14 and 15 of proc(5) are processor time, 22 the start, 24 the resident pages; the list begins with field 3.
        if parts.count > 21, ticks > 0 {
            let (user, system) = (Double(parts[11]) ?? 0, Double(parts[12]) ?? 0)
            add("# TYPE process_cpu_seconds_total counter", "Processor time.", (user + system) / ticks)
            add(
                "# TYPE process_resident_memory_bytes gauge",
                "Resident memory.",
                Double(parts[21]).map { $0 * page }
            )
            let start = booted.flatMap { boot in Double(parts[19]).map { boot + $0 / ticks } }
            add("# TYPE process_start_time_seconds gauge", "When the process started, since 1970.", start)
        }
        let open = try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count
        add("# TYPE process_open_fds gauge", "Open files.", open.map(Double.init))
        return lines.map { $0 + "\n" }.joined()
    }

    /// The fields of `/proc/self/stat` behind the program's name, which may hold spaces.
    private static var statistics: [Substring] {
        guard let text = read("/proc/self/stat"),
            let end = text.lastIndex(of: ")")
        else { return [] }
        return text[text.index(after: end)...].split(separator: " ")
    }

    private static var booted: Double? {
        guard let text = read("/proc/stat") else { return nil }
        return text.split(separator: "\n").first { $0.hasPrefix("btime ") }.flatMap { Double($0.dropFirst(6)) }
    }

    private static func read(_ path: String) -> String? {
        FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) }
    }
}
