extension SettingsTable {
    /// What hears and judges: the companion, speech services and language models.
    static let engines: [SettingKey] = [
        SettingKey(
            name: "companion.enabled",
            value: .flag(true),
            meaning:
                "Whether the companion, where it is installed, hears words (Whisper), places texts and decodes recordings of phones."
        ),
        SettingKey(
            name: "companion.folder",
            value: .text(""),
            meaning:
                "Where scripts/companion installed it. Empty looks for .build-companion in the working folder and above the program."
        ),
        SettingKey(
            name: "companion.model",
            value: .text("tiny.en"),
            meaning:
                "Whisper model for English: tiny.en, base, small … as scripts/companion installed it, or the path of a faster-whisper model."
        ),
        SettingKey(
            name: "companion.multilingualModel",
            value: .text("base"),
            meaning:
                "Whisper model for other languages, named in the same way; used when it is installed."
        ),
        SettingKey(
            name: "companion.deadlineMs",
            value: .number(second(60), 1000...3_600_000),
            meaning:
                "How long the companion may take for a request besides its share for the sound, in milliseconds; then it is started again."
        ),
        SettingKey(
            name: "transcribe.engine",
            value: .text("auto"),
            meaning:
                "Who hears the words: auto (Whisper where the companion is installed, then PocketSphinx, which is rough), or one of whisper, offline, openai, whispercpp, deepgram, assemblyai, google, gemini, or several of these with commas, each taking over when the one before it fails. offline is PocketSphinx: rough, no network."
        ),
        SettingKey(
            name: "transcribe.sendOriginal",
            value: .flag(true),
            meaning:
                "Whether a service that accepts the uploaded file's form gets it as it is, when it is whole, mono and short enough; when not, it always gets 16 kHz WAV."
        ),
        SettingKey(
            name: "transcribe.offline.model",
            value: .text("/usr/share/pocketsphinx/model/en-us"),
            meaning: "Folder of the model of the offline recognizer, whose words are rough."
        ),
        SettingKey(
            name: "transcribe.offline.concurrency",
            value: .number(1, 1...16),
            meaning: "Offline recognizers at the same time; each takes about 140 MB and one core."
        ),
        SettingKey(
            name: "transcribe.openai.url",
            value: .text("https://api.openai.com/v1"),
            meaning: "Base URL; /audio/transcriptions is appended."
        ),
        SettingKey(
            name: "transcribe.openai.key",
            value: .text(""),
            meaning: "API key; may be empty for a local server.",
            isSecret: true,
            aliases: ["OPENAI_API_KEY"]
        ),
        SettingKey(
            name: "transcribe.openai.model",
            value: .text("whisper-1"),
            meaning: "Model name sent with each request."
        ),
        SettingKey(
            name: "transcribe.openai.wordTimes",
            value: .flag(true),
            meaning: "Whether this model gives word times; when not, plain JSON is asked for."
        ),
        SettingKey(
            name: "transcribe.openai.keepsFillers",
            value: .flag(false),
            meaning:
                "Whether this model writes \"um\" and \"uh\" down; when not, filler counts are called lower bounds."
        ),
        SettingKey(
            name: "transcribe.openai.timeoutMs",
            value: .number(second(300), 1...3_600_000),
            meaning: "Deadline of one call, in milliseconds; with its repetitions a call takes at most twice as long."
        ),
        SettingKey(
            name: "transcribe.whispercpp.url",
            value: .text("http://127.0.0.1:8080"),
            meaning: "Base URL of a whisper.cpp server; /inference is appended."
        ),
        SettingKey(
            name: "transcribe.whispercpp.keepsFillers",
            value: .flag(false),
            meaning: "Whether its model writes um and uh down."
        ),
        SettingKey(
            name: "transcribe.whispercpp.timeoutMs",
            value: .number(second(600), 1...3_600_000),
            meaning: "Deadline of one call, in milliseconds; with its repetitions a call takes at most twice as long."
        ),
        SettingKey(
            name: "transcribe.deepgram.url",
            value: .text("https://api.deepgram.com"),
            meaning: "Base URL; /v1/listen is appended."
        ),
        SettingKey(
            name: "transcribe.deepgram.key",
            value: .text(""),
            meaning: "Deepgram API key.",
            isSecret: true,
            aliases: ["DEEPGRAM_API_KEY"]
        ),
        SettingKey(
            name: "transcribe.deepgram.model",
            value: .text("nova-3"),
            meaning: "Deepgram model."
        ),
        SettingKey(
            name: "transcribe.deepgram.timeoutMs",
            value: .number(second(120), 1...3_600_000),
            meaning: "Deadline of one call, in milliseconds; with its repetitions a call takes at most twice as long."
        ),
        SettingKey(
            name: "transcribe.assemblyai.url",
            value: .text("https://api.assemblyai.com"),
            meaning: "Base URL; /v2 is appended."
        ),
        SettingKey(
            name: "transcribe.assemblyai.key",
            value: .text(""),
            meaning: "AssemblyAI API key.",
            isSecret: true,
            aliases: ["ASSEMBLYAI_API_KEY"]
        ),
        SettingKey(
            name: "transcribe.assemblyai.models",
            value: .text("universal-2"),
            meaning:
                "AssemblyAI models in order of preference, with commas; universal-2 is the one documented to keep fillers."
        ),
        SettingKey(
            name: "transcribe.assemblyai.timeoutMs",
            value: .number(second(300), 1...3_600_000),
            meaning: "Deadline of one call, in milliseconds; with its repetitions a call takes at most twice as long."
        ),
        SettingKey(
            name: "transcribe.google.url",
            value: .text(""),
            meaning:
                "Base URL of Google Cloud Speech-to-Text; empty for Google's own address, which depends on version and location."
        ),
        SettingKey(
            name: "transcribe.google.version",
            value: .choice("v1", ["v1", "v2"]),
            meaning: "API version. v2 needs a project."
        ),
        SettingKey(
            name: "transcribe.google.key",
            value: .text(""),
            meaning: "API key; empty to use a service account.",
            isSecret: true,
            aliases: ["GOOGLE_SPEECH_API_KEY"]
        ),
        SettingKey(
            name: "transcribe.google.credentials",
            value: .text(""),
            meaning: "Path of a service account's key file.",
            aliases: ["GOOGLE_APPLICATION_CREDENTIALS"]
        ),
        SettingKey(
            name: "transcribe.google.tokenGrant",
            value: .flag(false),
            meaning: "Whether the service account fetches access tokens from its token_uri; when not, it signs its own."
        ),
        SettingKey(
            name: "transcribe.google.project",
            value: .text(""),
            meaning: "Google Cloud project, for v2; empty takes the service account's."
        ),
        SettingKey(
            name: "transcribe.google.location",
            value: .text("global"),
            meaning: "Region of the recognizer, for v2."
        ),
        SettingKey(
            name: "transcribe.google.model",
            value: .text(""),
            meaning: "Google model; empty for latest_long (v1) or long (v2)."
        ),
        SettingKey(
            name: "transcribe.google.timeoutMs",
            value: .number(second(60), 1...3_600_000),
            meaning: "Deadline of one call, in milliseconds; with its repetitions a call takes at most twice as long."
        ),
        SettingKey(
            name: "transcribe.gemini.url",
            value: .text("https://generativelanguage.googleapis.com"),
            meaning: "Base URL of the Gemini API, for transcription."
        ),
        SettingKey(
            name: "transcribe.gemini.key",
            value: .text(""),
            meaning: "Gemini API key, for transcription.",
            isSecret: true,
            aliases: ["GEMINI_API_KEY", "GOOGLE_API_KEY"]
        ),
        SettingKey(
            name: "transcribe.gemini.model",
            value: .text("gemini-3.5-transcribe"),
            meaning: "Gemini transcription model."
        ),
        SettingKey(
            name: "transcribe.gemini.timeoutMs",
            value: .number(second(120), 1...3_600_000),
            meaning: "Deadline of one call, in milliseconds; with its repetitions a call takes at most twice as long."
        ),
        SettingKey(
            name: "evaluate.engine",
            value: .choice("rules", ["rules", "gemini", "chat", "panel"]),
            meaning:
                "Who judges the content: rules (no network, abstains where rules cannot know), gemini, chat (any OpenAI-compatible chat service), or panel (several models, whose median and range are shown)."
        ),
        SettingKey(
            name: "evaluate.panel",
            value: .text(""),
            meaning:
                "The models of the panel, two to seven, with commas, each as gemini:MODEL or chat:MODEL; keys, addresses and times are those of evaluate.gemini and evaluate.chat."
        ),
        SettingKey(
            name: "evaluate.fallback",
            value: .choice("none", ["none", "rules"]),
            meaning: "Who judges when the model fails for good: nobody, or the rules, which is then said in the report."
        ),
        SettingKey(
            name: "evaluate.samples",
            value: .number(1, 1...9),
            meaning: "How often a model judges the same answer; more than one shows a range."
        ),
        SettingKey(
            name: "evaluate.gemini.url",
            value: .text("https://generativelanguage.googleapis.com"),
            meaning: "Base URL of the Gemini API."
        ),
        SettingKey(
            name: "evaluate.gemini.key",
            value: .text(""),
            meaning: "Gemini API key.",
            isSecret: true,
            aliases: ["GEMINI_API_KEY", "GOOGLE_API_KEY"]
        ),
        SettingKey(name: "evaluate.gemini.model", value: .text("gemini-3.8-flash"), meaning: "Model that judges."),
        SettingKey(
            name: "evaluate.gemini.fallbackModels",
            value: .text("gemini-3.5-flash-lite"),
            meaning: "Models to try when it is gone or overloaded, with commas."
        ),
        SettingKey(
            name: "evaluate.gemini.timeoutMs",
            value: .number(second(120), 1...3_600_000),
            meaning: "Deadline of one call, in milliseconds; with its repetitions a call takes at most twice as long."
        ),
        SettingKey(
            name: "evaluate.gemini.concurrency",
            value: .number(16, 1...256),
            meaning: "Calls under way at once: judging, and questions, follow-ups and replies that people wait for."
        ),
        SettingKey(
            name: "evaluate.gemini.thinking",
            value: .choice("low", ["default", "minimal", "low", "medium", "high", "xhigh"]),
            meaning: "How much the model thinks; default leaves it to the model, as 2.5 models need."
        ),
        SettingKey(
            name: "evaluate.chat.url",
            value: .text("http://127.0.0.1:11434/v1"),
            meaning: "Base URL; /chat/completions is appended. The default is a local Ollama."
        ),
        SettingKey(
            name: "evaluate.chat.key",
            value: .text(""),
            meaning: "API key of the chat service; may be empty for a local server.",
            isSecret: true
        ),
        SettingKey(
            name: "evaluate.chat.model",
            value: .text(""),
            meaning: "Model that judges."
        ),
        SettingKey(
            name: "evaluate.chat.fallbackModels",
            value: .text(""),
            meaning: "Models to try when it is gone or overloaded, with commas."
        ),
        SettingKey(
            name: "evaluate.chat.capField",
            value: .choice("max_tokens", ["max_tokens", "max_completion_tokens"]),
            meaning: "What the service calls the output cap."
        ),
        SettingKey(
            name: "evaluate.chat.timeoutMs",
            value: .number(second(120), 1...3_600_000),
            meaning: "Deadline of one call, in milliseconds; with its repetitions a call takes at most twice as long."
        ),
        SettingKey(
            name: "evaluate.chat.concurrency",
            value: .number(4, 1...256),
            meaning: "Calls under way at once: judging, and questions, follow-ups and replies that people wait for."
        ),
    ]
}
