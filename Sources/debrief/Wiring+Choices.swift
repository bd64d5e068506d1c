import Answers
import Coaching
import FoundationEssentials
import Model

/// What clients can choose from, and what does each stage.
struct Choices: Sendable {
    /// The rubrics an answer can name.
    var rubrics: @Sendable () throws -> [SelfRoutes.Rubric]
    /// What does each stage.
    var engines: @Sendable () throws -> [SelfRoutes.Engine]
}

extension Wiring {
    /// The engines that need nothing outside this machine.
    private static let local: Set<String> = ["pocketsphinx", "companion", "whisper", "rules", "none", "libharu"]

    /// What clients can choose from, and what does each stage.
    func choices() throws -> Choices {
        let folder = config.appending(path: "rubrics")
        let engines = try engines()
        let engineRows =
            [
                SelfRoutes.Engine(
                    stage: Stage.transcribe.rawValue,
                    engine: engines.transcriber.engine,
                    model: engines.transcriber.model,
                    isRemote: !Self.local.contains(engines.transcriber.engine)
                )
            ] + judges()
            + (engines.emotion.map { reader in
                [SelfRoutes.Engine(stage: "emotion", engine: reader.engine, model: nil, isRemote: true)]
            } ?? [])
        return Choices(
            rubrics: {
                try RubricLibrary.load(folder: folder).rubrics.values.sorted { $0.id < $1.id }.map { rubric in
                    SelfRoutes.Rubric(
                        id: rubric.id,
                        title: rubric.title,
                        version: rubric.label,
                        roles: rubric.roles,
                        criteria: rubric.criteria.map {
                            SelfRoutes.Rubric.Criterion(id: $0.id, title: $0.title, weight: $0.weight)
                        }
                    )
                }
            },
            engines: { engineRows }
        )
    }

    /// Who judges, as the settings say.
    private func judges() -> [SelfRoutes.Engine] {
        let name = settings.text("evaluate.engine")
        guard name != "panel" else {
            return ((try? panel()) ?? []).map { member in
                SelfRoutes.Engine(
                    stage: Stage.evaluate.rawValue,
                    engine: member.engine,
                    model: member.model,
                    isRemote: true
                )
            }
        }
        let model = name == "rules" ? nil : settings.optionalText("evaluate.\(name).model")
        return [
            SelfRoutes.Engine(
                stage: Stage.evaluate.rawValue,
                engine: name,
                model: model,
                isRemote: !Self.local.contains(name)
            )
        ]
    }
}
