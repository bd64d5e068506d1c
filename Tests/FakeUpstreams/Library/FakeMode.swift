/// How a fake service behaves on a call.
package enum FakeMode: String, Sendable, CaseIterable {
    /// As documented.
    case ok
    /// Holds the answer back for ``FakeUpstream/slowness``.
    case slow
    /// 429 that a short wait cures, with the provider's own way to say how long.
    case throttled
    /// 429 that no short wait cures.
    case quota
    /// 500.
    case failing
    /// 503: the model is overloaded, the server is loading.
    case overloaded
    /// 400 on account of the request.
    case rejected
    /// The key is refused.
    case unauthorized
    /// 404: no such model.
    case missing
    /// 200 and half a JSON document.
    case malformed
    /// 200 and the provider's way to say nothing: no speech, no candidates.
    case empty
    /// 200 and the provider's way to refuse on grounds of content.
    case blocked
    /// 200 and the provider's way to say the output cap was reached.
    case truncated
    /// The connection breaks in the middle of the body.
    case reset
    /// 200 with fields and values no client has heard of.
    case unknown
    /// 200 and a body of 64 MB.
    case huge
    /// 502 with an HTML page, as a front end sends it.
    case html
}
