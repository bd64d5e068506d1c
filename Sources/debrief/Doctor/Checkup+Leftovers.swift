import Answers
import Blobs
import Core
import Database
import FoundationEssentials

extension Checkup {
    /// Answers named in one sentence.
    private static let named = 5

    /// What the next sweep would take away in each place, and what keeps it from that; changes nothing. None where there is no
    /// database yet, or one that waits for its migrations.
    func leftovers() async -> [Finding] {
        let folder = URL(filePath: settings.text("data.folder"), directoryHint: .isDirectory)
        let isThere = FileManager.default.fileExists(atPath: folder.appending(path: "debrief.sqlite").path)
        guard settings.optionalText("storage.url") != nil || isThere else { return [] }
        do {
            let database = try Premises.database(settings, folder: folder, log: wiring.logger)
            guard try await Migrator().pending(in: database).isEmpty else { return [] }
            let blobs = try BlobFolder(folder, store: try wiring.blobStore())
            let sweeper = Sweeper(database, blobs: blobs, threads: BlockingThreads(), log: wiring.logger)
            return try await sweeper.surveys().map(Self.finding)
        } catch {
            // What cannot be reached has a finding of its own.
            return []
        }
    }

    private static func finding(_ survey: Sweeper.Survey) -> Finding {
        let subject = "files in the \(survey.place)"
        let (total, orphans) = (survey.census.total, survey.census.orphans)
        if let refusal = survey.refusal {
            return Finding(
                subject: subject,
                sentence:
                    "\(orphans.count) of \(total) answers' files seem left over, but no sweep takes them. \(refusal.sentence)",
                isHealthy: false
            )
        }
        guard !orphans.isEmpty else {
            return Finding(subject: subject, sentence: "\(total) answers, nothing left over.", isHealthy: true)
        }
        let names = orphans.prefix(named).map(\.rawValue).joined(separator: ", ")
        return Finding(
            subject: subject,
            sentence:
                "\(orphans.count) of \(total) answers' files are left over; a sweep moves them to the trash for a week: "
                + names + (orphans.count > named ? ", …" : "."),
            isHealthy: true
        )
    }
}
