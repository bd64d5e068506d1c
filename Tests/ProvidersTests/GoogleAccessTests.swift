import CryptoExtras
import FakeUpstreams
import Foundation
import Model
import Outbound
import Providers
import Testing

/// Google's v2 form and its service accounts, against the fakes.
@Suite(.serialized, .timeLimit(.minutes(2)))
struct GoogleAccessTests {
    private static let key = try? _RSA.Signing.PrivateKey(keySize: .bits2048)

    private func account(tokenURL: String = "http://127.0.0.1:1/token") throws -> ServiceAccount {
        let key = try #require(Self.key)
        let file: [String: String] = [
            "type": "service_account", "project_id": "debrief-test", "private_key_id": "kid-1",
            "private_key": key.pkcs8PEMRepresentation, "client_email": "me@debrief-test.iam.gserviceaccount.com",
            "token_uri": tokenURL,
        ]
        return try ServiceAccount(json: JSONEncoder().encode(file))
    }

    private func part(_ token: String, _ index: Int) throws -> Data {
        let parts = token.split(separator: ".")
        try #require(parts.count == 3)
        var text = String(parts[index].replacing("-", with: "+").replacing("_", with: "/"))
        text += String(repeating: "=", count: (4 - text.count % 4) % 4)
        return try #require(Data(base64Encoded: text))
    }

    private func claims(_ token: String) throws -> [String: Any] {
        try #require(JSONSerialization.jsonObject(with: part(token, 1)) as? [String: Any])
    }

    private func hear(
        _ fakes: FakeUpstreams,
        _ access: GoogleAccess,
        form: GoogleSpeechSettings.Form = .v1,
        model: String? = nil,
        calls: Int = 1
    ) async throws -> Transcript {
        let wav = try TemporaryWAV()
        let client = try HTTPClient()
        defer { client.close() }
        let engine = GoogleSpeechTranscriber(
            settings: .init(
                baseURL: fakes.google.baseURL,
                access: access,
                form: form,
                model: model,
                upstream: patient
            ),
            client: client,
            logger: quiet,
            pacing: noWait
        ).transcriber
        for _ in 1..<max(1, calls) { _ = try await engine.transcribe(wav.request()) }
        return try await engine.transcribe(wav.request())
    }

    @Test func `a self-signed token carries the claims Google wants and a signature that verifies`() throws {
        let token = try account().selfSigned(audience: "https://speech.googleapis.com/", unixTime: 1_800_000_000)
            .revealed
        let header = try #require(JSONSerialization.jsonObject(with: part(token, 0)) as? [String: String])
        #expect(header == ["alg": "RS256", "typ": "JWT", "kid": "kid-1"])
        let claims = try claims(token)
        #expect(claims["iss"] as? String == "me@debrief-test.iam.gserviceaccount.com")
        #expect(claims["sub"] as? String == claims["iss"] as? String)
        #expect(claims["aud"] as? String == "https://speech.googleapis.com/")
        #expect(claims["scope"] == nil)
        #expect(claims["iat"] as? Int == 1_800_000_000 && claims["exp"] as? Int == 1_800_003_600)
        let signed = token.split(separator: ".").prefix(2).joined(separator: ".")
        let signature = _RSA.Signing.RSASignature(rawRepresentation: try part(token, 2))
        let key = try #require(Self.key).publicKey
        #expect(key.isValidSignature(signature, for: Data(signed.utf8), padding: .insecurePKCS1v1_5))
        #expect(!key.isValidSignature(signature, for: Data("x\(signed)".utf8), padding: .insecurePKCS1v1_5))
        let printed = String(reflecting: try account())
        #expect(!printed.contains("PRIVATE KEY"))
    }

    @Test func `an assertion asks Google's own endpoint, wherever it is sent`() throws {
        let claims = try claims(account().assertion(unixTime: 5).revealed)
        #expect(claims["aud"] as? String == "https://oauth2.googleapis.com/token")
        #expect(claims["scope"] as? String == "https://www.googleapis.com/auth/cloud-platform")
    }

