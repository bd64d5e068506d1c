/// What the decode stage leaves behind: the facts of the file, the measurements of its sound, and whether that is good enough.
package struct Hearing: Sendable, Hashable, Codable {
    /// What the file is.
    package var recording: Recording
    /// What the sound is.
    package var acoustics: Acoustics
    /// What is wrong with it.
    package var quality: Quality
    /// What the sound alone says of the delivery, shown until the words are known; nil in results of older versions.
    package var outline: Delivery?

    /// The outcome of decoding one recording.
    package init(recording: Recording, acoustics: Acoustics, quality: Quality) {
        self.recording = recording
        self.acoustics = acoustics
        self.quality = quality
    }
}
