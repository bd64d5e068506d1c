import ArgumentParser

/// The command line.
struct Debrief: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "debrief",
        abstract: "Turns a recorded interview answer into feedback a person can act on.",
        version: Version.text,
        subcommands: [
            AnalyzeCommand.self, InterviewCommand.self, ReportCommand.self, CompareCommand.self, DecodeCommand.self,
            ServeCommand.self,
            RescoreCommand.self, SeedCommand.self, WorkCommand.self, AccountsCommand.self, KeysCommand.self,
            VaultCommand.self, MigrateCommand.self, VerifyCommand.self,
            SettingsCommand.self, OpenAPICommand.self, DoctorCommand.self, RecognizeCommand.self,
            HearCommand.self,
            KnowledgeCommand.self, QueueBenchmarkCommand.self,
        ]
    )
}
