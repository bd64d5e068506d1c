/// A NeuroSync player that listens for texts on TCP.
package struct NeuroSyncSettings: Sendable, Hashable, Codable {
    /// Its host.
    package var host: String
    /// Its port.
    package var port: Int
    /// Port on which the player takes emotes, by their names; nil for none.
    package var emotePort: Int?
    /// Time to connect, in milliseconds.
    package var connectTimeoutMs: Int
    /// Time to send, and again to wait for its answer, in milliseconds.
    package var transferTimeoutMs: Int
    /// Texts that may wait; further ones are not said.
    package var maxWaiting: Int
    /// A text that waited longer is not said: the interview has gone on. In milliseconds.
    package var maxAgeMs: Int
    /// Longest text, in bytes of UTF-8; longer ones are not said.
    package var maxBytes: Int

    /// Settings; the defaults are the player's own port on this machine.
    package init(
        host: String = "127.0.0.1",
        port: Int = 5_678,
        emotePort: Int? = nil,
        connectTimeoutMs: Int = 5_000,
        transferTimeoutMs: Int = 5_000,
        maxWaiting: Int = 8,
        maxAgeMs: Int = 30_000,
        maxBytes: Int = 16 << 10
    ) {
        self.host = host
        self.port = port
        self.emotePort = emotePort
        self.connectTimeoutMs = max(1, connectTimeoutMs)
        self.transferTimeoutMs = max(1, transferTimeoutMs)
        self.maxWaiting = max(1, maxWaiting)
        self.maxAgeMs = max(0, maxAgeMs)
        self.maxBytes = max(1, maxBytes)
    }
}
