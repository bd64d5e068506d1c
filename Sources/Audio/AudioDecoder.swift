import CFLAC
import CMpg123
import COpus
import CSndFile
import CSoxr
package import Core
package import FoundationEssentials
package import Model

/// Turns a recording of any supported kind into 16 kHz mono samples, in memory that does not grow with its length.
package struct AudioDecoder: Sendable {
    private let settings: AudioSettings

    /// A decoder with limits.
    package init(settings: AudioSettings = AudioSettings()) {
        self.settings = settings
    }

    /// Decodes a file, passing its samples on as they come. Blocks; call it from a thread of its own. Throws what makes the
    /// recording unusable, or what `sink` threw; samples passed on before an error are to be forgotten.
    ///
    /// - Parameters:
    ///   - arrival: tells how much of the file is there, when it is still being written; samples then come as it grows,
    ///     and this returns when it is whole.
    ///   - gaps: takes the places of silence that stands for lost sound, each before that silence comes.
    package func decode(
        _ file: URL,
        arrival: Arrival? = nil,
        gaps: GapLog = GapLog(),
        into sink: SampleSink
    ) throws(AudioError) -> DecodedFile {
        try decode(ByteSource(file: file, arrival: arrival), gaps: gaps, into: sink)
    }

    /// Decodes bytes in memory.
    func decode(
        _ source: consuming ByteSource,
        gaps: GapLog = GapLog(),
        into sink: SampleSink
    ) throws(AudioError) -> DecodedFile {
        var source = source
        let arrival = source.arrival
        let size = arrival == nil ? source.size : 0
        let kind = try FileKind(looking: &source)
        var outlet = Outlet(maxDurationMs: settings.maxDurationMs, gaps: gaps)
        let findings =
            switch kind {
            case .wave: try WaveDecoder.decode(&source, into: &outlet, sink)
            case .webm, .mp4: try decode(tracksOf: source, kind, into: &outlet, sink)
            case .oggOpus: try OggOpusDecoder.decode(source, settings: settings, into: &outlet, sink)
            case .oggVorbis: try SoundFileDecoder.decode(source, into: &outlet, sink)
            case .flac(let place): try FLACDecoder.decode(source, from: place, settings: settings, into: &outlet, sink)
            case .mp3(let place): try MPEGDecoder.decode(source, from: place, into: &outlet, sink)
            }
        try check(outlet, isDamaged: findings.issues.contains { $0.code == "damaged" })
        return DecodedFile(
            recording: Recording(
                container: findings.container,
                codec: findings.codec,
                sampleRate: findings.sampleRate,
                channels: findings.channels,
                durationMs: outlet.durationMs,
                bytes: arrival?.wait(for: .max) ?? size
            ),
            samples: outlet.count,
            issues: findings.issues,
            identicalChannels: findings.identicalChannels,
            gaps: gaps.ranges.map { TimeSpan(startMs: ($0.lowerBound + 8) / 16, endMs: ($0.upperBound + 8) / 16) }
        )
    }

    /// Decodes the audio track that is to be heard: the first, unless it is silent and another is not.
    private func decode(
        tracksOf source: consuming ByteSource,
        _ kind: FileKind,
        into outlet: inout Outlet,
        _ sink: SampleSink
    ) throws(AudioError) -> Findings {
        let count =
            kind == .mp4
            ? try MP4Demuxer(try ByteSource(source, from: 0)).head.choices
            : try WebMDemuxer(try ByteSource(source, from: 0)).choices
        var choice = TrackChoice(count: count)
        while let number = choice.next {
            var probe = Outlet(maxDurationMs: settings.maxDurationMs)
            var life = TrackChoice.Life()
            do throws(AudioError) {
                _ = try decode(try ByteSource(source, from: 0), kind, number, into: &probe) {
                    (samples) throws(AudioError) in
                    life.take(samples)
                    // Enough was heard: what this throws goes no further.
                    if life.isProven { throw AudioError(.empty, "") }
                }
            } catch {}
            choice.take(life)
        }
        var findings = try decode(source, kind, choice.chosen, into: &outlet, sink)
        findings.issues += choice.issues
        return findings
    }

    private func decode(
        _ source: consuming ByteSource,
        _ kind: FileKind,
        _ number: Int,
        into outlet: inout Outlet,
        _ sink: SampleSink
    ) throws(AudioError) -> Findings {
        kind == .mp4
            ? try MP4Decoder.decode(source, choosing: number, settings: settings, into: &outlet, sink)
            : try WebMDecoder.decode(source, choosing: number, settings: settings, into: &outlet, sink)
    }

    /// Refuses what holds too little sound.
    private func check(_ outlet: Outlet, isDamaged: Bool) throws(AudioError) {
        guard outlet.count > 0 else {
            if isDamaged {
                throw AudioError(
                    .malformed,
                    "The file is so damaged that none of its audio can be read. Upload it again."
                )
            }
            throw AudioError(.empty, "The file holds no audio at all. Check the microphone and record again.")
        }
        guard outlet.count >= settings.minDurationMs * (Outlet.rate / 1000) else {
            throw AudioError(
                .tooShort,
                "The recording lasts \(outlet.durationMs) ms; it needs \(settings.minDurationMs) ms at least.",
                context: ["durationMs": "\(outlet.durationMs)"]
            )
        }
    }
}

