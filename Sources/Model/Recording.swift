/// What the decoder found in the uploaded bytes.
package struct Recording: Sendable, Hashable, Codable {
    /// The file format, by content.
    package enum Container: String, Sendable, Codable, CaseIterable {
        case wav, webm, ogg, flac, mp3, mp4, amr, asf, caf, aiff, aac, matroska
        /// A format that the companion decodes and that has no name here.
        case other
    }

    /// The file format, by content.
    package var container: Container
    /// The codec in lower case as ffmpeg names it: `pcm_s16le`, `pcm_mulaw`, `opus`, `vorbis`, `flac`, `mp3`, …
    package var codec: String
    /// Samples per second as the container declares it (Opus: the header's informative rate; it is decoded as 48 kHz content).
    package var sampleRate: Int
    /// Channels in the file, before mixing down to one.
    package var channels: Int
    /// Length of the decoded audio.
    package var durationMs: Int
    /// Size of the uploaded file.
    package var bytes: Int
    /// SHA-256 of the uploaded file in lower-case hexadecimal; empty until the upload stage has filled it in.
    package var sha256: String

    /// The facts of one recording.
    package init(
        container: Container,
        codec: String,
        sampleRate: Int,
        channels: Int,
        durationMs: Int,
        bytes: Int,
        sha256: String = ""
    ) {
        self.container = container
        self.codec = codec
        self.sampleRate = sampleRate
        self.channels = channels
        self.durationMs = durationMs
        self.bytes = bytes
        self.sha256 = sha256
    }
}
