extension SettingsTable {
    /// Everything else: services outside, features, health, logs and traces.
    static let features: [SettingKey] = [
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
            name: "avatar.emotePort",
            value: .number(0, 0...65535),
            meaning: "TCP port on which the player takes emotes (7777 usually); 0 for none."
        ),
        SettingKey(
            name: "avatar.page",
            value: .text(""),
            meaning: "Address where the avatar can be watched (pixel streaming); interviews link to it. Empty for none."
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
            name: "interviews.voice",
            value: .flag(true),
            meaning: "Whether clients may have what the interviewer says as sound, where espeak-ng is installed."
        ),
        SettingKey(
            name: "interviews.suspicion",
            value: .number(3, 0...10_000),
            meaning:
                "From how many observations of an interview on, above this, its debrief says what they may look like."
        ),
        SettingKey(
            name: "knowledge.index",
            value: .flag(true),
            meaning:
                "Whether pgvector's index is used for knowledge documents where the PostgreSQL database has the extension."
        ),
        SettingKey(
            name: "knowledge.thresholdPercent",
            value: .number(0, 0...100),
            meaning:
                "Least similarity of a passage without the words of the question, in hundredths; 0 for the usual one of the embedding model."
        ),
        SettingKey(
            name: "knowledge.earlierTable",
            value: .text(""),
            meaning:
                "A table of an earlier interview program with id, content and embedding, as schema.table, that is searched where it stands; PostgreSQL only."
        ),
        SettingKey(
            name: "retention.recordingDays",
            value: .number(-1, -1...36_500),
            meaning:
                "Days to keep recordings after their answer last changed: 0 removes them as soon as they are scored, -1 keeps them as long as their answers. Results and reports stay."
        ),
        SettingKey(
            name: "retention.debriefMinutes",
            value: .number(-1, -1...52_560_000),
            meaning:
                "Minutes to keep an answer after it was done or failed, and an interview after it was over: then sound, words, scores, report, links and reviews go. 0 removes them after ten seconds, for programs that wait for the reply; -1 keeps them. An interview that was begun and left for a day goes, too."
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
        SettingKey(
            name: "traces.url",
            value: .text(""),
            meaning:
                "Where spans are sent by OTLP over HTTP, the whole address, e.g. http://127.0.0.1:4318/v1/traces. Empty for no traces.",
            aliases: ["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"]
        ),
        SettingKey(
            name: "traces.headers",
            value: .text(""),
            meaning: "Header fields of these requests: name=value, with commas between, values in percent encoding.",
            isSecret: true,
            aliases: ["OTEL_EXPORTER_OTLP_TRACES_HEADERS"]
        ),
        SettingKey(
            name: "traces.service",
            value: .text("debrief"),
            meaning: "The service.name of the spans.",
            aliases: ["OTEL_SERVICE_NAME"]
        ),
        SettingKey(
            name: "traces.percent",
            value: .number(100, 0...100),
            meaning:
                "How many of a hundred traces that begin here are kept; one that a request brings is kept as its client keeps it."
        ),
        SettingKey(
            name: "traces.queue",
            value: .number(4_096, 1...1_000_000),
            meaning: "Finished spans that may wait to be sent; further ones are dropped and counted."
        ),
        SettingKey(
            name: "traces.everyMs",
            value: .number(second(5), 100...600_000),
            meaning: "How often spans are sent, in milliseconds."
        ),
        SettingKey(
            name: "traces.timeoutMs",
            value: .number(second(10), 100...600_000),
            meaning: "How long one request to the collector may take, in milliseconds."
        ),
    ]
}