    @Test func `version 2 uses the recognizer's path, its own field names and word offsets`() async throws {
        try await FakeUpstreams.with { fakes in
            let transcript = try await hear(
                fakes,
                .selfSigned(account()),
                form: .v2(project: "debrief-test", location: "us-central1"),
                model: "chirp_2"
            )
            #expect(transcript.text == "so I led the migration to PostgreSQL.")
            #expect(transcript.wordTimes == .exact && transcript.words.count == 7)
            #expect(transcript.words.last == .init(text: "PostgreSQL.", startMs: 2_400, endMs: 3_300))
            let call = try #require(fakes.google.requests.first)
            #expect(call.path == "/v2/projects/debrief-test/locations/us-central1/recognizers/_:recognize")
            #expect(call.headers["authorization"]?.hasPrefix("Bearer eyJ") == true)
            let body = try #require(JSONSerialization.jsonObject(with: Data(call.body)) as? [String: Any])
            let config = try #require(body["config"] as? [String: Any])
            #expect(config["languageCodes"] as? [String] == ["en-US"] && config["autoDecodingConfig"] != nil)
            #expect((config["features"] as? [String: Bool])?["enableWordTimeOffsets"] == true)
            #expect(body["content"] is String)
        }
    }

    @Test func `a model without word times is not asked for them`() async throws {
        try await FakeUpstreams.with { fakes in
            let form = GoogleSpeechSettings.Form.v2(project: "p", location: "us")
            _ = try await hear(fakes, .apiKey(Secret("marked-key")), form: form, model: "chirp_3")
            let call = try #require(fakes.google.requests.first)
            #expect(!call.text.contains("enableWordTimeOffsets"))
            #expect(call.headers["x-goog-api-key"] == "marked-key")
        }
    }

    @Test func `regions have addresses of their own`() {
        func base(_ location: String) -> String {
            GoogleSpeechSettings(access: .apiKey(Secret("k")), form: .v2(project: "p", location: location)).baseURL
        }
        #expect(base("global") == "https://speech.googleapis.com")
        #expect(base("us-central1") == "https://us-central1-speech.googleapis.com")
    }

    @Test func `a fetched token serves many calls`() async throws {
        try await FakeUpstreams.with { fakes in
            let account = try account(tokenURL: fakes.google.baseURL + "/token")
            _ = try await hear(fakes, .tokenGrant(account), calls: 3)
            let calls = fakes.google.requests
            #expect(calls.map(\.path) == ["/token"] + Array(repeating: "/v1/speech:recognize", count: 3))
            #expect(calls.dropFirst().allSatisfy { $0.headers["authorization"] == "Bearer ya29.c.FAKE" })
            #expect(calls[0].headers["content-type"] == "application/x-www-form-urlencoded")
        }
    }

    @Test(arguments: [
        (FakeMode.unauthorized, "transcribe.auth", 1), (.failing, "transcribe.unavailable", 3),
        (.malformed, "transcribe.malformed", 2),
    ])
    func `a refused grant is not repeated, a failing endpoint is`(mode: FakeMode, code: String, calls: Int) async throws
    {
        try await FakeUpstreams.with(mode: mode) { fakes in
            let account = try account(tokenURL: fakes.google.baseURL + "/token")
            let result = await Result { try await hear(fakes, .tokenGrant(account)) }
            #expect(result.code == code)
            #expect(fakes.google.requests.map(\.path) == Array(repeating: "/token", count: calls))
        }
    }

    @Test func `a service that refuses our own signature is asked again with a fetched token, from then on only so`()
        async throws
    {
        try await FakeUpstreams.with { fakes in
            let account = try account(tokenURL: fakes.google.baseURL + "/token")
            fakes.google.script = [.unauthorized, .ok, .ok, .ok]
            let transcript = try await hear(fakes, .selfSigned(account), calls: 2)
            #expect(transcript.text.hasPrefix("so I led"))
            let calls = fakes.google.requests
            #expect(
                calls.map(\.path) == [
                    "/v1/speech:recognize", "/token", "/v1/speech:recognize", "/v1/speech:recognize",
                ]
            )
            #expect(calls[0].headers["authorization"]?.hasPrefix("Bearer eyJ") == true)
            #expect(calls.dropFirst(2).allSatisfy { $0.headers["authorization"] == "Bearer ya29.c.FAKE" })
        }
    }

    @Test func `an account that nobody accepts is reported within one call of each kind`() async throws {
        try await FakeUpstreams.with(mode: .unauthorized) { fakes in
            let account = try account(tokenURL: fakes.google.baseURL + "/token")
            let result = await Result { try await hear(fakes, .selfSigned(account)) }
            #expect(result.code == "transcribe.auth")
            #expect(fakes.google.requests.map(\.path) == ["/v1/speech:recognize", "/token"])
        }
    }

    @Test(arguments: [
        "", "{}", #"{"type":"authorized_user","client_email":"a","private_key_id":"b","private_key":"c"}"#,
    ])
    func `a file that is no key file is refused`(text: String) {
        #expect(throws: OutboundError(.rejected, "")) { try ServiceAccount(json: Data(text.utf8)) }
    }
}
