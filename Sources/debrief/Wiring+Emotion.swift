import Model
import Outbound
import Providers

extension Wiring {
    /// Whom this installation serves.
    var accountKind: AccountKind { AccountKind(rawValue: settings.text("emotion.accountKind")) ?? .employer }

    /// The voice-emotion endpoint; nil when none is configured, or when none may be asked here.
    func emotion() -> EmotionReader? {
        guard accountKind.mayReadEmotion, let url = settings.optionalText("emotion.url") else { return nil }
        var service = EmotionEndpointSettings(url: url, mode: settings.text("emotion.mode") == "path" ? .path : .upload)
        // One attempt: a result that is not scored is not worth a second one.
        service.upstream.timeout = .milliseconds(settings.number("emotion.timeoutMs"))
        service.upstream.deadline = service.upstream.timeout
        return EmotionEndpoint(settings: service, client: client, logger: logger).reader
    }
}
