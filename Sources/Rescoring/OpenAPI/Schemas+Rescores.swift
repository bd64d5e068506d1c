package import HTTPKit
import Model

/// The schemas of re-scorings.
extension Schemas {
    /// Everything about re-scorings.
    package static var ofRescores: KeyValuePairs<String, Schema> {
        [
            "RescoreRequest": rescoreRequest,
            "RescoreSelection": rescoreSelection,
            "RescoreResume": rescoreResume,
            "Rescore": rescore,
            "RescoreList": rescoreList,
            "RescoreForecast": forecast,
            "Drift": drift,
        ]
    }

    static var rescoreSelection: Schema {
        .object(
            [
                "ids?": .list(of: answerID).to(RescoreSelection.maxIDs).said("These answers only."),
                "owner?": .text.said("Whose answers."),
                "role?": .text.said("The role the question was asked for."),
                "since?": .moment.said("Accepted at this time or later."),
                "until?": .moment.said("Accepted before this time."),
                "rubric?": .text.said("The rubric of the score that counts now."),
                "engine?": .text.said("Who made the score that counts now."),
                "model?": .text.said("With which model it was made."),
            ],
            closed: true
        ).said("Which answers: those that are done and fit everything that is set. Nothing set means all of them.")
    }

    static var rescoreRequest: Schema {
        .object(
            [
                "selection?": .named("RescoreSelection"),
                "from?": .choice(Stage.allCases.filter { $0 != .upload }.map(\.rawValue))
                    .said("Stages before this one are taken as they are."),
                "rubric?": .text.said("Name of a rubric in `config/rubrics`."),
                "engine?": .text.said("Who judges."),
                "model?": .text.said("With which model."),
                "transcriber?": .text.said("Who hears the words."),
                "transcriberModel?": .text.said("With which model."),
                "concurrency?": .integer.from(1).to(64).otherwise(.integer(4)).said("Answers at the same time."),
                "perMinute?": .integer.from(1).to(100_000).said("Answers begun in a minute."),
                "maxCalls?": .integer.from(0).to(1_000_000_000).said("Calls of services outside, in all."),
                "dryRun?": .flag.said("Whether to tell what would happen instead of doing it."),
            ],
            closed: true
        ).said("What to score again, and how.")
    }

    static var rescoreResume: Schema {
        .object([
            "maxCalls?": .integer.from(0).to(1_000_000_000).said("Calls of services outside, in all."),
            "concurrency?": .integer.from(1).to(64).said("Answers at the same time."),
        ]).said("New limits.")
    }

    static var rescore: Schema {
        let plan = Schema.object([
            "from?": .choice(Stage.self), "rubric?": .text, "engine?": .text, "model?": .text, "transcriber?": .text,
            "transcriberModel?": .text,
        ])
        let limits = Schema.object(["concurrency": .count, "perMinute?": .count, "maxCalls?": .count])
        return .object([
            "id": rescoreID.said("Its identifier."),
            "state": .choice(Rescore.State.self).said("Where it stands."),
            "reason?": .text.said("Why it is paused when nobody asked for it."),
            "selection": .named("RescoreSelection").said("Which answers."),
            "plan": plan.said("What is done anew."),
            "limits": limits.said("How hard it works."),
            "total?": .count.said("How many answers fit; absent until they were counted."),
            "done": .count.said("Answers whose new results count now."),
            "unchanged": .count.said("Those of `done` of which nothing had to be done anew."),
            "failed": .count.said("Answers that keep their old results because something failed."),
            "upstreamCalls": .count.said("Calls of services outside so far."),
            "createdAt": .moment.said("When it was asked for."),
            "finishedAt?": .moment.said("When it ended."),
        ]).said("A re-scoring, and how far it is.")
    }

    static var rescoreID: Schema { .id(RescoreKind.prefix) }

    static var rescoreList: Schema {
        .object(["rescores": .list(of: .named("Rescore")).said("Newest first, at most 200.")])
    }

    static var forecast: Schema {
        .object([
            "answers": .count.said("Answers that fit the selection."),
            "sampled": .count.said("Of so many of them the rest is told, scaled up."),
            "reused": .map(of: .count).said("Answers by stage whose stored result is taken."),
            "anew": .map(of: .count).said("Answers by stage that is done anew."),
            "upstreamCalls": .count.said("Calls of services outside."),
            "audioMinutes": .number.from(0).said("Minutes of audio that are heard again."),
        ]).said("What a re-scoring would do.")
    }

    static var drift: Schema {
        let judges = Schema.list(of: .object(["name": .text, "count": .count]))
        let row = Schema.object([
            "id": .text, "title": .text, "count": .count, "meanBefore": .number, "meanAfter": .number,
            "meanChange": .number, "spread": .number, "up": .count, "down": .count,
        ])
        let mover = Schema.object(["answer": .text, "before": .number, "after": .number])
        return .object([
            "id": .text, "date": .moment,
            "answers": .count.said("Answers with a score before and after."),
            "failed": .count, "gained": .count.said("Answers with a score now and none before."), "lost": .count,
            "before": judges.said("Who judged before."), "after": judges.said("Who judges now."),
            "rows": .list(of: row).said("The score and each criterion."),
            "movers": .list(of: mover).said("The largest changes."),
        ]).said("What a re-scoring changed so far.")
    }
}
