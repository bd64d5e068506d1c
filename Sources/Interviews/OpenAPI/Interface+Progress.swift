import Core
package import HTTPKit

extension Operations {
    /// How answers change over time, and what to practise next.
    package static var progress: [Operation] {
        [
            Operation(
                .get,
                "/v1/progress",
                name: "getProgress",
                .progress,
                "What changed over your answers, with intervals",
                needs: .permission(.answersRead),
                costs: .reads,
                replies: [
                    Operation.Reply(200, "The series.", [.json(.named("Progress"))], headers: ["ETag"]), unchanged,
                ]
            ).with(
                more: "Over the last 200 finished answers. A change is named only when its interval leaves zero out.",
                parameters: [ifNoneMatch]
            ),
            Operation(
                .get,
                "/v1/progress/drills",
                name: "listDrills",
                .progress,
                "Questions to practise again",
                needs: .permission(.answersRead),
                costs: .reads,
                replies: [
                    Operation.Reply(200, "Those due first.", [.json(.named("DrillList"))], headers: ["ETag"]),
                    unchanged,
                ]
            ).with(more: "By SM-2 over the scores of your takes.", parameters: [ifNoneMatch]),
        ]
    }
}

extension Schemas {
    /// Everything about progress.
    package static var ofProgress: KeyValuePairs<String, Schema> {
        let comparison = Schema.object([
            "verdict": .choice(ProgressReport.Verdict.self).said("`none` is no detectable change."),
            "change?": .number.said("The mean change."), "low?": .number, "high?": .number,
            "count": .count.said("How many it rests on."), "sentence": .text.said("For people."),
        ])
        let series = Schema.object([
            "measure": .choice(ProgressMeasure.self), "title": .text,
            "points": .list(of: .object(["answer": .text, "at": .moment, "value": .number])).said("Oldest first."),
            "baseline?": .number.said("The mean of one's own first takes."),
            "pairs": comparison.said("The first against the last take of the same question."),
            "recent": comparison.said("The last ten takes against those before."),
        ])
        let drill = Schema.object([
            "question": .text, "questionId?": .text, "dueAt": .moment, "isDue": .flag, "lastScore": .score,
            "takes": .count, "intervalDays": .number, "lastAnswer": .text,
        ])
        return [
            "Progress": .object([
                "takes": .count, "days": .count, "series": .list(of: series), "notes": .list(of: .text),
            ]).said("What changed over time, and what did not."),
            "DrillList": .object([
                "due": .count, "next?": drill.said("The one to practise now."), "drills": .list(of: drill),
                "schedule": .choice(["SM-2"]),
            ]),
        ]
    }
}
