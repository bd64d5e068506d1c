import Foundation
import Testing

@testable import Webhooks

/// Signatures by the Standard Webhooks specification.
@Suite(.timeLimit(.minutes(1)))
struct WebhookSecretTests {
    /// The expected signature was made with the library standardwebhooks 1.1.0 (PyPI).
    @Test func `a known message has a known signature`() throws {
        let secret = try #require(WebhookSecret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"))
        let signature = secret.signature(
            id: "msg_p5jXN8AQM9LWM0D4loKWxJek",
            timestamp: 1_614_265_330,
            body: Array(#"{"test": 2432232314}"#.utf8)
        )
        #expect(signature == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")
    }

    @Test func `new secrets differ and can be read back`() throws {
        let secrets = (0..<20).map { _ in WebhookSecret() }
        #expect(Set(secrets).count == 20)
        for secret in secrets { #expect(WebhookSecret(secret.text) == secret) }
    }

    @Test(arguments: [0, 23, 65]) func `keys that are too short or too long are none`(count: Int) {
        #expect(WebhookSecret("whsec_" + Data(repeating: 1, count: count).base64EncodedString()) == nil)
    }

    @Test(arguments: ["", "whsec_", "whsec_***", "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="])
    func `what is no secret is none`(text: String) { #expect(WebhookSecret(text) == nil) }
}
