/// Every setting there is.
enum SettingsTable {
    private static func second(_ count: Int) -> Int { count * 1000 }

    /// All keys in the order of the docs.
    static let keys: [SettingKey] = [
        SettingKey(
            name: "http.host",
            value: .text("127.0.0.1"),
            meaning:
                "Address to listen on. Anything but loopback opens the service to the network and needs an API key; serve prints a link that makes the first one."
        ),
        SettingKey(
            name: "http.port",
            value: .number(8080, 0...65535),
            meaning: "TCP port; 0 takes a free one and prints it."
        ),
        SettingKey(
            name: "http.publicURL",
            value: .text(""),
            meaning:
                "Address under which readers reach the service, e.g. https://debrief.example.org; reports link to their answer there. Empty for no link."
        ),
        SettingKey(
            name: "http.maxUploads",
            value: .number(256, 1...100_000),
            meaning:
                "Uploads taken at the same time; further ones are told to come again (503)."
        ),
        SettingKey(
            name: "http.maxQueueAgeMs",
            value: .number(second(21_600), 0...604_800_000),
            meaning:
                "How long the oldest due answer may have waited for a worker before no more answers are taken (503), in milliseconds; 0 takes them always."
        ),
        SettingKey(
            name: "http.maxConnections",
            value: .number(4096, 1...1_000_000),
            meaning:
                "Connections at the same time; further ones wait to be accepted."
        ),
        SettingKey(
            name: "http.maxConnectionsPerAddress",
            value: .number(1_024, 0...1_000_000),
            meaning:
                "Connections of one address at the same time; further ones are closed. 0 for any number; not counted behind http.proxies."
        ),
        SettingKey(
            name: "http.deadlineMs",
            value: .number(second(120), 100...3_600_000),
            meaning:
                "How long a request other than an upload may take, in milliseconds."
        ),
        SettingKey(
            name: "http.idleMs",
            value: .number(second(60), 100...3_600_000),
            meaning:
                "How long a connection may say nothing, before, between and within requests, in milliseconds."
        ),
        SettingKey(
            name: "http.minBytesPerSecond",
            value: .number(250, 0...1_000_000),
            meaning:
                "How fast an upload must come on average while the service waits for it (408), in bytes a second; 0 takes any pace."
        ),
        SettingKey(
            name: "http.slowStartMs",
            value: .number(second(20), 0...3_600_000),
            meaning:
                "Waiting for a slow upload that counts for nothing, in milliseconds."
        ),
        SettingKey(
            name: "http.drainMs",
            value: .number(0, 0...600_000),
            meaning:
                "How long after SIGTERM requests are still taken while /health/ready says 503, so that a balancer can look elsewhere, in milliseconds."
        ),
        SettingKey(
            name: "http.graceMs",
            value: .number(second(30), 0...3_600_000),
            meaning:
                "How long requests under way may go on after that, in milliseconds."
        ),
        SettingKey(
            name: "http.proxies",
            value: .number(0, 0...10),
            meaning:
                "Proxies in front that append to X-Forwarded-For; with 0 the header is not believed. Needs an API key."
        ),
        SettingKey(
            name: "access.keys",
            value: .choice("auto", ["auto", "always"]),
            meaning:
                "When requests need an API key: auto as soon as there is one, or always. Off loopback they always do."
        ),
        SettingKey(
            name: "access.hosts",
            value: .text(""),
            meaning:
                "Names, with commas, that the service answers to while it needs no keys, beside localhost, loopback addresses and that of http.publicURL."
        ),
        SettingKey(
            name: "access.origins",
            value: .text(""),
            meaning:
                "Origins, with commas, whose pages may use the service from a browser, e.g. https://app.example.org (CORS). Pages of others can change nothing."
        ),
        SettingKey(
            name: "accounts.mode",
            value: .choice("alone", ["alone", "invited", "open"]),
            meaning:
                "Who has an account: nobody (one person on this machine, or API keys), people who were invited, or anybody who registers."
        ),
        SettingKey(
            name: "accounts.key",
            value: .text(""),
            meaning:
                "Secret of 64 hexadecimal digits that seals second factors and signs exports; empty for the file accounts.key in the data folder, made at the first start. All processes of one installation need the same.",
            isSecret: true
        ),
        SettingKey(
            name: "accounts.reviews",
            value: .flag(false),
            meaning:
                "Whether reviewers may look at answers of people who agreed to it; each look is in the audit log."
        ),
        SettingKey(
            name: "limits.reads",
            value: .number(1200, 0...1_000_000),
            meaning:
                "Requests a minute that look something up, of one client; 0 for no limit."
        ),
        SettingKey(
            name: "limits.writes",
            value: .number(300, 0...1_000_000),
            meaning:
                "Requests a minute that change or remove something."
        ),
        SettingKey(
            name: "limits.reports",
            value: .number(120, 0...1_000_000),
            meaning:
                "Reports, exports and clips a minute."
        ),
        SettingKey(
            name: "limits.pieces",
            value: .number(3000, 0...1_000_000),
            meaning:
                "Pieces of resumable uploads a minute."
        ),
        SettingKey(
            name: "limits.answers",
            value: .number(60, 0...1_000_000),
            meaning:
                "New answers and re-scorings a minute."
        ),
        SettingKey(
            name: "limits.failures",
            value: .number(60, 0...1_000_000),
            meaning:
                "Wrong keys a minute from one address."
        ),
        SettingKey(
            name: "limits.uploadsAtOnce",
            value: .number(64, 1...100_000),
            meaning: "Uploads of one key's owner at the same time; further ones are told to come again (503)."
        ),
        SettingKey(
            name: "limits.openUploads",
            value: .number(200, 1...1_000_000),
            meaning:
                "Resumable uploads of one owner that are not finished, in all processes; further ones are refused (429)."
        ),
        SettingKey(
            name: "limits.openUploadBytes",
            value: .number(20 << 30, 1...(1 << 50)),
            meaning: "Bytes that the unfinished resumable uploads of one owner may have together, as announced (429)."
        ),
        SettingKey(
            name: "limits.streams",
            value: .number(100, 1...100_000),
            meaning: "Event streams of one owner at the same time in one process (503)."
        ),
        SettingKey(
            name: "limits.withoutKeys",
            value: .flag(false),
            meaning: "Whether the limits hold while no keys are needed, when all clients are on this machine."
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
            name: "upload.keepMs",
            value: .number(86_400_000, 60_000...2_592_000_000),
            meaning: "How long an unfinished resumable upload is kept after its last byte, in milliseconds."
        ),
        SettingKey(
            name: "audio.maxDurationMs",
            value: .number(3_600_000, 1000...21_600_000),
            meaning: "Longest recording accepted, decoded, in milliseconds."
        ),
        SettingKey(
            name: "storage.url",
            value: .text(""),
            meaning:
                "Address of a PostgreSQL database, postgres://user:password@host/name?sslmode=verify-full with every parameter of libpq; empty keeps everything in a SQLite file in the data folder.",
            isSecret: true
        ),
        SettingKey(
            name: "storage.pool",
            value: .number(8, 1...200),
            meaning: "Connections of one process to PostgreSQL; one more listens for announcements."
        ),
        SettingKey(
            name: "storage.statementMs",
            value: .number(second(30), 100...600_000),
            meaning: "How long one statement may run on PostgreSQL, in milliseconds."
        ),
        SettingKey(
            name: "storage.waitMs",
            value: .number(second(10), 100...600_000),
            meaning:
                "How long a request waits for a free connection, or for a PostgreSQL server that restarts, in milliseconds."
        ),
        SettingKey(
            name: "storage.migrate",
            value: .flag(true),
            meaning:
                "Whether serve and work bring the schema up to date when they start; else that is left to debrief migrate."
        ),
        SettingKey(
            name: "worker.heartbeatMs",
            value: .number(second(5), 100...600_000),
            meaning: "How often a worker says that it is alive, in milliseconds."
        ),
        SettingKey(
            name: "worker.staleMs",
            value: .number(second(30), 500...3_600_000),
            meaning:
                "How long a worker on another machine may be silent before its answers are taken from it, in milliseconds; several heartbeats."
        ),
        SettingKey(
            name: "worker.graceMs",
            value: .number(second(20), 0...3_600_000),
            meaning: "How long answers under way may go on after SIGTERM before they are handed back, in milliseconds."
        ),
        SettingKey(
            name: "worker.host",
            value: .text("127.0.0.1"),
            meaning: "Address on which debrief work shows its health and metrics; off loopback it needs an API key."
        ),
        SettingKey(
            name: "threads.files",
            value: .number(4, 1...256),
            meaning: "Threads for reading, writing and syncing files."
        ),
        SettingKey(
            name: "threads.checks",
            value: .number(0, 0...256),
            meaning: "Threads that check arriving recordings and transcripts; 0 for as many as there are processors."
        ),
        SettingKey(
            name: "threads.drawing",
            value: .number(0, 0...256),
            meaning:
                "Threads that draw reports, cut clips and write large replies; 0 for as many as there are processors."
        ),
        SettingKey(
            name: "threads.pipeline",
            value: .number(0, 0...256),
            meaning:
                "Threads for the stages of answers; 0 for as many as there are processors. They give way to the others."
        ),
        SettingKey(
            name: "worker.port",
            value: .number(-1, -1...65535),
            meaning: "TCP port for that; 0 takes a free one and prints it, -1 shows nothing."
        ),
        SettingKey(
            name: "worker.concurrency",
            value: .number(2, 1...64),
            meaning: "Answers worked on at the same time."
        ),
        SettingKey(
            name: "worker.attempts",
            value: .number(4, 1...20),
            meaning: "Tries of a stage that fails before the answer goes on without it."
        ),
        SettingKey(
            name: "worker.waits",
            value: .number(10, 0...100),
            meaning: "Times a service may ask an answer for patience before the answer goes on without it."
        ),
        SettingKey(
            name: "worker.outageMs",
            value: .number(second(86_400), 0...604_800_000),
            meaning:
                "How long an answer waits for a database or an object store that is away before it fails, in milliseconds."
        ),
        SettingKey(
            name: "worker.firstWaitMs",
            value: .number(second(2), 1...600_000),
            meaning: "Wait after the first failure of a stage, in milliseconds; it doubles up to a minute."
        ),
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
            value: .number(second(60), 1...600_000),
            meaning: "Deadline of one call, in milliseconds; it is not repeated beyond that."
        ),
        SettingKey(
            name: "emotion.accountKind",
            value: .choice("personal", ["personal", "employer", "school"]),
            meaning:
                "Whom this installation serves. For an employer or a school the emotion endpoint is never asked, whatever else is set and with or without consent."
        ),
        SettingKey(
            name: "embeddings.engine",
            value: .choice("none", ["none", "gemini", "openai", "tei"]),
            meaning:
                "Who turns texts into vectors: nobody, gemini, openai (OpenAI, Ollama and their like) or tei (Hugging Face's text-embeddings-inference)."
        ),
        SettingKey(
            name: "embeddings.url",
            value: .text(""),
            meaning:
                "Base URL; empty for Google's own with gemini. /v1beta, /embeddings (so end openai's with its /v1) or /embed is appended."
        ),
        SettingKey(
            name: "embeddings.key",
            value: .text(""),
            meaning: "API key; may be empty for a local server.",
            isSecret: true,
            aliases: ["GEMINI_API_KEY", "GOOGLE_API_KEY"]
        ),
        SettingKey(
            name: "embeddings.model",
            value: .text("gemini-embedding-001"),
            meaning: "Embedding model. Vectors of two models cannot be compared."
        ),
        SettingKey(
            name: "embeddings.dimensions",
            value: .number(768, 1...16_384),
            meaning: "Numbers in a vector; an answer of another length is an error."
        ),
        SettingKey(
            name: "embeddings.asksForDimensions",
            value: .flag(true),
            meaning:
                "Whether the service is asked for that many; not all models can shorten their vectors. tei is never asked."
        ),
        SettingKey(
            name: "embeddings.timeoutMs",
            value: .number(second(30), 1...600_000),
            meaning: "Deadline of one call, in milliseconds; with its repetitions a call takes at most twice as long."
        ),
        SettingKey(
            name: "mail.engine",
            value: .choice("none", ["none", "smtp", "resend"]),
            meaning: "Who sends mail: nobody, a mail server, or the Resend service."
        ),
        SettingKey(name: "mail.from", value: .text(""), meaning: "Address that mail is from."),
        SettingKey(name: "mail.fromName", value: .text("Debrief"), meaning: "Name shown beside it."),
        SettingKey(
            name: "mail.timeoutMs",
            value: .number(second(30), 1...600_000),
            meaning: "Deadline of one try, in milliseconds."
        ),
        SettingKey(name: "mail.smtp.host", value: .text(""), meaning: "Mail server."),
        SettingKey(
            name: "mail.smtp.port",
            value: .number(587, 1...65535),
            meaning: "Its port: 587 for startTLS, 465 for tls, by custom."
        ),
        SettingKey(
            name: "mail.smtp.security",
            value: .choice("startTLS", ["startTLS", "tls", "none"]),
            meaning: "How the connection is secured. With none a password is sent to this machine only."
        ),
        SettingKey(name: "mail.smtp.user", value: .text(""), meaning: "Account at the mail server; empty for none."),
        SettingKey(
            name: "mail.smtp.password",
            value: .text(""),
            meaning: "Its password.",
            isSecret: true
        ),
        SettingKey(
            name: "mail.smtp.caFile",
            value: .text(""),
            meaning: "File of CA certificates to trust instead of the system's."
        ),
        SettingKey(
            name: "mail.resend.url",
            value: .text("https://api.resend.com"),
            meaning: "Base URL; /emails is appended."
        ),
        SettingKey(
            name: "mail.resend.key",
            value: .text(""),
            meaning: "Resend API key.",
            isSecret: true,
            aliases: ["RESEND_API_KEY"]
        ),
        SettingKey(
            name: "avatar.host",
            value: .text(""),
            meaning: "Host of a NeuroSync player; empty for no avatar.",
            aliases: ["NEUROSYNC_PLAYER_HOST"]
        ),
        SettingKey(
            name: "avatar.port",
            value: .number(5678, 1...65535),
            meaning: "Its TCP port.",
            aliases: ["NEUROSYNC_PLAYER_PORT"]
        ),
        SettingKey(
            name: "upstream.attempts",
            value: .number(5, 1...10),
            meaning: "Calls in all when a service fails, the first included."
        ),
        SettingKey(
            name: "upstream.firstWaitMs",
            value: .number(second(1), 1...60_000),
            meaning: "Wait after the first failed call, in milliseconds; it doubles up to a minute."
        ),
        SettingKey(
            name: "upstream.throttledWaitMs",
            value: .number(second(10), 1...300_000),
            meaning: "Wait when a service asks to slow down and does not say for how long, in milliseconds."
        ),
        SettingKey(
            name: "upstream.geminiThrottledWaitMs",
            value: .number(second(60), 1...300_000),
            meaning: "The same for Gemini, whose quotas are counted by the minute."
        ),
        SettingKey(
            name: "upstream.breakerFailures",
            value: .number(5, 1...1000),
            meaning: "Failures in a row after which a service is left alone for a while."
        ),
        SettingKey(
            name: "upstream.breakerPauseMs",
            value: .number(second(30), 1...3_600_000),
            meaning: "How long it is left alone, in milliseconds."
        ),
        SettingKey(
            name: "blobs.url",
            value: .text(""),
            meaning:
                "Where recordings and reports are kept: empty for the data folder, s3://BUCKET or s3://BUCKET/PREFIX, or file:///FOLDER for a folder that machines share."
        ),
        SettingKey(
            name: "blobs.s3.endpoint",
            value: .text(""),
            meaning: "Address of the S3-compatible store; empty for Amazon's of the region.",
            aliases: ["AWS_ENDPOINT_URL_S3"]
        ),
        SettingKey(
            name: "blobs.s3.region",
            value: .text("us-east-1"),
            meaning: "Region of the bucket.",
            aliases: ["AWS_REGION"]
        ),
        SettingKey(
            name: "blobs.s3.accessKey",
            value: .text(""),
            meaning: "Access key of the store.",
            aliases: ["AWS_ACCESS_KEY_ID"]
        ),
        SettingKey(
            name: "blobs.s3.secretKey",
            value: .text(""),
            meaning: "Secret key of the store.",
            isSecret: true,
            aliases: ["AWS_SECRET_ACCESS_KEY"]
        ),
        SettingKey(
            name: "blobs.s3.sessionToken",
            value: .text(""),
            meaning: "Goes with keys lent for a while.",
            isSecret: true,
            aliases: ["AWS_SESSION_TOKEN"]
        ),
        SettingKey(
            name: "blobs.s3.pathStyle",
            value: .flag(true),
            meaning: "Whether the bucket stands in the path rather than in the host name; MinIO and its like want that."
        ),
        SettingKey(
            name: "blobs.s3.timeoutMs",
            value: .number(second(90), 1...3_600_000),
            meaning: "Deadline of one call, in milliseconds: enough for the largest recording."
        ),
        SettingKey(
            name: "webhooks.allowPrivate",
            value: .flag(false),
            meaning:
                "Whether webhooks may lead to addresses of this machine and of private networks; else they are refused when they are connected to."
        ),
        SettingKey(
            name: "webhooks.ports",
            value: .text("443"),
            meaning:
                "Ports that webhooks may be sent to, separated by commas: a public host is reached at no other. webhooks.allowPrivate lifts this."
        ),
        SettingKey(
            name: "webhooks.allowHTTP",
            value: .flag(false),
            meaning: "Whether webhooks may have addresses without TLS."
        ),
        SettingKey(
            name: "webhooks.timeoutMs",
            value: .number(second(10), 10...60_000),
            meaning: "How long an endpoint may take to answer, in milliseconds."
        ),
        SettingKey(
            name: "webhooks.concurrency",
            value: .number(8, 1...64),
            meaning:
                "Messages to webhooks under way at once, at most one to each endpoint; half of them only to endpoints whose last attempt did not fail."
        ),
        SettingKey(
            name: "webhooks.firstWaitMs",
            value: .number(second(5), 10...3_600_000),
            meaning:
                "Wait after the first failure of a delivery, in milliseconds; it doubles up to four hours, for a day in all."
        ),
        SettingKey(
            name: "webhooks.overlapMs",
            value: .number(second(86_400), 0...2_592_000_000),
            meaning: "How long the old secret of a webhook signs too after a new one was made, in milliseconds."
        ),
        SettingKey(
            name: "webhooks.logDays",
            value: .number(30, 1...3_650),
            meaning: "Days to keep the log of deliveries that ended."
        ),
        SettingKey(
            name: "interviews.generateMs",
            value: .number(60_000, 1_000...300_000),
            meaning: "How long a model may take to write questions, in milliseconds; the bank fills in then."
        ),
        SettingKey(
            name: "interviews.suspicion",
            value: .number(3, 0...10_000),
            meaning:
                "From how many observations of an interview on, above this, its debrief says what they may look like."
        ),
        SettingKey(
            name: "retention.recordingDays",
            value: .number(-1, -1...36_500),
            meaning:
                "Days to keep recordings after their answer last changed: 0 removes them as soon as they are scored, -1 keeps them as long as their answers. Results and reports stay."
        ),
        SettingKey(
            name: "health.minFreeBytes",
            value: .number(268_435_456, 0...1_099_511_627_776),
            meaning: "Free disk below which /health/ready says that the service is unavailable, in bytes."
        ),
        SettingKey(
            name: "health.lateMs",
            value: .number(second(600), 1...86_400_000),
            meaning: "How long a due job may wait before /health/ready calls the queue late, in milliseconds."
        ),
        SettingKey(
            name: "log.format",
            value: .choice("text", ["text", "json"]),
            meaning: "How serve and work log: lines of text, or one JSON object a line."
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
