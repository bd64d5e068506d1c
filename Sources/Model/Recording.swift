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

/// Whether the recording is good enough to be measured and judged, and what is wrong with it.
package struct Quality: Sendable, Hashable, Codable {
    /// The overall word; `unusable` withholds scores.
    package enum Verdict: String, Sendable, Codable, CaseIterable {
        case good, fair, poor, unusable
    }

    /// One defect, with its place when it has one and what to do about it.
    package struct Issue: Sendable, Hashable, Codable {
        /// Stable snake_case name of the defect, e.g. `clipping`, `silence`, `truncated`, `gap_filled`, `too_short`.
        package var code: String
        /// One sentence for the speaker: what was found and what to do.
        package var detail: String
        /// Where it starts, when it has a place.
        package var startMs: Int?
        /// Where it ends, when it has a place.
        package var endMs: Int?

        /// A defect, found between two times or in the whole recording.
        package init(code: String, detail: String, startMs: Int? = nil, endMs: Int? = nil) {
            self.code = code
            self.detail = detail
            self.startMs = startMs
            self.endMs = endMs
        }
    }

    /// The overall word.
    package var verdict: Verdict
    /// Every defect found.
    package var issues: [Issue]
    /// Speech level over the noise between the words, in dB; nil when there is too little of either.
    package var snrDb: Double?
    /// Integrated loudness after ITU-R BS.1770-4 in LUFS; nil below its absolute gate.
    package var loudnessLufs: Double?
    /// Milliseconds in which samples sit at full scale.
    package var clippedMs: Int
    /// Milliseconds of speech.
    package var speechMs: Int

    /// A verdict with its evidence.
    package init(
        verdict: Verdict,
        issues: [Issue] = [],
        snrDb: Double? = nil,
        loudnessLufs: Double? = nil,
        clippedMs: Int = 0,
        speechMs: Int = 0
    ) {
        self.verdict = verdict
        self.issues = issues
        self.snrDb = snrDb
        self.loudnessLufs = loudnessLufs
        self.clippedMs = clippedMs
        self.speechMs = speechMs
    }
}
