import Core
import Documents
import FoundationEssentials
import HTTPKit
import Resumes

extension FeatureEntry {
    /// Résumés and how they match job descriptions.
    static let resumes = FeatureEntry(
        part: InterfacePart(Operations.resumes, schemas: Schemas.ofResumes),
        routes: { composition in
            let wiring = composition.premises.wiring
            let desk = ResumeDesk(
                database: composition.premises.database,
                skills: try wiring.skills(),
                model: try wiring.writingModel(),
                renderer: wiring.renderer,
                threads: composition.drawing,
                now: { Date() }
            )
            return { ResumeRoutes(desk: desk).add(to: $0) }
        }
    )
}

extension Wiring {
    /// What documents are searched for.
    func skills() throws -> SkillList {
        let folder = config.appending(path: "skills")
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        let files = names.filter { $0.hasSuffix(".json") }.sorted().compactMap { name in
            FileManager.default.contents(atPath: folder.appending(path: name).path).map { Array($0) }
        }
        guard names.contains("skills.json"), !files.isEmpty else {
            throw SettingsError("config.folder: there is no skills/skills.json in it.")
        }
        return try SkillList.read(files)
    }
}
