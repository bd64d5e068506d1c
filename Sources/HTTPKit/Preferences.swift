/// The `Prefer` header (RFC 7240) as far as we honour it: `wait=N` seconds.
package struct Preferences: Sendable, Hashable {
    /// The longest wait we promise; a longer wish is cut to it.
    package static let maxWaitSeconds = 120

    /// How many seconds the client is ready to wait for the result; nil when it did not say.
    package let waitSeconds: Int?

    /// Reads the header's value; what we do not know is ignored, as the RFC asks.
    package init(_ header: String?) {
        waitSeconds =
            header?.split(separator: ",").lazy.compactMap { preference -> Int? in
                // Parameters follow behind a semicolon, and there may be nothing before it.
                let parts = preference.prefix { $0 != ";" }
                    .split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                guard parts.count == 2, parts[0].filter({ $0 != " " }).lowercased() == "wait",
                    let seconds = Int(parts[1].filter { $0 != " " && $0 != "\"" }), seconds > 0
                else { return nil }
                return min(seconds, Self.maxWaitSeconds)
            }.first
    }
}
