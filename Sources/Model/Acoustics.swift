/// What one pass over the 16 kHz samples measured. Everything later stages know about the sound is here: samples never
/// cross a module boundary.
package struct Acoustics: Sendable, Hashable, Codable {
    /// A stretch of the signal that sounds like "uh" or "um": sustained voicing with flat pitch and a steady spectrum.
    package struct FilledPause: Sendable, Hashable, Codable {
        /// Where it is.
        package var span: TimeSpan
        /// How sure the detector is, 0–1.
        package var confidence: Double

        /// A candidate.
        package init(span: TimeSpan, confidence: Double) {
            self.span = span
            self.confidence = confidence
        }
    }

    /// Fundamental frequency over the voiced frames.
    package struct Pitch: Sendable, Hashable, Codable {
        /// Median F0 in hertz.
        package var medianHz: Double
        /// Standard deviation of F0 in semitones around its median.
        package var spreadSemitones: Double
        /// How long the voice is voiced in all, in milliseconds.
        package var voicedMs: Int
        /// One F0 value in hertz per ``Acoustics/curveStepMs``; 0 where unvoiced.
        package var curveHz: [Double]

        /// The pitch of one recording.
        package init(medianHz: Double, spreadSemitones: Double, voicedMs: Int, curveHz: [Double]) {
            self.medianHz = medianHz
            self.spreadSemitones = spreadSemitones
            self.voicedMs = voicedMs
            self.curveHz = curveHz
        }
    }

    /// Length of the decoded audio.
    package var durationMs: Int
    /// Where silence stands for sound that is not in the file, in order, not touching: lost on the way, or never recorded while the
    /// recorder was paused and its clock ran on. The speaker was not silent there. No span of ``speech``, ``silences`` or
    /// ``sonorants`` reaches into one; a silence that a gap parts is two spans that touch it, and one pause as long as both together. Nil
    /// without any, and in measurements that are older than this.
    package var gaps: [TimeSpan]?
    /// Where speech is, in order, not touching.
    package var speech: [TimeSpan]
    /// Silences of at least 200 ms, in order, the ones before the first and after the last word included; what a gap parts counts as one.
    package var silences: [TimeSpan]
    /// Milliseconds between two values of ``levelsDb`` and of the pitch curve.
    package var curveStepMs: Int
    /// RMS level per ``curveStepMs`` in dBFS, floor −100.
    package var levelsDb: [Double]
    /// Peak amplitude 0–100 in as many equal bins as fit a printed page (at most 1,000): the waveform to draw.
    package var waveform: [Int]
    /// Standard deviation of the level while speaking, in dB; nil with under 3 s of speech.
    package var levelSpreadDb: Double?
    /// Pitch; nil with under 1 s of voiced speech.
    package var pitch: Pitch?
    /// Times of syllable nuclei in milliseconds.
    package var syllableNucleiMs: [Int]
    /// Candidates for filled pauses, unsure ones too: which of them count depends on the words around them.
    package var filledPauses: [FilledPause]
    /// Stretches of at least 100 ms that sound like vowels and nasals, in order; nil in measurements that are older than this.
    package var sonorants: [TimeSpan]?
    /// Whether other sound than the near voice filled its pauses and had to be told from it by its level, as other people's talk has; nil in
    /// measurements that are older than this.
    package var pausesFilled: Bool?
    /// The measurements of one recording.
    package init(
        durationMs: Int,
        speech: [TimeSpan] = [],
        silences: [TimeSpan] = [],
        curveStepMs: Int = 100,
        levelsDb: [Double] = [],
        waveform: [Int] = [],
        levelSpreadDb: Double? = nil,
        pitch: Pitch? = nil,
        syllableNucleiMs: [Int] = [],
        filledPauses: [FilledPause] = [],
        sonorants: [TimeSpan]? = nil,
        pausesFilled: Bool? = nil,
        gaps: [TimeSpan]? = nil
    ) {
        self.durationMs = durationMs
        self.speech = speech
        self.silences = silences
        self.curveStepMs = curveStepMs
        self.levelsDb = levelsDb
        self.waveform = waveform
        self.levelSpreadDb = levelSpreadDb
        self.pitch = pitch
        self.syllableNucleiMs = syllableNucleiMs
        self.filledPauses = filledPauses
        self.sonorants = sonorants
        self.pausesFilled = pausesFilled
        self.gaps = gaps
    }

    /// Milliseconds of a stretch in which there was something to hear: its length without the ``gaps`` in it. What is said of a stretch
    /// between two words (a pause, a pace) is to be drawn from this.
    package func heardMs(in span: TimeSpan) -> Int {
        (gaps ?? []).reduce(span.durationMs) { $0 - span.overlapMs(with: $1) }
    }

    /// Milliseconds of speech.
    package var speechMs: Int { speech.reduce(0) { $0 + $1.durationMs } }
}
