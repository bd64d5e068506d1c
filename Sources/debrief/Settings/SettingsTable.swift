/// Every setting there is.
enum SettingsTable {
    private static func second(_ count: Int) -> Int { count * 1000 }

    /// All keys in the order of the docs.
    static let keys: [SettingKey] = [
        SettingKey(
            name: "http.host",
            value: .text("127.0.0.1"),
            meaning: "Address to listen on. Anything but loopback opens the service to the network."
        ),
        SettingKey(
            name: "http.port",
            value: .number(8080, 0...65535),
            meaning: "TCP port; 0 takes a free one and prints it."
        ),
        SettingKey(
            name: "data.folder",
            value: .text("data"),
            meaning: "Where the database, the recordings and the reports are kept."
        ),
        SettingKey(
            name: "config.folder",
            value: .text(""),
            meaning: "Where fillers/ and rubrics/ are; empty looks beside the working folder and the program."
        ),
        SettingKey(
            name: "upload.maxBytes",
            value: .number(209_715_200, 1024...4_294_967_296),
            meaning: "Largest recording accepted, in bytes."
        ),
        SettingKey(
            name: "audio.maxDurationMs",
            value: .number(3_600_000, 1000...21_600_000),
            meaning: "Longest recording accepted, decoded, in milliseconds."
        ),
        SettingKey(
            name: "worker.concurrency",
            value: .number(2, 1...64),
            meaning: "Answers worked on at the same time."
        ),
        SettingKey(
            name: "transcribe.engine",
            value: .choice("offline", ["offline", "openai"]),
            meaning:
                "Who hears the words: offline (PocketSphinx, low accuracy, no network) or openai (any OpenAI-compatible endpoint)."
        ),
        SettingKey(
            name: "transcribe.offline.model",
            value: .text("/usr/share/pocketsphinx/model/en-us"),
            meaning: "Folder of the offline recognizer's model."
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
            name: "transcribe.openai.keepsFillers",
            value: .flag(false),
            meaning:
                "Whether this model writes \"um\" and \"uh\" down; when not, filler counts are called lower bounds."
        ),
        SettingKey(
            name: "transcribe.openai.timeoutMs",
            value: .number(second(300), 1000...3_600_000),
            meaning: "Deadline of one call."
        ),
        SettingKey(
            name: "evaluate.engine",
            value: .choice("rules", ["rules", "gemini"]),
            meaning: "Who judges the content: rules (no network, abstains where rules cannot know) or gemini."
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
            value: .number(second(120), 1000...3_600_000),
            meaning: "Deadline of one call."
        ),
        SettingKey(
            name: "emotion.url",
            value: .text(""),
            meaning:
                "Voice-emotion endpoint; empty switches emotion off. It is asked only for uploads with emotionConsent, and never enters a score.",
            aliases: ["EMOTION_API_ENDPOINT"]
        ),
        SettingKey(
            name: "emotion.mode",
            value: .choice("upload", ["upload", "path"]),
            meaning: "Whether the endpoint gets the bytes (upload) or a path on a shared disk (path)."
        ),
        SettingKey(
            name: "emotion.timeoutMs",
            value: .number(second(60), 1000...600_000),
            meaning: "Deadline of one call."
        ),
        SettingKey(
            name: "log.level",
            value: .choice("info", ["trace", "debug", "info", "notice", "warning", "error"]),
            meaning: "Least important level that is logged."
        ),
    ]

    /// The key of a name.
    static func key(_ name: String) -> SettingKey? { keys.first { $0.name == name } }
}
