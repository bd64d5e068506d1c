import Core

extension WaveHeader {
    /// The `fmt ` chunk as it stands in the file.
    struct Fields: Sendable, Hashable {
        /// Codec tag; of WAVE_FORMAT_EXTENSIBLE, the one its sub-format stands for.
        var tag: Int
        /// Channels, unchecked.
        var channels: Int
        /// Rate in hertz, unchecked.
        var rate: Int
        /// Bytes per frame, unchecked.
        var blockAlign: Int
        /// Bits per sample, unchecked.
        var bits: Int

        /// Reads a chunk of `size` bytes at the source's position.
        init(reading source: inout ByteSource, size: UInt64) throws(AudioError) {
            guard size >= 16, let tag = try source.littleEndian(2), let channels = try source.littleEndian(2),
                let rate = try source.littleEndian(4), try source.littleEndian(4) != nil,
                let blockAlign = try source.littleEndian(2), let bits = try source.littleEndian(2)
            else { throw AudioError(.malformed, "The WAV file's fmt chunk is cut short.") }
            self.tag = Int(tag)
            self.channels = Int(channels)
            self.rate = Int(rate)
            self.blockAlign = Int(blockAlign)
            self.bits = Int(bits)
            guard tag == Self.extensible else { return }
            // cbSize, valid bits and channel mask, then a GUID whose first two bytes are the codec tag.
            guard size >= 40, try source.littleEndian(8) != nil, let subTag = try source.littleEndian(2),
                try source.bigEndian(6) == 0x0000_0000_1000, try source.bigEndian(8) == 0x8000_00AA_0038_9B71
            else { throw AudioError(.malformed, "The WAV file's extensible fmt chunk is broken.") }
            self.tag = Int(subTag)
        }

        /// The sample format of an allowed codec tag. Everything else is refused here by name.
        func format() throws(AudioError) -> SampleFormat {
            switch (tag, container) {
            case (1, 8): return .u8
            case (1, 16): return .s16
            case (1, 24): return .s24
            case (1, 32): return .s32
            case (3, 32): return .f32
            case (3, 64): return .f64
            case (6, 8): return .aLaw
            case (7, 8): return .muLaw
            case (1, _), (3, _), (6, _), (7, _):
                throw AudioError(
                    .unsupportedCodec,
                    "The WAV file has \(bits)-bit samples, which no recorder writes. Send 16-bit PCM.",
                    context: ["tag": "\(tag)", "bits": "\(bits)", "blockAlign": "\(blockAlign)"]
                )
            default:
                let name = Self.names[tag] ?? "the codec with tag \(tag)"
                throw AudioError(
                    .unsupportedCodec,
                    "This WAV file holds \(name), not PCM. \(AudioError.advice)",
                    context: ["tag": "\(tag)"]
                )
            }
        }

        /// Bits a sample takes in the file: 20 valid bits lie at the top of 24, and so on.
        private var container: Int {
            let rounded = (bits + 7) / 8 * 8
            guard channels > 0, blockAlign > 0, blockAlign % channels == 0 else { return rounded }
            let actual = blockAlign / channels * 8
            // 17 to 24 valid bits in 32 are legal. Any other disagreement is a writer's slip in the frame size.
            if tag == 1, actual == 32, (17...32).contains(bits) { return 32 }
            return bits % 8 == 0 || (bits > 8 && actual == rounded) ? rounded : 0
        }

        private static let extensible: UInt64 = 0xFFFE
        private static let names = [
            0: "an unknown codec", 2: "Microsoft ADPCM", 0x11: "IMA ADPCM", 0x16: "G.723 ADPCM", 0x31: "GSM 6.10",
            0x40: "G.721 ADPCM", 0x50: "MPEG audio", 0x55: "MP3", 0x61: "DVI ADPCM", 0x161: "Windows Media Audio",
            0xFF: "AAC", 0x706D: "AAC", 0x674F: "Ogg Vorbis", 0xF1AC: "FLAC",
        ]
    }
}
