package import Foundation
import Synchronization

/// A program that a test starts and ends: output collected, ended by its own process id at the latest when the value goes away.
package final class Program: Sendable {
    /// What a finished program left.
    package struct Outcome: Sendable {
        /// Exit code, or minus the signal's number.
        package var status: Int32
        /// Standard output.
        package var output: String
        /// Standard error.
        package var errors: String
    }

    private struct Collected {
        var output = Data()
        var errors = Data()
        /// Of three: the process itself and its two pipes.
        var ended = 0
        var hasExited: Bool { ended == 3 }
        var waiters: [(test: @Sendable (String) -> Bool, resume: CheckedContinuation<Bool, Never>)] = []
        var exitWaiters: [CheckedContinuation<Void, Never>] = []
    }

    private let process: Process
    private let collected = Mutex(Collected())

    /// What each program gets unless a test says otherwise. The companion is off: what a test expects does not depend on what is
    /// installed, and a process for each server would take the memory and time of its models.
    private static let usual = ["COMPANION_ENABLED": "false"]

    /// Starts a program.
    package init(_ path: String, _ arguments: [String], environment: [String: String] = [:], folder: URL? = nil) throws
    {
        process = Process()
        process.executableURL = URL(filePath: path)
        process.arguments = arguments
        process.currentDirectoryURL = folder
        process.standardInput = FileHandle.nullDevice
        process.environment = ProcessInfo.processInfo.environment.merging(Self.usual) { $1 }.merging(environment) { $1 }
        let (output, errors) = (Pipe(), Pipe())
        process.standardOutput = output
        process.standardError = errors
        process.terminationHandler = { [weak self] _ in self?.ended() }
        try process.run()
        read(output, isOutput: true)
        read(errors, isOutput: false)
    }

    deinit { if process.isRunning { kill(process.processIdentifier, SIGKILL) } }

    /// Runs a program to its end.
    package static func run(
        _ path: String,
        _ arguments: [String],
        environment: [String: String] = [:],
        folder: URL? = nil
    ) async throws -> Outcome {
        let program = try Program(path, arguments, environment: environment, folder: folder)
        return await program.outcome()
    }

    /// Finds a program on the PATH; nil where there is none.
    package static func find(_ name: String) -> String? {
        (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").map { "\($0)/\(name)" }
            .first { FileManager.default.isExecutableFile(atPath: $0) }
    }

    /// Waits until standard output satisfies `test`; false when the program ends first.
    package func output(satisfies test: @escaping @Sendable (String) -> Bool) async -> Bool {
        await withCheckedContinuation { continuation in
            let answer: Bool? = collected.withLock { state in
                if test(String(decoding: state.output, as: UTF8.self)) { return true }
                if state.hasExited { return false }
                state.waiters.append((test, continuation))
                return nil
            }
            if let answer { continuation.resume(returning: answer) }
        }
    }

    /// Everything printed so far.
    package var output: String { collected.withLock { String(decoding: $0.output, as: UTF8.self) } }

    /// Everything printed to standard error so far.
    package var errors: String { collected.withLock { String(decoding: $0.errors, as: UTF8.self) } }

    /// Sends a signal to this process and to no other.
    package func signal(_ number: Int32) { if process.isRunning { kill(process.processIdentifier, number) } }

    /// Waits for the end.
    package func outcome() async -> Outcome {
        await withCheckedContinuation { continuation in
            let over = collected.withLock { state in
                if !state.hasExited { state.exitWaiters.append(continuation) }
                return state.hasExited
            }
            if over { continuation.resume() }
        }
        let status =
            process.terminationReason == .uncaughtSignal ? -process.terminationStatus : process.terminationStatus
        return Outcome(status: status, output: output, errors: errors)
    }

    /// Collects what comes out of a pipe until its end, on a thread of its own: a handle's readability handler and its being
    /// taken away again run on different threads, which FileHandle does not stand for long.
    private func read(_ pipe: Pipe, isOutput: Bool) {
        // A descriptor of ours, that no other child gets and that is closed where it is read.
        let descriptor = fcntl(pipe.fileHandleForReading.fileDescriptor, F_DUPFD_CLOEXEC, 0)
        try? pipe.fileHandleForReading.close()
        try? pipe.fileHandleForWriting.close()
        Thread.detachNewThread { [weak self] in
            var buffer = [UInt8](repeating: 0, count: 65_536)
            while true {
                let count = unsafe buffer.withUnsafeMutableBytes { bytes in
                    unsafe Foundation.read(descriptor, bytes.baseAddress, bytes.count)
                }
                if count > 0 {
                    self?.received(buffer[..<count], isOutput: isOutput)
                } else if count == 0 || errno != EINTR {
                    break
                }
            }
            close(descriptor)
            self?.ended()
        }
    }

    private func received(_ data: some Sequence<UInt8>, isOutput: Bool) {
        let met: [CheckedContinuation<Bool, Never>] = collected.withLock { state in
            if !isOutput {
                state.errors.append(contentsOf: data)
                return []
            }
            state.output.append(contentsOf: data)
            let text = String(decoding: state.output, as: UTF8.self)
            let met = state.waiters.filter { $0.test(text) }.map(\.resume)
            state.waiters.removeAll { $0.test(text) }
            return met
        }
        for waiter in met { waiter.resume(returning: true) }
    }

    private func ended() {
        let (waiters, exitWaiters) = collected.withLock { state in
            state.ended += 1
            guard state.hasExited else {
                return ([CheckedContinuation<Bool, Never>](), [CheckedContinuation<Void, Never>]())
            }
            defer {
                state.waiters = []
                state.exitWaiters = []
            }
            return (state.waiters.map(\.resume), state.exitWaiters)
        }
        for waiter in waiters { waiter.resume(returning: false) }
        for waiter in exitWaiters { waiter.resume() }
    }
}
