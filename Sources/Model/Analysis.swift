/// What the analyze stage leaves behind: the delivery, and the quality with what the transcript adds to it (too few words).
package struct Analysis: Sendable, Hashable, Codable {
    /// How the answer was spoken.
    package var delivery: Delivery
    /// Whether the recording is good enough, now that its words are known.
    package var quality: Quality

    /// An analysis.
    package init(delivery: Delivery, quality: Quality) {
        self.delivery = delivery
        self.quality = quality
    }
}
