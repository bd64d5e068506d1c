package import FoundationEssentials

/// How the companion runs. Every value has a default; only the folder has to be named.
package struct CompanionSettings: Sendable, Hashable {
    /// Where `scripts/companion` installed it: `venv/`, `program/` and `models/`.
    package var folder: URL
    /// The Whisper model for English: the name of a folder in `models/`, or the path of any faster-whisper model.
    package var model: String
    /// The Whisper model for other languages, named in the same way. It has to be a multilingual one.
    package var multilingualModel: String
    /// Threads of the recogniser, at least 1.
    package var threads: Int
    /// Address space a process may take, in bytes; 0 for no limit. About four times what is resident: libraries reserve much.
    package var memoryLimitBytes: Int
    /// Resident memory above which the process is replaced after a request, in bytes.
    package var residentLimitBytes: Int
    /// The part of a request's deadline that does not depend on its content, in milliseconds; loading a model is part of it.
    package var deadlineBaseMs: Int
    /// How many requests may wait; one more is refused.
    package var maxWaiting: Int
    /// The wait before a second restart without success between, in milliseconds; it doubles up to 30 s.
    package var backoffMs: Int
    /// Files decoded at the same time.
    package var decoders: Int

    /// Settings for an installation; what is not given has its default.
    package init(
        folder: URL,
        model: String = "tiny.en",
        multilingualModel: String = "base",
        threads: Int = min(4, ProcessInfo.processInfo.activeProcessorCount),
        memoryLimitBytes: Int = 3 << 30,
        residentLimitBytes: Int = 1 << 30
    ) {
        self.folder = folder
        self.model = model
        self.multilingualModel = multilingualModel
        self.threads = max(1, threads)
        self.memoryLimitBytes = memoryLimitBytes
        self.residentLimitBytes = residentLimitBytes
        deadlineBaseMs = 60_000
        maxWaiting = 1_024
        backoffMs = 500
        decoders = 2
    }

    /// The interpreter of the virtual environment.
    package var interpreter: String { folder.appending(path: "venv/bin/python").path }
    /// The program that the interpreter runs.
    package var program: String { folder.appending(path: "program").path }
    /// The folder of the embedding model.
    package var embeddingFolder: String { folder.appending(path: "models/minilm").path }

    /// The folder of a Whisper model by its name or path.
    package func whisperFolder(_ name: String) -> String {
        name.contains("/") ? name : folder.appending(path: "models/\(name)").path
    }

    /// Whether everything that hearing English needs is there. It does not say that the files are whole.
    package var isInstalled: Bool {
        [interpreter, program + "/__main__.py", whisperFolder(model) + "/model.bin"]
            .allSatisfy(FileManager.default.fileExists(atPath:))
    }

    /// Whether the model for other languages is there.
    package var isMultilingual: Bool {
        FileManager.default.fileExists(atPath: whisperFolder(multilingualModel) + "/model.bin")
    }

    /// Milliseconds of deadline added per millisecond of sound: larger models compute longer. Three to ten times what an idle machine
    /// with two cores needs.
    func deadlinePerSoundMs(_ model: String) -> Int {
        let name = model.split(separator: "/").last.map(String.init) ?? model
        if name.contains("tiny") { return 3 }
        if name.contains("base") { return 5 }
        return name.contains("small") ? 12 : 60
    }

    /// Where an installation is looked for when none is named: `.build-companion` in the working folder, or above the program.
    package static func usualFolder() -> URL? {
        let program = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? "."
        var places = [URL(filePath: ".build-companion", directoryHint: .isDirectory)]
        var folder = URL(filePath: program).deletingLastPathComponent()
        for _ in 0..<5 {
            places += [folder.appending(path: ".build-companion"), folder.appending(path: "share/debrief/companion")]
            folder = folder.deletingLastPathComponent()
        }
        return places.first { CompanionSettings(folder: $0).isInstalled }
    }
}
