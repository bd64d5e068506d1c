import CCurl

/// The class of a mail that did not go out, by libcurl's code and the server's last reply code.
enum SMTPRefusal {
    /// The error.
    ///
    /// - Parameters:
    ///   - result: libcurl's code, not `CURLE_OK`; 55 hides the server's own, which `code` has.
    ///   - code: the last reply code of the server, or 0.
    ///   - isSent: whether the whole mail was handed over, so that the server may have taken it.
    static func error(_ result: CURLcode, code: Int, isSent: Bool) -> OutboundError {
        switch result {
        case CURLE_LOGIN_DENIED where code / 100 == 4:
            return OutboundError(.transient, "it cannot check our password just now (\(code)).", status: code)
        case CURLE_LOGIN_DENIED:
            return OutboundError(.auth, "it refuses our password (\(code)).", status: code)
        case CURLE_USE_SSL_FAILED:
            return OutboundError(.rejected, "it offers no TLS.", status: code == 0 ? nil : code)
        case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CACERT_BADFILE, CURLE_SSL_ISSUER_ERROR:
            return OutboundError(.rejected, "its certificate is not trusted.")
        case CURLE_URL_MALFORMAT, CURLE_UNSUPPORTED_PROTOCOL:
            return OutboundError(.rejected, "its address is not a valid one.")
        default: break
        }
        // 354 invites the mail; a reply after it is the server's decision about it.
        switch code {
        case 530, 534, 535, 538:
            return OutboundError(.auth, "it wants another sign-in (\(code)).", status: code)
        case 400..<500:
            return OutboundError(.transient, "it cannot take the mail just now (\(code)).", status: code)
        case 500..<600:
            return OutboundError(.rejected, "it refuses the mail (\(code)).", status: code)
        default: break
        }
        if isSent {
            // Sending again might deliver twice. `malformed` stands for "said yes or no, we cannot tell".
            return OutboundError(.malformed, "it broke off before it said whether it took the mail.")
        }
        return OutboundError(result)
    }
}
