import Foundation
import Support
import Testing

/// Where the built program takes its settings from.
@Suite(.timeLimit(.minutes(2)))
struct SettingsTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// The effective settings by key, of a run in the test's own folder.
    private func effective(_ environment: [String: String] = [:], _ arguments: [String] = []) async throws -> (
        values: [String: String], outcome: Program.Outcome
    ) {
        let outcome = try await Program.run(
            ServerProcess.binary,
            ["settings"] + arguments,
            environment: environment,
            folder: folder.url
        )
        var values: [String: String] = [:]
        for line in outcome.output.split(separator: "\n") {
            let parts = line.split(separator: " ", maxSplits: 1)
            values[String(parts[0])] = parts.count == 2 ? parts[1].trimmingCharacters(in: .whitespaces) : ""
        }
        return (values, outcome)
    }

    private func write(_ text: String, to name: String) throws {
        let url = folder.url.appending(path: name)
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: url)
    }

    @Test func `the first place that has a value is believed`() async throws {
        try write(
            #"{"http": {"port": 1001, "host": "file"}, "data": {"folder": "file"}, "log": {"level": "error"}}"#,
            to: "s.json"
        )
        try write(
            "# of this folder\nHTTP_PORT=1002\n\n DATA_FOLDER = 'dot env'\nexport LOG_LEVEL=warning # loud\nMAIL_FROM_NAME=\"a \\\"b\\\"\"\n",
            to: ".env"
        )
        try write("1003\n", to: "secrets/HTTP_PORT")
        try write("hidden", to: "secrets/..data")
        let secrets = ["DEBRIEF_SECRETS": folder.path("secrets")]
        let file = try await effective([:], ["--config", "s.json"]).values
        #expect(
            file["http.host"] == "file" && file["http.port"] == "1002" && file["data.folder"] == "dot env",
            "\(file)"
        )
        #expect(file["log.level"] == "warning" && file["mail.fromName"] == "a \"b\"", "\(file)")
        let mounted = try await effective(secrets, ["--config", "s.json"]).values
        #expect(mounted["http.port"] == "1003")
        let environment = try await effective(secrets.merging(["HTTP_PORT": "1004"]) { $1 }).values
        #expect(environment["http.port"] == "1004")
    }

    @Test func `addresses are printed without who signs in and what is handed over`() async throws {
        let values = try await effective([
            "EMOTION_API_ENDPOINT": "http://u:marked-1@h:81/x?key=marked-2&marked-3#marked-4",
            "EVALUATE_CHAT_URL": "http://marked-5@10.0.0.1:11434/v1", "TRANSCRIBE_OPENAI_URL": "https://h/a@b",
            "EVALUATE_GEMINI_URL": "http://u:mark/ed-6@h/v",
            "ACCESS_ORIGINS": "https://a.example,https://u:marked-7@b.example",
        ])
        #expect(values.values["emotion.url"] == "http://***@h:81/x?key=***&***", "\(values.outcome.output)")
        #expect(values.values["evaluate.chat.url"] == "http://***@10.0.0.1:11434/v1")
        #expect(values.values["transcribe.openai.url"] == "https://h/a@b")
        #expect(values.values["evaluate.gemini.url"] == "http://***@h/v")
        let all = values.outcome.output + values.outcome.errors
        #expect(!all.contains("marked") && !all.contains("ed-6"), "\(all)")
    }

    @Test func `secrets come from files, and are not printed`() async throws {
        try write("sk-very-secret\r\n", to: "key")
        try write("dg-very-secret", to: "secrets/transcribe.deepgram.key")
        let run = try await effective([
            "OPENAI_API_KEY_FILE": folder.path("key"), "DEBRIEF_SECRETS": folder.path("secrets"),
            "GOOGLE_API_KEY": "g-very-secret",
        ])
        for key in ["transcribe.openai.key", "transcribe.deepgram.key", "evaluate.gemini.key", "transcribe.gemini.key"]
        {
            #expect(run.values[key] == "(set)", "\(key)")
        }
        #expect(!(run.outcome.output + run.outcome.errors).contains("very-secret"))
    }

    @Test func `names of similar services are taken`() async throws {
        let values = try await effective([
            "NEUROSYNC_PLAYER_HOST": "player", "NEUROSYNC_PLAYER_PORT": "5679", "MAIL_SERVER": "mail.example.org",
            "MAIL_PORT": "465", "MAIL_USE_SSL": "True", "MAIL_USERNAME": "u", "MAIL_PASSWORD": "p",
            "MAIL_DEFAULT_SENDER": "Debrief Team <team@example.org>", "EMOTION_API_ENDPOINT": "http://e:5003/analyze",
            "GOOGLE_APPLICATION_CREDENTIALS": "/k.json",
        ]).values
        for (key, value) in [
            ("avatar.host", "player"), ("avatar.port", "5679"), ("mail.engine", "smtp"),
            ("mail.smtp.host", "mail.example.org"), ("mail.smtp.port", "465"), ("mail.smtp.security", "tls"),
            ("mail.smtp.user", "u"), ("mail.smtp.password", "(set)"), ("mail.from", "team@example.org"),
            ("mail.fromName", "Debrief Team"), ("emotion.url", "http://e:5003/analyze"),
            ("transcribe.google.credentials", "/k.json"),
        ] {
            #expect(values[key] == value, "\(key): \(values[key] ?? "none")")
        }
        let own = try await effective(["MAIL_SERVER": "a", "MAIL_SMTP_HOST": "b", "MAIL_ENGINE": "none"]).values
        #expect(own["mail.smtp.host"] == "b" && own["mail.engine"] == "none", "our own names win")
        let open = try await effective(["MAIL_SERVER": "a", "MAIL_USE_TLS": "false"]).values
        #expect(open["mail.smtp.security"] == "none")
    }

    @Test(arguments: [
        (["HTTP_PORT": "70000"], "http.port"), (["LOG_LEVEL": "loud"], "log.level"), (["HTTP_PROT": "1"], "HTTP_PROT"),
        (["WORKER_CONCURENCY": "1"], "WORKER_CONCURENCY"),
        (["STORAGE_URL_FILE": "/nowhere/at/all"], "STORAGE_URL_FILE"),
        (["OPENAI_API_KEY": "a", "OPENAI_API_KEY_FILE": "/b"], "OPENAI_API_KEY_FILE"),
        (["DEBRIEF_SECRETS": "/nowhere/at/all"], "DEBRIEF_SECRETS"),
        (["MAIL_SERVER": "m", "MAIL_USE_TLS": "maybe"], "MAIL_USE_TLS"),
    ])
    func `what cannot be right stops the start and is named`(_ row: (environment: [String: String], name: String))
        async throws
    {
        let run = try await effective(row.environment)
        #expect(run.outcome.status == 2 && run.outcome.errors.contains(row.name), "\(run.outcome)")
    }

    @Test func `names nobody knows in files of ours stop the start; other programs' names do not`() async throws {
        try write("COMPOSE_PROJECT_NAME=x\nHTTP_PROXY=http://proxy\nPOSTGRES_PASSWORD=y\n", to: ".env")
        #expect(try await effective().outcome.status == 0)
        try write("HTTP_PORT\n", to: ".env")
        #expect(try await effective().outcome.errors.contains("line 1"))
        try write("HTTP_COLOUR=red\n", to: ".env")
        let dotenv = try await effective()
        #expect(dotenv.outcome.status == 2 && dotenv.outcome.errors.contains("HTTP_COLOUR"), "\(dotenv.outcome)")
        try write("", to: ".env")
        try write("x", to: "secrets/whatever")
        let mounted = try await effective(["DEBRIEF_SECRETS": folder.path("secrets")])
        #expect(mounted.outcome.status == 2 && mounted.outcome.errors.contains("whatever"), "\(mounted.outcome)")
        try write(#"{"http": {"prot": 1}}"#, to: "s.json")
        let file = try await effective([:], ["--config", "s.json"])
        #expect(file.outcome.status == 2 && file.outcome.errors.contains("http.prot"), "\(file.outcome)")
    }
}
