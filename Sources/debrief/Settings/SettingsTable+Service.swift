extension SettingsTable {
    /// What the service itself does: HTTP, access, accounts, limits, storage and workers.
    static let service: [SettingKey] = [
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
            name: "vault.mode",
            value: .choice("auto", ["auto", "on", "off"]),
            meaning:
                "Whether recordings, reports, transcripts and texts are sealed with a key of their owner's; auto seals where vault.key is set, and where the database is in the data folder. What is sealed opens whatever this says."
        ),
        SettingKey(
            name: "vault.key",
            value: .text(""),
            meaning:
                "The installation's key of 64 hexadecimal digits, which wraps the keys of owners; older ones may follow it after a space until debrief vault rotate was run. Empty for the file vault.key in the data folder, made at the first start. All processes of one installation need the same.",
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
            name: "audio.apart",
            value: .flag(true),
            meaning:
                "Whether each recording is decoded in a process of its own, which can open no file and no connection; what breaks a decoder breaks that process alone."
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
    ]
}
