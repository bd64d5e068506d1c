/// Bounds of the HTTP client as a whole.
package struct ClientSettings: Sendable, Hashable, Codable {
    /// Calls under way to one host when the call names no lane.
    package var callsPerHost: Int
    /// Calls waiting for a place, over all lanes; further ones fail at once.
    package var maxWaiting: Int
    /// Idle connections kept for reuse.
    package var idleConnections: Int
    /// Sent as `User-Agent`.
    package var userAgent: String
    /// A file of CA certificates to trust instead of the system's.
    package var caFile: String?

    /// Settings with their defaults.
    package init(
        callsPerHost: Int = 8,
        maxWaiting: Int = 1_024,
        idleConnections: Int = 16,
        userAgent: String = "debrief",
        caFile: String? = nil
    ) {
        self.callsPerHost = max(1, callsPerHost)
        self.maxWaiting = max(0, maxWaiting)
        self.idleConnections = max(1, idleConnections)
        self.userAgent = userAgent
        self.caFile = caFile
    }
}
