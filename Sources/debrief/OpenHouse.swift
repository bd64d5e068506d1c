import Core

/// A service that anybody on the network could use does not start.
struct OpenHouse: CodedError, Hashable {
    /// The address it was to listen on.
    let host: String

    let code = "access.open_host"

    var message: String {
        "http.host \(host) is not loopback, and there is no API key, so anybody could use the service. Make one with "
            + "`debrief keys create --name NAME`, or leave http.host at 127.0.0.1."
    }
}
