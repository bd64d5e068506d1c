import FoundationEssentials

/// Where `fillers/` and `rubrics/` are.
enum ConfigFolder {
    /// The configured folder, or the first of the usual places that has both: `config` in the working folder, beside the
    /// program, above it (a build folder inside a checkout), or in `share/debrief` of its prefix.
    static func find(_ configured: String?) throws(SettingsError) -> URL {
        if let configured {
            let url = URL(filePath: configured, directoryHint: .isDirectory)
            guard isComplete(url) else {
                throw SettingsError("config.folder: \(configured) has no fillers and rubrics in it.")
            }
            return url
        }
        let program =
            (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? CommandLine.arguments[0]
        var places = [URL(filePath: "config", directoryHint: .isDirectory)]
        var folder = URL(filePath: program).deletingLastPathComponent()
        for _ in 0..<5 {
            places.append(folder.appending(path: "config"))
            places.append(folder.appending(path: "share/debrief/config"))
            folder = folder.deletingLastPathComponent()
        }
        guard let found = places.first(where: isComplete) else {
            throw SettingsError("config.folder: no folder with fillers and rubrics was found; name one.")
        }
        return found
    }

    private static func isComplete(_ url: URL) -> Bool {
        ["fillers", "rubrics"].allSatisfy { FileManager.default.fileExists(atPath: url.appending(path: $0).path) }
    }
}
