/// The engines that hear words, by the names the settings use.
enum SpeechEngine: String, CaseIterable {
    case whisper, offline, openai, whispercpp, deepgram, assemblyai, google, gemini

    /// The word that stands for the engines of this machine: Whisper where the companion is installed, then PocketSphinx.
    static let automatic = "auto"

    /// Whether it runs on this machine and needs no service.
    var isLocal: Bool { self == .whisper || self == .offline }
}