/// What a file is, by its content alone.
enum FileKind: Hashable {
    case wave
    case webm
    case mp4
    case oggOpus
    case oggVorbis
    /// Its first byte.
    case flac(from: Int)
    /// The first byte behind the tags.
    case mp3(from: Int)

    /// Bytes looked at.
    static let sampleSize = 65_536
    /// Bytes that tell the most common kinds.
    private static let magicSize = 12

    /// Looks at a file. Throws `decode.empty`, or a refusal that names what the file is.
    init(looking source: inout ByteSource) throws(AudioError) {
        // Little at first: a recording that is still being made has no more yet.
        let magic = try Self.start(of: &source, Self.magicSize)
        guard !magic.isEmpty else { throw AudioError(.empty, "The file is empty. Record again.") }
        if let kind = try Self.recorded(magic) {
            self = kind
        } else if magic.has("OggS", at: 0) {
            self = try Self.ogg(&source)
        } else {
            self = try Self.other(&source, try Self.start(of: &source, Self.sampleSize))
        }
    }

    /// The kinds that tell themselves by their first bytes.
    private static func recorded(_ magic: [UInt8]) throws(AudioError) -> FileKind? {
        if magic.has("RIFF", at: 0) || magic.has("RF64", at: 0) {
            if magic.has("WAVE", at: 8) { return .wave }
            throw magic.count < magicSize
                ? AudioError(.malformed, "The WAV header is cut off. Record again.")
                : Refusal.error("a RIFF file without WAVE audio")
        }
        if magic.starts(with: [0x1A, 0x45, 0xDF, 0xA3]) { return .webm }
        if ["ftyp", "moov", "moof", "styp", "mdat"].contains(where: { magic.has($0, at: 4) }) { return .mp4 }
        // QuickTime and its kin may leave room in front: a box that is empty or not long.
        let isSmall = magic.count >= 8 && magic[0] == 0
        return isSmall && ["wide", "free", "skip", "pnot", "sidx"].contains { magic.has($0, at: 4) } ? .mp4 : nil
    }

    private static func other(_ source: inout ByteSource, _ start: [UInt8]) throws(AudioError) -> FileKind {
        if start.has("fLaC", at: 0) { return .flac(from: 0) }
        if MPEGTag.length(start[...]) != nil { return try tagged(&source, start) }
        if MPEGHeader.isStream(start[...], within: 1024) { return .mp3(from: 0) }
        // A stream that begins in the middle of a frame is looked for in what nothing else claims.
        if !Refusal.isKnown(start), MPEGHeader.isStream(start[...], within: Self.sampleSize) { return .mp3(from: 0) }
        throw Refusal.of(start)
    }

    private static func start(of source: inout ByteSource, _ size: Int) throws(AudioError) -> [UInt8] {
        var bytes: [UInt8] = []
        source.seek(to: 0)
        let count = try source.read(size, into: &bytes)
        bytes.removeLast(bytes.count - count)
        return bytes
    }

    private static func ogg(_ source: inout ByteSource) throws(AudioError) -> FileKind {
        var (codecs, isWhole): ([OggHeads.Codec], Bool) = ([], false)
        for size in [256, 4096, sampleSize] where !isWhole {
            (codecs, isWhole) = OggHeads.codecs(try start(of: &source, size))
        }
        if codecs.contains(.opus) { return .oggOpus }
        guard let first = codecs.first else {
            throw AudioError(.malformed, "The Ogg file is broken or cut off at its first page. Record again.")
        }
        if codecs.allSatisfy({ $0 == .vorbis }) { return .oggVorbis }
        let others = codecs.filter { $0 != .skeleton }
        if others.allSatisfy({ $0 == .theora }), !others.isEmpty {
            throw AudioError(.noAudioTrack, "This Ogg file holds Theora video and no audio. \(AudioError.advice)")
        }
        let name = (others.first { $0 != .theora && $0 != .vorbis } ?? others.first ?? first).rawValue
        throw AudioError(
            .unsupportedCodec,
            "This Ogg file holds \(name). \(AudioError.advice)",
            context: ["codec": name]
        )
    }

    /// What stands behind ID3v2 and APE tags: MP3 or FLAC, and nothing else.
    private static func tagged(_ source: inout ByteSource, _ start: [UInt8]) throws(AudioError) -> FileKind {
        var offset = 0
        var bytes = start
        for _ in 0..<16 {
            guard let length = MPEGTag.length(bytes[...]) else { break }
            offset += length
            source.seek(to: offset)
            let count = try source.read(sampleSize, into: &bytes)
            bytes.removeLast(bytes.count - count)
        }
        if bytes.has("fLaC", at: 0) { return .flac(from: offset) }
        // Padding of zeros between tag and audio is common.
        let padding = bytes.prefix { $0 == 0 }.count
        if MPEGHeader.isStream(bytes[padding...], within: Self.sampleSize) { return .mp3(from: offset + padding) }
        // A tag whose size is wrong: the stream tells itself.
        if MPEGHeader.isStream(start[10...], within: Self.sampleSize) { return .mp3(from: 10) }
        throw Refusal.error("a file with an ID3 tag and neither MP3 nor FLAC audio behind it")
    }
}

