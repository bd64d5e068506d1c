import CCurl

extension OutboundError {
    /// The class of a transfer that libcurl could not finish.
    init(_ code: CURLcode) {
        switch code {
        case CURLE_OPERATION_TIMEDOUT:
            self.init(.timeout, "The service did not answer in time.")
        case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY:
            self.init(.transient, "The service's host name cannot be resolved.")
        case CURLE_COULDNT_CONNECT:
            self.init(.transient, "The service cannot be reached.")
        case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CACERT_BADFILE, CURLE_SSL_ISSUER_ERROR:
            self.init(.rejected, "The service's certificate is not trusted.")
        case CURLE_URL_MALFORMAT, CURLE_UNSUPPORTED_PROTOCOL:
            self.init(.rejected, "The service's address is not a valid http or https address.")
        case CURLE_OUT_OF_MEMORY:
            self.init(.transient, "There is not enough memory for the call.")
        default:
            self.init(.transient, "The connection to the service broke off (libcurl \(code.rawValue)).")
        }
    }
}
