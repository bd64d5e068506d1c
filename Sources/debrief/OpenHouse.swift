import Core

/// A service that anybody on the network could use does not start.
struct OpenHouse: CodedError, Hashable {
    /// What would let them in.
    enum Way: Hashable {
        /// It would listen on this address, which is not loopback.
        case host(String)
        /// It says that it is reached under this address.
        case publicURL(String)
        /// So many proxies stand in front.
        case proxies(Int)
    }

    private let way: Way

    /// A service with a way in.
    init(_ way: Way) { self.way = way }

    var code: String {
        if case .host = way { "access.open_host" } else { "access.open_proxy" }
    }

    var message: String {
        let make = "Make one with `debrief keys create --name NAME`"
        switch way {
        case .host(let host):
            return
                "\(host) is not loopback, and there is no API key, so anybody could use the service. \(make), or leave the host at "
                + "127.0.0.1."
        case .publicURL(let url):
            return
                "http.publicURL \(url) is no address of this machine alone, and there is no API key, so all who come through the "
                + "proxy could use the service. \(make), or set access.keys to always for a setup link."
        case .proxies(let count):
            return
                "http.proxies is \(count), and there is no API key, so all who come through the proxy could use the service. \(make), "
                + "or set access.keys to always for a setup link."
        }
    }
}
