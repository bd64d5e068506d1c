import CCurl
import Synchronization

/// One try to hand a mail to a server: libcurl's easy handle and what it reads from. The thread that runs it alone touches
/// it, but for ``isCancelled``.
@safe final class SMTPTransfer {
    /// How a try ended.
    struct Ending: Sendable {
        /// What went wrong; nil when the server took the mail.
        var error: OutboundError?
        /// The server's last reply code, e.g. 250; 0 when there was none.
        var code: Int
    }

    private let easy: UnsafeMutableRawPointer
    private let settings: SMTPSettings
    private let source: BodyReader
    private let isCancelled: CancelFlag
    private var recipients: UnsafeMutablePointer<curl_slist>?
    private var isSent = false

    private static let isReady = ccurl_global_start() == CURLE_OK

    /// Prepares a handle with everything set.
    ///
    /// - Parameter envelope: the mail; nil to greet, sign in and leave again.
    init(
        _ envelope: SMTPEnvelope?,
        settings: SMTPSettings,
        timeout: Duration,
        connectTimeout: Duration,
        isCancelled: CancelFlag
    ) throws(OutboundError) {
        guard Self.isReady, let easy = unsafe curl_easy_init() else {
            throw OutboundError(.transient, "libcurl makes no handle.")
        }
        unsafe self.easy = unsafe easy
        self.settings = settings
        self.isCancelled = isCancelled
        source = BodyReader(HTTPBody([.bytes(envelope?.content ?? [])]))
        let isComplete =
            setServer(timeout, connectTimeout) && setAccount() && setMail(envelope) && setCallbacks()
        guard isComplete else { throw OutboundError(.rejected, "libcurl refuses a part of the mail.") }
    }

    deinit {
        unsafe curl_easy_cleanup(easy)
        unsafe curl_slist_free_all(recipients)
    }

    /// Talks to the server; blocks until it is done.
    func run() -> Ending {
        let result = unsafe curl_easy_perform(easy)
        let code = unsafe ccurl_get_long(easy, CURLINFO_RESPONSE_CODE)
        guard result != CURLE_OK else { return Ending(error: nil, code: code) }
        if isCancelled.isRaised {
            return Ending(error: OutboundError(.cancelled, "The mail was given up."), code: code)
        }
        return Ending(error: SMTPRefusal.error(result, code: code, isSent: isSent), code: code)
    }

    private func set(_ option: CURLoption, _ value: Int) -> Bool {
        unsafe ccurl_set_long(easy, option, value) == CURLE_OK
    }

    private func set(_ option: CURLoption, _ value: String) -> Bool {
        unsafe ccurl_set_text(easy, option, value) == CURLE_OK
    }

    private func setServer(_ timeout: Duration, _ connectTimeout: Duration) -> Bool {
        set(CURLOPT_URL, settings.url)
            && set(CURLOPT_PROTOCOLS_STR, "smtp,smtps")
            && set(CURLOPT_NOSIGNAL, 1)
            && set(CURLOPT_TIMEOUT_MS, max(1, timeout.milliseconds))
            && set(CURLOPT_CONNECTTIMEOUT_MS, max(1, connectTimeout.milliseconds))
            && set(
                CURLOPT_USE_SSL,
                settings.security == .none ? Int(CURLUSESSL_NONE.rawValue) : Int(CURLUSESSL_ALL.rawValue)
            )
            && (!settings.isLoopback || set(CURLOPT_NOPROXY, "*"))
            && (settings.caFile.map { set(CURLOPT_CAINFO, $0) } ?? true)
    }

    private func setAccount() -> Bool {
        guard let user = settings.user else { return true }
        return set(CURLOPT_USERNAME, user) && set(CURLOPT_PASSWORD, settings.password?.revealed ?? "")
    }

    private func setMail(_ envelope: SMTPEnvelope?) -> Bool {
        // Without a mail libcurl sends one command once it has signed in.
        guard let envelope else { return set(CURLOPT_CUSTOMREQUEST, "NOOP") && set(CURLOPT_NOBODY, 1) }
        for address in envelope.recipients {
            guard let longer = unsafe curl_slist_append(recipients, "<\(address)>") else { return false }
            unsafe recipients = unsafe longer
        }
        return set(CURLOPT_MAIL_FROM, "<\(envelope.sender)>")
            && (unsafe ccurl_set_list(easy, CURLOPT_MAIL_RCPT, recipients) == CURLE_OK)
            && set(CURLOPT_UPLOAD, 1)
            // Without a size a server cannot refuse a mail that is too large before it is sent.
            && (unsafe ccurl_set_offset(easy, CURLOPT_INFILESIZE_LARGE, curl_off_t(envelope.content.count)) == CURLE_OK)
    }

    private func setCallbacks() -> Bool {
        let user = unsafe Unmanaged.passUnretained(self).toOpaque()
        for option in [CURLOPT_READDATA, CURLOPT_XFERINFODATA]
        where unsafe ccurl_set_pointer(easy, option, user) != CURLE_OK { return false }
        let read = unsafe ccurl_set_source(easy) { bytes, size, count, user in
            guard let user = unsafe user, let bytes = unsafe bytes else { return Int(CURL_READFUNC_ABORT) }
            let transfer = unsafe Unmanaged<SMTPTransfer>.fromOpaque(user).takeUnretainedValue()
            return unsafe transfer.provide(UnsafeMutableRawBufferPointer(start: bytes, count: size &* count))
        }
        let progress = unsafe ccurl_set_progress(easy) { user, _, _, _, _ in
            guard let user = unsafe user else { return 1 }
            let transfer = unsafe Unmanaged<SMTPTransfer>.fromOpaque(user).takeUnretainedValue()
            return transfer.isCancelled.isRaised ? 1 : 0
        }
        // Replies to commands come through the write function, which by default prints them.
        let write = unsafe ccurl_set_sink(easy, CURLOPT_WRITEFUNCTION) { _, size, count, _ in size &* count }
        return [read, progress, write].allSatisfy { $0 == CURLE_OK } && set(CURLOPT_NOPROGRESS, 0)
    }

    private func provide(_ buffer: UnsafeMutableRawBufferPointer) -> Int {
        guard let count = unsafe source.read(into: buffer) else { return Int(CURL_READFUNC_ABORT) }
        if count == 0 { isSent = true }
        return count
    }
}

/// Tells a thread that blocks in C that its result is not wanted any more.
final class CancelFlag: Sendable {
    private let flag = Atomic<Bool>(false)

    /// Whether it is up.
    var isRaised: Bool { flag.load(ordering: .relaxed) }

    /// Puts it up, for good.
    func raise() { flag.store(true, ordering: .relaxed) }
}

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
