import Audio
import FoundationEssentials

#if canImport(Glibc)
    import Glibc
#endif

// A child of `ApartListener` for tests: it works as `debrief hear` does, or misbehaves in the way its first word says.

/// Whether a file is missing that is made meanwhile: true once.
func isFirstTime(_ path: String) -> Bool {
    let file = unsafe open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    if file >= 0 { close(file) }
    return file >= 0
}

func crash() {
    let none: [Int] = []
    print(none[CommandLine.arguments.count])
}

func hang() {
    while true { sleep(60) }
}

let words = Array(CommandLine.arguments.dropFirst())
switch words.first {
case "leaks":
    print(HearingChild.leaks().map { $0.joined(separator: ", ") } ?? "not confined")
    exit(0)
case "crash-once" where !isFirstTime(words[1]), "hang-once" where !isFirstTime(words[1]), "hear":
    exit(HearingChild.run())
default: break
}
guard let child = HearingChild(), child.confine() else { exit(64) }
switch words.first {
case "crash", "crash-once": crash()
case "hang", "hang-once": hang()
case "spin":
    while true {}
case "eat":
    var all: [[UInt8]] = []
    while true { all.append([UInt8](repeating: UInt8(truncatingIfNeeded: all.count), count: 16 << 20)) }
case "other": _ = child.answer(.decoded(durationMs: 5))
case "nonsense": _ = child.answer(.refused(code: "decode.none_such", message: "", context: [:]))
default: exit(70)
}
exit(0)
