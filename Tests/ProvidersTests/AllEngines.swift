import FakeUpstreams
import Model
import Outbound
import Providers

/// Every speech-to-text engine that works over the network, each in front of its fake.
enum AllEngines: String, CaseIterable, Sendable {
    case openAI, whisperCpp, deepgram, assemblyAI, googleV1, googleV2, gemini

    func fake(_ fakes: FakeUpstreams) -> FakeUpstream {
        switch self {
        case .openAI: fakes.openAI
        case .whisperCpp: fakes.whisperCpp
        case .deepgram: fakes.deepgram
        case .assemblyAI: fakes.assemblyAI
        case .googleV1, .googleV2: fakes.google
        case .gemini: fakes.gemini
        }
    }

    /// The engine without anything around it.
    func transcriber(
        _ fakes: FakeUpstreams,
        _ client: HTTPClient,
        _ upstream: UpstreamSettings = patient,
        pacing: Upstream.Pacing = noWait
    ) -> Transcriber {
        let url = fake(fakes).baseURL
        let key = Secret("marked-key")
        switch self {
        case .openAI, .whisperCpp:
            let settings = OpenAITranscriberSettings(
                engine: self == .openAI ? "openai" : "whispercpp",
                baseURL: url,
                apiKey: self == .openAI ? key : nil,
                dialect: self == .openAI ? .openAI : .whisperCpp,
                upstream: upstream
            )
            return OpenAITranscriber(settings: settings, client: client, logger: quiet, pacing: pacing).transcriber
        case .deepgram:
            let settings = DeepgramSettings(baseURL: url, apiKey: key, upstream: upstream)
            return DeepgramTranscriber(settings: settings, client: client, logger: quiet, pacing: pacing).transcriber
        case .assemblyAI:
            let settings = AssemblyAISettings(baseURL: url, apiKey: key, upstream: upstream)
            return AssemblyAITranscriber(settings: settings, client: client, logger: quiet, pacing: pacing).transcriber
        case .googleV1, .googleV2:
            let form: GoogleSpeechSettings.Form = self == .googleV1 ? .v1 : .v2(project: "p", location: "global")
            let settings = GoogleSpeechSettings(baseURL: url, access: .apiKey(key), form: form, upstream: upstream)
            return GoogleSpeechTranscriber(settings: settings, client: client, logger: quiet, pacing: pacing)
                .transcriber
        case .gemini:
            let settings = GeminiTranscriberSettings(baseURL: url, apiKey: key, upstream: upstream)
            return GeminiTranscriber(settings: settings, client: client, logger: quiet, pacing: pacing).transcriber
        }
    }
}
