/// What a service says one call cost.
package struct Bill: Sendable, Hashable {
    /// Tokens, thinking included; nil when it does not say.
    package var tokens: Int?
    /// Seconds of audio; nil when it does not say.
    package var seconds: Double?

    /// A bill.
    package init(tokens: Int? = nil, seconds: Double? = nil) {
        self.tokens = tokens
        self.seconds = seconds
    }
}
