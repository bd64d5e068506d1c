import Coaching
import FoundationEssentials
import HTTPKit
import Rescoring

extension Wiring {
    /// The engines of a re-scoring's plan: those of the settings, with the plan's engines, models and rubric in their place.
    var rescoreEngines: RescoreEngines.Maker {
        { [settings, logger] plan in
            let settings = try Self.settings(settings, for: plan)
            let wiring = try Wiring(settings: settings, logger: logger)
            let rubric = try plan.rubricText.map { text in
                try Rubric.read(Data(text.utf8), named: plan.rubric ?? "rubric")
            }
            return RescoreEngines(engines: try wiring.engines(rubric: rubric), judgeCalls: try wiring.judgeCalls)
        }
    }

    /// What the desk for re-scorings needs to know.
    var rescoreResolver: RescoreDesk.Resolver {
        let engines = rescoreEngines
        return RescoreDesk.Resolver(rubric: { [config] in try Self.rubricText($0, config) }) { plan in
            do {
                return try engines(plan)
            } catch let error as SettingsError {
                // The request named an engine or a model that the settings do not have.
                throw WebError(.invalid, error.description)
            }
        }
    }

    /// Throws `evaluate.invalid_rubric` with the names there are for a rubric there is not.
    func rubricCheck() throws -> @Sendable (String) throws -> Void {
        let library = try RubricLibrary.load(folder: config.appending(path: "rubrics"))
        return { name in _ = try library.rubric(named: name, role: nil) }
    }

    /// The file of a rubric in the library.
    ///
    /// - Throws: `evaluate.invalid_rubric` when there is none of that name.
    static func rubricText(_ name: String, _ config: URL) throws -> String {
        let folder = config.appending(path: "rubrics")
        // The library is asked first: the name comes from outside and must not become a path unchecked.
        let known = try RubricLibrary.load(folder: folder).rubric(named: name, role: nil)
        let data = try Data(contentsOf: folder.appending(path: known.id + ".json"))
        return String(decoding: data, as: UTF8.self)
    }

    private var judgeCalls: Int {
        get throws {
            let models = settings.text("evaluate.engine") == "panel" ? try panel().count : 1
            return models * settings.number("evaluate.samples")
        }
    }

    private static func settings(_ settings: Settings, for plan: RescorePlan) throws -> Settings {
        var changes: [String: String] = [:]
        changes["evaluate.engine"] = plan.engine
        changes["transcribe.engine"] = plan.transcriber
        var changed = try settings.changed(changes)
        if let model = plan.model {
            changed = try changed.changed(["evaluate.\(changed.text("evaluate.engine")).model": model])
        }
        if let model = plan.transcriberModel {
            changed = try changed.changed(["transcribe.\(changed.text("transcribe.engine")).model": model])
        }
        return changed
    }
}
