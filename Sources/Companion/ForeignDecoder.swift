import Core
package import FoundationEssentials
import SystemPackage

/// Decodes containers that Debrief's own decoder does not read (AAC and ALAC in M4A or MOV, AMR, 3GP, WMA, CAF …) with FFmpeg's libraries in
/// a process of its own for each file.
package struct ForeignDecoder: Sendable {
    /// What a file held.
    package struct Decoded: Sendable, Hashable, Codable {
        /// Names of the container, as the demuxer has them.
        package var container: String
        /// The codec, e.g. `aac`.
        package var codec: String
        /// Samples a second of the original.
        package var sampleRate: Int
        /// Channels of the original.
        package var channels: Int
        /// Length of what was decoded, in milliseconds.
        package var durationMs: Int
    }

    /// Address space of a process, in bytes.
    static let memoryBytes = 768 << 20

    private let companion: Companion

    /// The decoder of a companion.
    package init(companion: Companion) { self.companion = companion }

    /// Decodes a local file to 16 kHz mono 16-bit WAV at `to`, which is replaced when there. Nothing is left at `to` when it throws: a
    /// ``CompanionError`` with a `decode.` code, or `CancellationError`.
    ///
    /// - Parameters:
    ///   - maxDurationMs: The longest sound; a longer one is `decode.too_long`, found before more than that is written.
    ///   - deadlineMs: The longest time it may take; the process is killed then.
    package func decode(file: URL, to target: URL, maxDurationMs: Int, deadlineMs: Int = 120_000) async throws
        -> Decoded
    {
        try await companion.whenDecoderIsFree {
            let writer = try WaveWriter(target, maxBytes: (maxDurationMs + 1_000) * SampleFile.bytesPerMs)
            do {
                let decoded = try await decode(file, writer, maxDurationMs, deadlineMs)
                try await writer.finish()
                return decoded
            } catch {
                await writer.discard()
                throw error
            }
        }
    }

    private func decode(_ file: URL, _ writer: WaveWriter, _ maxMs: Int, _ deadlineMs: Int) async throws -> Decoded {
        let order = CompanionOrder(
            memoryBytes: companion.settings.memoryLimitBytes == 0 ? 0 : Self.memoryBytes,
            decode: file.path,
            maxMs: maxMs,
            seconds: max(1, deadlineMs / 1_000)
        )
        let result = DecodeResult()
        let deadline = ContinuousClock.now + .milliseconds(deadlineMs)
        let ending = await companion.process.run(order) { talk, _ in
            await Self.receive(talk, result, writer, until: deadline)
        }
        try Task.checkCancellation()
        if let error = await result.error { throw error }
        if case .missing(let reason) = ending {
            throw CompanionError(
                .decode,
                .missing,
                "The file is of no kind that can be read.",
                context: ["reason": reason]
            )
        }
        guard let decoded = await result.decoded else {
            let isLate = ContinuousClock.now >= deadline
            throw CompanionError(
                .decode,
                isLate ? .timeout : .failed,
                isLate
                    ? "Decoding took longer than \(deadlineMs / 1_000) s and was stopped."
                    : "The recording is broken and cannot be read.",
                context: ["deadlineMs": String(deadlineMs)]
            )
        }
        return decoded
    }

    /// Reads frames until the last one; false when the process broke off.
    private static func receive(
        _ talk: CompanionTalk,
        _ result: DecodeResult,
        _ writer: WaveWriter,
        until deadline: ContinuousClock.Instant
    ) async -> Bool {
        while true {
            guard
                case .frame(let reply, let payload) = await talk.reply(
                    withinMs: max(0, Int((deadline - .now) / .milliseconds(1)))
                )
            else { return false }
            if let fault = reply.fault {
                await result.fail(CompanionError.undecodable(fault))
                return true
            }
            if let sound = reply.sound { await result.begin(sound) }
            do {
                if !payload.isEmpty { try await writer.append(payload) }
            } catch {
                await result.fail(error)
                return false
            }
            if let done = reply.done {
                await result.finish(done.durationMs ?? 0)
                return true
            }
        }
    }
}

/// What comes of one decoding.
private actor DecodeResult {
    private(set) var error: CompanionError?
    private(set) var decoded: ForeignDecoder.Decoded?
    private var sound: CompanionReply.Sound?

    func fail(_ error: CompanionError) { self.error = error }

    func begin(_ sound: CompanionReply.Sound) { self.sound = sound }

    func finish(_ durationMs: Int) {
        guard let sound else { return }
        decoded = ForeignDecoder.Decoded(
            container: sound.container,
            codec: sound.codec,
            sampleRate: sound.sampleRate,
            channels: sound.channels,
            durationMs: durationMs
        )
    }
}

/// Writes 16 kHz mono 16-bit WAV, at most so many bytes of it.
actor WaveWriter {
    private let path: FilePath
    private let descriptor: FileDescriptor
    private let maxBytes: Int
    private var written = 0
    private var isClosed = false

    /// Makes the file, with room for its header.
    init(_ url: URL, maxBytes: Int) throws(CompanionError) {
        path = FilePath(url.path)
        self.maxBytes = min(maxBytes, Int(UInt32.max) - 64)
        do {
            descriptor = try FileDescriptor.open(
                path,
                .writeOnly,
                options: [.create, .truncate, .closeOnExec],
                permissions: [.ownerReadWrite]
            )
        } catch {
            throw Self.unwritable(error)
        }
        do { _ = try descriptor.writeAll(Self.header(samples: 0)) } catch {
            // A full disk still takes an empty file.
            try? descriptor.close()
            try? FileManager.default.removeItem(atPath: url.path)
            throw Self.unwritable(error)
        }
    }

    /// Adds samples; throws `decode.too_long` beyond the bound and `decode.unwritable` when the disk refuses.
    func append(_ samples: [UInt8]) throws(CompanionError) {
        guard written + samples.count <= maxBytes else {
            throw CompanionError(code: "decode.too_long", "The recording is longer than is allowed.")
        }
        do { _ = try descriptor.writeAll(samples) } catch { throw Self.unwritable(error) }
        written += samples.count
    }

    /// Writes the header and closes the file.
    func finish() throws(CompanionError) {
        do {
            _ = try descriptor.writeAll(toAbsoluteOffset: 0, Self.header(samples: written))
            isClosed = true
            try descriptor.close()
        } catch {
            throw Self.unwritable(error)
        }
    }

    /// Closes and removes the file.
    func discard() {
        if !isClosed { try? descriptor.close() }
        isClosed = true
        try? FileManager.default.removeItem(atPath: path.string)
    }

    private static func unwritable(_ error: any Error) -> CompanionError {
        CompanionError(
            code: "decode.unwritable",
            "The decoded audio cannot be written.",
            context: ["error": "\(error)"]
        )
    }

    /// The 44 bytes of a RIFF header for `samples` bytes of sound.
    private static func header(samples: Int) -> [UInt8] {
        func little(_ value: Int, _ count: Int) -> [UInt8] {
            (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
        }
        return Array("RIFF".utf8) + little(36 + samples, 4) + Array("WAVEfmt ".utf8) + little(16, 4) + little(1, 2)
            + little(1, 2)
            + little(16_000, 4) + little(32_000, 4) + little(2, 2) + little(16, 2) + Array("data".utf8)
            + little(samples, 4)
    }
}
