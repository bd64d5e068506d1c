import Core
import FoundationEssentials
import Subprocess
import Synchronization
import SystemPackage

#if canImport(Glibc)
    import Glibc
#endif

/// Poppler's `pdftotext` in a child process that gets the file by a pipe and gives text by another.
///
/// The child writes no file and reads none of ours, has bounds on memory, CPU time, open files and output, no network where the kernel
/// lets us take it away, no secret of its parent in its environment, and dies with its parent. util-linux, which every Debian has, sets
/// all of this before the program begins.
struct PDFChild: Sendable {
    /// What the child may write to standard error.
    private static let maxErrors = 16 << 10
    /// Bytes of output for each byte of text: places of words take most of it.
    private static let outputRatio = 40

    private let limits: DocumentLimits

    /// A child with limits.
    init(limits: DocumentLimits) { self.limits = limits }

    /// Whether poppler is installed.
    static var isInstalled: Bool { path("pdftotext") != nil }

    /// What the program says of a PDF.
    ///
    /// - Throws: ``DocumentError``, `CancellationError`.
    func read(_ bytes: [UInt8]) async throws -> [UInt8] {
        guard let program = Self.path("pdftotext") else {
            throw DocumentError(.unavailable, "PDF cannot be read here: poppler-utils is not installed.")
        }
        Self.ignoreBrokenPipes
        let isolation = await Self.isolation.value
        let outcome = try await run(bytes, isolation + [program, "-bbox-layout", "-enc", "UTF-8"])
        switch outcome {
        case .finished(let output, _, isSuccess: true): return output
        case .finished(_, let errors, _): throw Self.refusal(errors)
        case .late:
            throw DocumentError(
                .tooCostly,
                "Reading the PDF took longer than \(limits.seconds) s; print it to a new PDF."
            )
        case .tooMuch: throw DocumentError(.tooLarge, "The PDF has more text than is read here.")
        }
    }

    private enum Outcome: Sendable {
        case finished([UInt8], String, isSuccess: Bool)
        case late
        case tooMuch
    }

    private func run(_ bytes: [UInt8], _ command: [String]) async throws -> Outcome {
        let isLate = Mutex(false)
        let outputLimit = min(512 << 20, max(1 << 20, limits.text * Self.outputRatio))
        let seconds = limits.seconds
        let configuration = Configuration(
            executable: .path(FilePath(Self.path("prlimit") ?? "/usr/bin/prlimit")),
            arguments: Arguments(
                [
                    "--as=\(limits.memory)", "--cpu=\(seconds)", "--fsize=0", "--nofile=64", "--core=0", "--",
                ] + command + ["-l", "\(limits.pages + 1)", "-", "-"]
            ),
            environment: .custom(["PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"])
        )
        do {
            return try await withThrowingTaskGroup(of: Outcome?.self) { group in
                group.addTask {
                    let result = try await Subprocess.run(
                        configuration,
                        input: .array(bytes),
                        output: .bytes(limit: outputLimit),
                        error: .string(limit: Self.maxErrors)
                    )
                    return .finished(
                        result.standardOutput,
                        result.standardError,
                        isSuccess: result.terminationStatus.isSuccess
                    )
                }
                group.addTask {
                    try await Task.sleep(for: .seconds(seconds + 2))
                    return nil
                }
                defer { group.cancelAll() }
                guard let first = try await group.next(), let outcome = first else {
                    isLate.withLock { $0 = true }
                    return .late
                }
                return outcome
            }
        } catch let error as SubprocessError {
            try Task.checkCancellation()
            if isLate.withLock({ $0 }) { return .late }
            if error.code == .outputLimitExceeded { return .tooMuch }
            // The child ended before it read all of its input: a broken file.
            throw DocumentError(.broken, "The PDF could not be read.", context: ["reason": "\(error)"])
        }
    }

    private static func refusal(_ errors: String) -> DocumentError {
        let head = String(errors.prefix(200))
        if errors.contains("Incorrect password") || errors.contains("ncrypt") {
            return DocumentError(.encrypted, "The PDF asks for a password; save it without one and send it again.")
        }
        if errors.isEmpty {
            return DocumentError(
                .tooCostly,
                "Reading the PDF took more time or memory than it may; print it to a new PDF."
            )
        }
        return DocumentError(
            .broken,
            "The PDF is broken; open it, print it to a new PDF and send that.",
            context: ["reason": head]
        )
    }

    /// What takes the network away from the child and ends it with its parent, as far as this machine allows it. Found out once.
    private static let isolation = Task<[String], Never> {
        var found: [String] = []
        if let setpriv = path("setpriv") {
            let words = [setpriv, "--pdeathsig", "KILL", "--no-new-privs"]
            if await works(words) { found = words }
        }
        guard let unshare = path("unshare") else { return found }
        for words in [[unshare, "-n"], [unshare, "-r", "-n"]] where await works(words) { return found + words }
        return found
    }

    /// Whether the child of this machine is without network.
    static var hasNoNetwork: Bool {
        get async { await isolation.value.contains { $0.hasSuffix("unshare") } }
    }

    private static func works(_ words: [String]) async -> Bool {
        let result = try? await Subprocess.run(
            .path(FilePath(words[0])),
            arguments: Arguments(Array(words.dropFirst()) + ["/bin/true"]),
            environment: .custom(["PATH": "/usr/bin:/bin"]),
            output: .discarded,
            error: .discarded
        )
        return result?.terminationStatus.isSuccess == true
    }

    private static func path(_ name: String) -> String? {
        ["/usr/bin/", "/bin/", "/usr/local/bin/"].map { $0 + name }.first {
            FileManager.default.isExecutableFile(atPath: $0)
        }
    }

    /// A child that ends before it has read everything must not end this process.
    private static let ignoreBrokenPipes: Void = {
        _ = signal(SIGPIPE, SIG_IGN)
    }()
}
