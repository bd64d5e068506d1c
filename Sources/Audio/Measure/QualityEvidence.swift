import Model

/// What the verdict on a recording is drawn from.
struct QualityEvidence {
    /// Length of the recording.
    var durationMs: Int
    /// Where speech is.
    var speech: [TimeSpan]
    /// Level of speech and background.
    var levels: SpeechLevels
    /// The room they speak in.
    var room: RoomDecay
    /// Integrated loudness; nil below the absolute gate.
    var loudnessLufs: Double?
    /// What sat at full scale.
    var clipping: ClippingMeter
    /// Mean of all samples, 1 being full scale.
    var offset: Double
    /// Mains hum, if any.
    var hum: HumDetector.Finding?

    /// Milliseconds of speech.
    var speechMs: Int { speech.reduce(0) { $0 + $1.durationMs } }
}
