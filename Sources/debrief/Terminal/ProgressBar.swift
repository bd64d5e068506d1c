import Core
import Glibc
import Rescoring
import Synchronization

/// How far a re-scoring is: a bar that is drawn over and over in a terminal, a line every ten percent elsewhere. On standard
/// error.
final class ProgressBar: Sendable {
    private struct State {
        var start: (done: Int, at: ContinuousClock.Instant)?
        var told = -1
    }

    /// Whether standard error is a terminal.
    let isTerminal = isatty(STDERR_FILENO) == 1
    private let state = Mutex(State())

    /// Shows how far it is now.
    func show(_ rescore: Rescore) {
        guard let total = rescore.total else { return }
        let looked = rescore.done + rescore.failed
        let (rate, share) = state.withLock { state in
            let start = state.start ?? (looked, .now)
            state.start = start
            let seconds = (ContinuousClock.now - start.at) / .seconds(1)
            let rate = seconds > 0.5 && looked > start.done ? Double(looked - start.done) / seconds : nil
            let tenth = total > 0 ? looked * 10 / total : 10
            defer { state.told = max(state.told, tenth) }
            return (rate, tenth > state.told || isTerminal)
        }
        guard share else { return }
        let line = Self.line(rescore, total: total, rate: rate)
        isTerminal ? write("\r\u{1B}[K" + line) : write(line + "\n")
    }

    /// Shows the end.
    func end(_ rescore: Rescore) {
        guard isTerminal else { return }
        write("\r\u{1B}[K" + Self.line(rescore, total: rescore.total ?? 0, rate: nil) + "\n")
    }

    /// One line: bar, counts, speed, and how long it will take.
    static func line(_ rescore: Rescore, total: Int, rate: Double?) -> String {
        let looked = rescore.done + rescore.failed
        let filled = total > 0 ? min(24, looked * 24 / total) : 24
        var parts = [
            "[" + String(repeating: "█", count: filled) + String(repeating: "·", count: 24 - filled) + "]",
            "\(looked)/\(total)",
        ]
        if let rate, rate > 0 {
            let tenths = Int((rate * 10).rounded())
            parts.append("\(tenths / 10).\(tenths % 10)/s")
            parts.append("ETA \(time(Int(Double(max(0, total - looked)) / rate)))")
        }
        parts.append("calls \(rescore.calls)")
        if rescore.failed > 0 { parts.append("failed \(rescore.failed)") }
        if rescore.state != .running { parts.append(rescore.state.rawValue) }
        return parts.joined(separator: "  ")
    }

    /// A number of seconds as people read it: `4:05`, `1:02:03`.
    static func time(_ seconds: Int) -> String {
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        let (hours, minutes) = (seconds / 3_600, seconds / 60 % 60)
        return hours > 0 ? "\(hours):\(two(minutes)):\(two(seconds % 60))" : "\(minutes):\(two(seconds % 60))"
    }

    private func write(_ text: String) {
        try? unsafe OutputTarget(descriptor: STDERR_FILENO).write(Array(text.utf8).span.bytes)
    }
}
