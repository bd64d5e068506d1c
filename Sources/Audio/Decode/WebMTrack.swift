import Core

/// One entry of a WebM file's track list.
struct WebMTrack: Sendable, Hashable {
    /// The number blocks carry.
    var number = 0
    /// 1 is video, 2 audio.
    var type = 0
    /// E.g. `A_OPUS`.
    var codec = ""
    /// The codec's own header, e.g. OpusHead.
    var codecPrivate: [UInt8] = []
    /// Nanoseconds to drop at the start.
    var codecDelay = 0
    /// Rate in hertz.
    var rate = 8000.0
    /// Channels.
    var channels = 1
    /// Bits per sample of PCM; 0 when not told.
    var bits = 0
    /// Whether the frames are encrypted.
    var encrypted = false
    /// The compression of the frames: nil for none, 3 for header stripping.
    var compression: Int?
    /// Bytes header stripping took from each frame.
    var stripped: [UInt8] = []

    /// The entries of a `Tracks` element's content.
    static func list(_ content: [UInt8]) -> [WebMTrack] {
        EBML.children(content[...]).filter { $0.id == WebMID.trackEntry }.prefix(127).map { WebMTrack($0.content) }
    }

    private init(_ content: ArraySlice<UInt8>) {
        for child in EBML.children(content) {
            switch child.id {
            case WebMID.trackNumber: number = EBML.unsigned(child.content) ?? 0
            case WebMID.trackType: type = EBML.unsigned(child.content) ?? 0
            case WebMID.codecID: codec = EBML.text(child.content)
            case WebMID.codecPrivate: codecPrivate = Array(child.content.prefix(4096))
            case WebMID.codecDelay: codecDelay = EBML.unsigned(child.content) ?? 0
            case WebMID.audio: readAudio(child.content)
            case WebMID.contentEncodings: readEncodings(child.content)
            default: break
            }
        }
    }

    private mutating func readAudio(_ content: ArraySlice<UInt8>) {
        for child in EBML.children(content) {
            switch child.id {
            case WebMID.samplingFrequency: rate = EBML.float(child.content) ?? rate
            case WebMID.channels: channels = EBML.unsigned(child.content) ?? channels
            case WebMID.bitDepth: bits = EBML.unsigned(child.content) ?? bits
            default: break
            }
        }
    }

    private mutating func readEncodings(_ content: ArraySlice<UInt8>) {
        for encoding in EBML.children(content) where encoding.id == WebMID.contentEncoding {
            for child in EBML.children(encoding.content) {
                if child.id == WebMID.contentEncryption { encrypted = true }
                guard child.id == WebMID.contentCompression else { continue }
                compression = 0
                for part in EBML.children(child.content) {
                    if part.id == WebMID.compressionAlgorithm { compression = EBML.unsigned(part.content) ?? 0 }
                    if part.id == WebMID.compressionSettings { stripped = Array(part.content.prefix(256)) }
                }
            }
        }
    }

    /// The audio tracks there is a decoder for, one at least. Throws what stands in the way when there is none.
    static func decodable(of tracks: [WebMTrack]) throws(AudioError) -> [WebMTrack] {
        let audio = tracks.filter { $0.type == 2 && (1...127).contains($0.number) }
        let decodable = audio.filter { $0.isDecodable && !$0.encrypted }
        guard decodable.isEmpty else { return decodable }
        guard let first = audio.first else {
            let video = tracks.first { $0.type == 1 }?.codec.dropFirst(2)
            throw AudioError(
                .noAudioTrack,
                "This WebM file holds \(video.map { "\($0) video" } ?? "tracks") and no audio. "
                    + "Allow the microphone when recording."
            )
        }
        if first.encrypted {
            throw AudioError(
                .encrypted,
                "The audio of this WebM file is encrypted. Send a recording without protection."
            )
        }
        throw AudioError(
            .unsupportedCodec,
            "The audio of this WebM file is \(first.codec.isEmpty ? "of an unnamed codec" : first.codec), not Opus. "
                + AudioError.advice,
            context: ["codec": first.codec]
        )
    }

    /// Whether this room can decode the track.
    var isDecodable: Bool {
        (codec == "A_OPUS" || sampleFormat != nil) && (compression == nil || compression == 3)
    }

    /// The sample format of a PCM track.
    var sampleFormat: SampleFormat? {
        switch (codec, bits) {
        case ("A_PCM/FLOAT/IEEE", 0), ("A_PCM/FLOAT/IEEE", 32): .f32
        case ("A_PCM/FLOAT/IEEE", 64): .f64
        case ("A_PCM/INT/LIT", 8): .u8
        case ("A_PCM/INT/LIT", 0), ("A_PCM/INT/LIT", 16): .s16
        case ("A_PCM/INT/LIT", 24): .s24
        case ("A_PCM/INT/LIT", 32): .s32
        default: nil
        }
    }
}
