package import Core
import Subprocess
import Synchronization
import SystemPackage

#if canImport(Glibc)
    import Glibc
#endif

/// Why a text was not said.
package typealias VoiceError = ModuleError<VoiceErrorCode>

/// The codes of ``VoiceError``; each is a row of ``ErrorTable``.
package enum VoiceErrorCode: String, ErrorCode {
    /// There is no sound of this text.
    case noSound = "request.not_found"
    /// Too many texts are being said; a later request may succeed.
    case busy = "interview.busy"
}

/// espeak-ng in a child process that gets the text by a pipe and gives a WAV file by another: for clients that have no voice of their
/// own. The child has bounds on text, output, memory, processor time, files and time, gets nothing of its parent's environment, and only
/// ``most`` run at once; further requests are refused rather than queued.
package final class EspeakVoice: Sendable {
    /// Longest text, in bytes.
    package static let maxText = 2_000
    /// Longest sound, in bytes: about four minutes at 22,050 Hz.
    static let maxOutput = 12 << 20
    /// Children at once.
    static let most = 2
    /// Sounds that are kept: every client of an interview asks for the same ones.
    static let maxKept = 16

    private struct State {
        var running = 0
        var kept: [(key: String, wav: [UInt8])] = []
    }

    private let program: String
    private let seconds: Int
    private let state = Mutex(State())

    /// The voice of this machine; nil when espeak-ng is not installed.
    ///
    /// - Parameter seconds: how long a text may take.
    package init?(seconds: Int = 10, path: String = "/usr/local/bin:/usr/bin:/bin") {
        guard let program = Self.find("espeak-ng", in: path) else { return nil }
        self.program = program
        self.seconds = seconds
    }

    private static func find(_ name: String, in path: String) -> String? {
        path.split(separator: ":").map { "\($0)/\(name)" }
            .first { unsafe access($0, X_OK) == 0 }
    }

    /// A WAV file (16-bit, mono) that says a text.
    ///
    /// - Parameter language: BCP 47; without a voice for it the main language is tried, then English.
    /// - Throws: ``VoiceError``, `CancellationError`.
    package func say(_ text: String, language: String) async throws -> [UInt8] {
        guard !text.isEmpty, text.utf8.count <= Self.maxText, !text.unicodeScalars.contains("\0") else {
            throw VoiceError(.noSound, "There is nothing here that can be said aloud.")
        }
        let key = "\(language)\n\(text)"
        if let wav = state.withLock({ $0.kept.first { $0.key == key }?.wav }) { return wav }
        let isFree = state.withLock { state in
            guard state.running < Self.most else { return false }
            state.running += 1
            return true
        }
        guard isFree else {
            throw VoiceError(.busy, "The voice is busy; ask again in a moment.")
        }
        defer { state.withLock { $0.running -= 1 } }
        for voice in Self.voices(for: language) {
            guard let raw = try await run(text, voice: voice), let wav = Self.wav(raw) else { continue }
            state.withLock { state in
                state.kept.append((key, wav))
                if state.kept.count > Self.maxKept { state.kept.removeFirst() }
            }
            return wav
        }
        throw VoiceError(.noSound, "The voice could not say this text.")
    }

    /// Names of voices to try, best first; only letters, digits and hyphens reach the command line.
    static func voices(for language: String) -> [String] {
        let tag = language.lowercased().filter { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") }.prefix(20)
        let main = tag.prefix { $0 != "-" }
        var names: [String] = []
        for name in [String(tag), String(main), "en"] where !name.isEmpty && name.first?.isLetter == true {
            if !names.contains(name) { names.append(name) }
        }
        return names
    }

    /// What the child writes; nil when it fails, is late or writes too much.
    private func run(_ text: String, voice: String) async throws -> [UInt8]? {
        _ = signal(SIGPIPE, SIG_IGN)
        let seconds = seconds
        let configuration = Configuration(
            executable: .path("/usr/bin/prlimit"),
            arguments: Arguments([
                "--as=\(512 << 20)", "--cpu=\(seconds)", "--fsize=\(64 << 20)", "--nofile=64", "--core=0", "--",
                program, "-v",
                voice, "-s", "165", "--stdin", "--stdout",
            ]),
            environment: .custom(["PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"])
        )
        let bytes = Array(text.utf8)
        do {
            return try await withThrowingTaskGroup(of: [UInt8]?.self) { group in
                group.addTask {
                    let result = try await Subprocess.run(
                        configuration,
                        input: .array(bytes),
                        output: .bytes(limit: Self.maxOutput),
                        error: .discarded
                    )
                    return result.terminationStatus.isSuccess ? result.standardOutput : nil
                }
                group.addTask {
                    try await Task.sleep(for: .seconds(seconds + 1))
                    return nil
                }
                defer { group.cancelAll() }
                return try await group.next() ?? nil
            }
        } catch is SubprocessError {
            try Task.checkCancellation()
            return nil
        }
    }

    /// A WAV file whose sizes are right: to a pipe the program writes a header that promises two gigabytes. Nil for anything else.
    static func wav(_ raw: [UInt8]) -> [UInt8]? {
        guard raw.count > 44, raw.starts(with: Array("RIFF".utf8)), raw[8..<12].elementsEqual("WAVE".utf8),
            raw[36..<40].elementsEqual("data".utf8)
        else { return nil }
        var wav = raw
        for (place, size) in [(4, raw.count - 8), (40, raw.count - 44)] {
            for byte in 0..<4 { wav[place + byte] = UInt8(truncatingIfNeeded: size >> (8 * byte)) }
        }
        return wav
    }
}