extension [UInt8] {
    /// Whether these ASCII characters stand at a place.
    func has(_ text: StaticString, at place: Int) -> Bool {
        guard count >= place + text.utf8CodeUnitCount else { return false }
        return self[place...].starts(with: "\(text)".utf8)
    }
}

/// What decoding one file found besides its samples.
package struct DecodedFile: Sendable, Hashable {
    /// What the file is; ``Recording/sha256`` is left to the upload stage.
    package var recording: Recording
    /// How many 16 kHz samples came out.
    package var samples: Int
    /// What is wrong with the file: `truncated`, `gap_filled`, `clock_jump`, `damaged`, `left_out`, `track_chosen`, `other_track`,
    /// `dead_channel`, `channels_cancel`.
    package var issues: [Quality.Issue]
    /// Whether there are two or more channels that all carry the same samples.
    package var identicalChannels: Bool
    /// Where silence stands for sound that is not in the file, in order, not touching.
    package var gaps: [TimeSpan]

    /// The facts of one decoded file.
    package init(
        recording: Recording,
        samples: Int,
        issues: [Quality.Issue] = [],
        identicalChannels: Bool = false,
        gaps: [TimeSpan] = []
    ) {
        self.gaps = gaps
        self.recording = recording
        self.samples = samples
        self.issues = issues
        self.identicalChannels = identicalChannels
    }
}

/// What the decoder allows.
package struct AudioSettings: Sendable, Hashable, Codable {
    /// Longest decoded audio in milliseconds, default one hour; enforced while streaming, so that a small file cannot
    /// become hours of samples.
    package var maxDurationMs: Int
    /// Shortest usable audio in milliseconds, default a twentieth of a second.
    package var minDurationMs: Int
    /// Longest lost stretch that is filled with silence, in milliseconds, default 30 s. A larger jump of a file's clock is
    /// taken for a lie and closed up.
    package var maxGapMs: Int

    /// Limits; negative numbers count as 0.
    package init(maxDurationMs: Int = 3_600_000, minDurationMs: Int = 50, maxGapMs: Int = 30_000) {
        self.maxDurationMs = max(0, maxDurationMs)
        self.minDurationMs = max(0, minDurationMs)
        self.maxGapMs = max(0, maxGapMs)
    }
}

/// Why a recording cannot be used, or why it could not be read or written.
package typealias AudioError = ModuleError<AudioErrorCode>

/// The codes of ``AudioError``; each is a row of ``ErrorTable``.
package enum AudioErrorCode: String, ErrorCode {
    /// Not WAV, WebM, Ogg, MP4, FLAC or MP3.
    case unsupportedContainer = "decode.unsupported_container"
    /// The container is known, the codec inside is not.
    case unsupportedCodec = "decode.unsupported_codec"
    /// There is no audio track.
    case noAudioTrack = "decode.no_audio_track"
    /// The audio is encrypted.
    case encrypted = "decode.encrypted"
    /// The structure is broken before any audio.
    case malformed = "decode.malformed"
    /// Channel count or sample rate is out of range.
    case unsupportedLayout = "decode.unsupported_layout"
    /// The decoded audio is longer than allowed.
    case tooLong = "decode.too_long"
    /// There is less than ``AudioSettings/minDurationMs`` of audio.
    case tooShort = "decode.too_short"
    /// There is no audio at all.
    case empty = "decode.empty"
    /// The stored recording cannot be read.
    case unreadable = "decode.unreadable"
    /// The decoded audio cannot be written.
    case unwritable = "decode.unwritable"
}

extension AudioError {
    /// Whether the error is of what a part of a file holds, so that the parts in front of it can still be heard.
    var isOfContent: Bool {
        switch kind {
        case .unsupportedContainer, .unsupportedCodec, .noAudioTrack, .encrypted, .malformed, .unsupportedLayout: true
        case .tooLong, .tooShort, .empty, .unreadable, .unwritable: false
        }
    }

    /// What a refusal ends with.
    static var advice: String { "Send WebM, Ogg or MP4 with Opus (what browsers record), WAV, FLAC or MP3." }
}

/// The C libraries this room is built on.
package enum AudioLibraries {
    /// What each says about itself. libogg has no way to ask.
    package static var versions: [String] {
        let known = unsafe [sf_version_string(), opus_get_version_string(), soxr_version()].map { text in
            guard let text = unsafe text else { return "(says nothing)" }
            return unsafe String(cString: text)
        }
        return known + [
            "libFLAC \(unsafe String(cString: debrief_flac_version()))", "libmpg123 API \(MPG123_API_VERSION)",
        ]
    }
}
