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
        let file = config.appending(path: "skills/skills.json")
        guard let data = FileManager.default.contents(atPath: file.path) else {
            throw SettingsError("config.folder: there is no skills/skills.json in it.")
        }
        return try SkillList.read(Array(data))
    }
}
