/// What the decode stage leaves behind: the facts of the file, the measurements of its sound, and whether that is good enough.
package struct Hearing: Sendable, Hashable, Codable {
    /// What the file is.
    package var recording: Recording
    /// What the sound is.
    package var acoustics: Acoustics
    /// What is wrong with it.
    package var quality: Quality

    /// The outcome of decoding one recording.
    package init(recording: Recording, acoustics: Acoustics, quality: Quality) {
        self.recording = recording
        self.acoustics = acoustics
        self.quality = quality
    }
}
