/// The engines that hear words, by the names the settings use.
enum SpeechEngine: String, CaseIterable {
    case offline, openai, whispercpp, deepgram, assemblyai, google, gemini
}
