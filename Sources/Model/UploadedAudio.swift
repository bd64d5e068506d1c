package import FoundationEssentials

/// A recording as it was uploaded, for engines that rather hear it than our decoded form of it.
package struct UploadedAudio: Sendable, Hashable {
    /// Container and codec, as far as engines tell them apart.
    package enum Form: String, Sendable, Codable, CaseIterable {
        /// WAV with 16-bit PCM or µ-law.
        case wav
        /// Opus in WebM, as browsers record it.
        case webmOpus
        /// Opus in Ogg, as Firefox records it.
        case oggOpus
        /// FLAC.
        case flac
        /// MP3.
        case mp3
    }

    /// The file.
    package var file: URL
    /// Its form.
    package var form: Form
    /// Its size.
    package var bytes: Int

    /// An uploaded file of a known form.
    package init(file: URL, form: Form, bytes: Int) {
        self.file = file
        self.form = form
        self.bytes = bytes
    }

    /// The upload behind a hearing; nil when it is in no form that engines know, has more than one channel (engines differ in
    /// what they make of two), or when decoding had to mend it: then its own clock is not the one our measurements go by.
    package init?(_ file: URL, of hearing: Hearing) {
        let recording = hearing.recording
        let mended: Set<String> = [
            "truncated", "gap_filled", "clock_jump", "damaged", "left_out", "track_chosen", "other_track",
        ]
        guard recording.channels == 1, !hearing.quality.issues.contains(where: { mended.contains($0.code) }) else {
            return nil
        }
        let form: Form
        switch (recording.container, recording.codec) {
        case (.wav, "pcm_s16le"), (.wav, "pcm_mulaw"): form = .wav
        case (.webm, "opus"): form = .webmOpus
        case (.ogg, "opus"): form = .oggOpus
        case (.flac, _): form = .flac
        case (.mp3, _): form = .mp3
        default: return nil
        }
        self.init(file: file, form: form, bytes: recording.bytes)
    }
}
