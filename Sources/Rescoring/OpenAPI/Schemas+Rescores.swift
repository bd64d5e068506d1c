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
            "DriftRow": driftRow,
            "Estimate": estimate,
            "RescoreFailures": failures,
            "RatingRequest": ratingRequest,
            "Rating": rating,
            "RatingList": .object(["ratings": .list(of: .named("Rating"))]),
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
                "force?": .flag.said("Whether what is judged is judged again though nothing changed."),
                "shadow?": .flag.said("Whether the results are kept beside those that count until they are applied."),
                "sample?": .integer.from(1).to(RescoreSample.most)
                    .said("Score only so many, chosen from strata of role, language, engine and score, as a shadow."),
                "maxFailed?": .share.said("The largest share of answers that may fail; more pauses it."),
                "maxAbstained?": .share.said("The largest share of answers whose judge may abstain."),
                "maxDrift?": .score.said("The largest mean change of the score, up or down."),
            ],
            closed: true
        ).said("What to score again, and how.")
    }

    static var rescoreResume: Schema {
        .object([
            "maxCalls?": .integer.from(0).to(1_000_000_000).said("Calls of services outside, in all."),
            "concurrency?": .integer.from(1).to(64).said("Answers at the same time."),
            "maxFailed?": .share, "maxAbstained?": .share, "maxDrift?": .score,
        ]).said("New limits. Paused by a threshold, it goes on without those that are not set anew.")
    }

    static var rescore: Schema {
        let plan = Schema.object([
            "from?": .choice(Stage.self), "rubric?": .text, "engine?": .text, "model?": .text, "transcriber?": .text,
            "transcriberModel?": .text, "force?": .flag, "shadow?": .flag,
        ])
        let limits = Schema.object([
            "concurrency": .count, "perMinute?": .count, "maxCalls?": .count, "maxFailed?": .share,
            "maxAbstained?": .share, "maxDrift?": .score,
        ])
        return .object([
            "id": rescoreID.said("Its identifier."),
            "state": .choice(Rescore.State.self).said("Where it stands."),
            "reason?": .text.said("Why it is paused when no request asked for it."),
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
            "abstained?": .count.said("Answers whose new judge abstained."),
            "results?": .choice(RescoreStanding.self).said("Where its results stand."),
            "sampledFrom?": .count.said("Answers the sample was taken from."),
            "startedAt?": .moment.said("When its first answer was begun."),
            "pausedAt?": .moment.said("Since when it is paused."),
            "ratePerMinute?": .number.said("Answers in a minute so far."),
            "remainingMs?": .milliseconds.said("How long the rest takes at this rate."),
            "meanChange?": .number.said("The mean change of the score so far, in points."),
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
        let mover = Schema.object([
            "answer": .text, "before": .number, "after": .number, "question?": .text,
            "reason?": .text.said("The criterion that moved most."), "url?": .text,
        ])
        let band = Schema.object(["from": .count, "before": .count, "after": .count])
        let crossing = Schema.object([
            "score": .number, "up": .count.said("Answers below it before and not after."),
            "down": .count.said("Answers below it after and not before."), "passedBefore": .count,
            "passedAfter": .count,
        ])
        let group = Schema.object(["by": .text, "rows": .list(of: .named("DriftRow"))])
        let lone = Schema.object(["id": .text, "title": .text, "when": .text, "count": .count, "mean": .number])
        let nearness = Schema.object([
            "when": .text, "count": .count, "kappa?": .number, "icc?": .number, "meanDifference": .number,
            "meanDistance": .number,
        ])
        return .object([
            "id": .text, "date": .moment,
            "answers": .count.said("Answers with a score before and after."),
            "failed": .count, "gained": .count.said("Answers with a score now and none before."), "lost": .count,
            "before": judges.said("Who judged before."), "after": judges.said("Who judges now."),
            "rows": .list(of: .named("DriftRow")).said("The score and each criterion."),
            "movers": .list(of: mover).said("The largest changes."),
            "expected?": .named("Estimate").said("The mean change of all answers that were meant."),
            "sampledFrom?": .count.said("Answers the sample was taken from."),
            "correlation?": .named("Estimate").said("Spearman's rank correlation of before and after."),
            "distribution": .list(of: band).said("Scores in bands of ten points."),
            "crossing?": crossing.said("How many answers crossed a score."),
            "groups": .list(of: group).said("The change by role, language and engine."),
            "lone": .list(of: lone).said("The criteria that only one of both rubrics has."),
            "nearness": .list(of: nearness).said(
                "How near both versions are to people: kappa with quadratic weights, ICC(2,1)."
            ),
        ]).said("What a re-scoring changed so far.")
    }

    static var driftRow: Schema {
        .object([
            "id": .text, "title": .text, "count": .count, "meanBefore": .number, "meanAfter": .number,
            "meanChange": .number, "spread": .number, "up": .count, "down": .count,
        ]).said("One number before and after.")
    }

    static var estimate: Schema {
        .object(["value": .number, "low": .number, "high": .number, "count": .count])
            .said("A number with its 95 % interval.")
    }

    static var failures: Schema {
        let failure = Schema.object(["answer": answerID, "code": .text, "detail": .text])
        return .object(["failures": .list(of: failure), "nextCursor?": .text])
            .said("Answers that keep their old results.")
    }

    static var ratingRequest: Schema {
        .object(
            [
                "score": .score.said("The score."),
                "rater?": Schema.text.to(2_000).said("Who rates; the caller when absent."),
                "rubric?": Schema.text.to(2_000), "note?": Schema.text.to(2_000),
            ],
            closed: true
        ).said("A score that a person gives an answer; a rater's next one takes its place.")
    }

    static var rating: Schema {
        .object([
            "answer": answerID, "rater": .text, "score": .score, "rubric?": .text, "note?": .text,
            "createdAt": .moment,
        ]).said("A score that a person gave an answer.")
    }
}
