/// What the HTTP server asks of requests.
package struct DoorRules: Sendable {
    /// Names it answers to while it needs no keys.
    package var hosts = HostRule(names: [])
    /// Sites whose pages may use it.
    package var origins = OriginRule([])
    /// Requests a minute of each client.
    package var quotas = Quotas([:])
    /// How fast a recording must come.
    package var pace = UploadPace(leastPerSecond: 250, freeMs: 20_000)
    /// Uploads taken at the same time.
    package var maxUploads = 256
    /// Age of the oldest due job from which on no answers are taken, in milliseconds; 0 takes them always.
    package var maxQueueAgeMs = 0
    /// Proxies in front, whose `X-Forwarded-For` is believed.
    package var proxies = 0
    /// How long a request other than an upload may take, in milliseconds.
    package var deadlineMs = 120_000
    /// How long a connection may say nothing: before its first request, between two, and within one; in milliseconds.
    package var idleMs = 60_000
    /// Connections at the same time; further ones wait to be accepted.
    package var maxConnections = 4_096
    /// Connections of one address at the same time, where no proxy stands in front; 0 for any number.
    package var maxConnectionsPerAddress = 1_024
    /// Uploads of one owner at the same time.
    package var maxUploadsPerOwner = 64
    /// Whether browsers are told to come by https only.
    package var isSecure = false
    /// The version of the build that replies name; empty for none.
    package var version = ""

    /// The usual rules.
    package init() {}
}
