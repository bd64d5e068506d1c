import FoundationEssentials

/// Where `debrief analyze` puts a report when no path is given: `reports/<name of the recording>.pdf`, with a number behind the name
/// when that is the report of another recording of the same name. Which recording each report is of stands in `reports/.sources`.
struct DefaultReport {
    private static let folder = "reports"
    private static let index = folder + "/.sources"
    private let recording: String

    /// The place for the report of a recording.
    init(for file: String) {
        recording = URL(filePath: file).standardizedFileURL.resolvingSymlinksInPath().path
    }

    /// Makes the folder and finds the path: the one this recording's report has already, or the first that is free.
    func path() -> String {
        try? FileManager.default.createDirectory(atPath: Self.folder, withIntermediateDirectories: true)
        let name = URL(filePath: recording).deletingPathExtension().lastPathComponent
        var sources = Self.sources()
        var number = 1
        while true {
            let file = number == 1 ? "\(name).pdf" : "\(name)-\(number).pdf"
            let path = "\(Self.folder)/\(file)"
            if sources[file] == recording { return path }
            let isFree = (try? FileManager.default.attributesOfItem(atPath: path)) == nil
            if isFree {
                sources[file] = recording
                Self.keep(sources)
                return path
            }
            number += 1
        }
    }

    private static func sources() -> [String: String] {
        FileManager.default.contents(atPath: index).flatMap {
            try? JSONDecoder().decode([String: String].self, from: $0)
        }
            ?? [:]
    }

    /// Not knowing whose a report is costs a further number at the next run, and nothing else.
    private static func keep(_ sources: [String: String]) {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted]
        guard let data = try? encoder.encode(sources) else { return }
        try? data.write(to: URL(filePath: index), options: .atomic)
    }
}
