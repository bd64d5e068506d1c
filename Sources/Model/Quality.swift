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
