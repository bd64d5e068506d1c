import Core
package import FoundationEssentials
import Model

/// Hears recordings in containers that our own decoder refuses (AAC and ALAC of phones, AMR, WMA, CAF …), through a decoder outside of this
/// process. It is asked only about files whose first bytes are those of such a container; when it cannot read one either, the first
/// refusal stands.
package struct ForeignHearing: Sendable {
    /// What a file held.
    package struct Found: Sendable, Hashable {
        /// The codec, e.g. `aac`.
        package var codec: String
        /// Samples a second of the original.
        package var sampleRate: Int
        /// Channels of the original.
        package var channels: Int

        /// What a decoder found.
        package init(codec: String, sampleRate: Int, channels: Int) {
            self.codec = codec
            self.sampleRate = sampleRate
            self.channels = channels
        }
    }

    /// Decodes a file to 16 kHz mono 16-bit WAV. Throws a ``CodedError`` with a `decode.` code; nothing is left at `wav` then.
    package typealias Decode = @Sendable (_ file: URL, _ wav: URL) async throws -> Found

    private let decode: Decode

    /// Hears through a decoder.
    package init(_ decode: @escaping Decode) { self.decode = decode }

    /// The container of a file that was refused; nil when the refusal is not one that another decoder can help with. Blocking.
    static func container(of file: URL, after refusal: any Error) -> Recording.Container? {
        guard let error = refusal as? any CodedError,
            ["decode.unsupported_container", "decode.unsupported_codec"].contains(error.code),
            let bytes = try? Data(contentsOf: file, options: .mappedIfSafe)
        else { return nil }
        return container([UInt8](bytes.prefix(16)))
    }

    /// The container that begins with some bytes; nil for what is no recording.
    static func container(_ start: [UInt8]) -> Recording.Container? {
        func has(_ text: String, at place: Int = 0) -> Bool { start.dropFirst(place).starts(with: Array(text.utf8)) }
        if ["ftyp", "moov", "mdat", "wide", "free", "skip"].contains(where: { has($0, at: 4) }) { return .mp4 }
        if has("#!AMR") { return .amr }
        if start.starts(with: [0x30, 0x26, 0xB2, 0x75, 0x8E, 0x66, 0xCF, 0x11]) { return .asf }
        if has("caff") { return .caf }
        if has("FORM"), has("AIFF", at: 8) || has("AIFC", at: 8) { return .aiff }
        if has("OggS") { return .ogg }
        if start.starts(with: [0x1A, 0x45, 0xDF, 0xA3]) { return .matroska }
        // The sync word of an ADTS frame, its layer 0.
        if start.count > 3, start[0] == 0xFF, start[1] & 0xF6 == 0xF0 { return .aac }
        return nil
    }

    /// What is heard of a file that was refused. `hear` gets the decoded sound in place of the file.
    ///
    /// - Parameters:
    ///   - refusal: why our own decoder refused it; thrown when nothing else can read the file either.
    ///   - scratch: a path that is free; nothing is left there.
    func hear(
        _ file: URL,
        after refusal: any Error,
        scratch: URL,
        on threads: BlockingThreads,
        _ hear: @escaping @Sendable (URL) throws -> Hearing
    ) async throws -> Hearing {
        defer { try? FileManager.default.removeItem(at: scratch) }
        let (container, found) = try await decoded(file, after: refusal, to: scratch, on: threads)
        var hearing = try await threads.run { try hear(scratch) }
        hearing.recording.container = container
        hearing.recording.codec = found.codec
        hearing.recording.sampleRate = found.sampleRate
        hearing.recording.channels = found.channels
        return hearing
    }

    /// Decodes a file that was refused to 16 kHz mono WAV.
    ///
    /// - Throws: the refusal, when nothing else can read it either.
    package func decode(_ file: URL, after refusal: any Error, to wav: URL) async throws {
        _ = try await decoded(file, after: refusal, to: wav, on: BlockingThreads(count: 1))
    }

    private func decoded(_ file: URL, after refusal: any Error, to wav: URL, on threads: BlockingThreads) async throws
        -> (Recording.Container, Found)
    {
        guard let container = try await threads.run({ Self.container(of: file, after: refusal) }) else { throw refusal }
        do {
            return (container, try await decode(file, wav))
        } catch let error as any CodedError where Self.saysMore.contains(error.code) {
            throw error
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            throw refusal
        }
    }

    /// Failures that tell more than the first refusal.
    private static let saysMore: Set<String> = [
        "decode.too_long", "decode.empty", "decode.no_audio_track", "decode.unwritable", "decode.unreadable",
    ]
}
