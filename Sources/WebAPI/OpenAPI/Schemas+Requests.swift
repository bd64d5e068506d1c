import Interview
import Storage

/// What clients send, and everything that is not an answer.
extension Schemas {
    /// The fields around a recording, as JSON may have them.
    private static var fields: [JSONNode.Member] {
        let text = Schema.text.to(UploadFields.maxFieldBytes)
        let document = Schema.text.to(UploadFields.maxDocumentBytes)
        let object = Schema.object([
            "question?": text.said("What was asked."),
            "role?": text.said("The job; it chooses the rubric when none is named."),
            "level?": text.said("The level of the job."),
            "idealAnswer?": text.said("An answer to compare with."),
            "keywords?": text.said("Terms a good answer mentions, with commas."),
            "candidate?": text.said("Who speaks."),
            "interviewer?": text.said("Who asks."),
            "company?": text.said("For whom."),
            "language?": Schema.text.with("pattern", .text("^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8}){0,3}$"))
                .otherwise(.text("en-US")).said("BCP 47 tag of the answer."),
            "rubric?": text.said("Name of a rubric in `config/rubrics`."),
            "transcript?": Schema.text.to(UploadFields.maxTranscriptBytes)
                .said("The words as text, WebVTT, SRT or JSON with times: taken instead of recognition."),
            "resume?": document.said("Background for a model judge; no evidence is found in it."),
            "jobDescription?": document.said("Background for a model judge."),
            "narrative?": word.said("Whether to tell the evaluation in 500 to 700 words too."),
            "emotionConsent?": word.said("Whether the speaker consents to the emotion endpoint for this upload."),
        ])
        return object.node["properties"]?.members ?? []
    }

    private static var word: Schema { .choice(["true", "false"]) }

    private static func withFields(_ first: [JSONNode.Member], needed: String?) -> Schema {
        var node = JSONNode.object([
            "type": .text("object"), "properties": .object(first + fields), "additionalProperties": .flag(false),
        ])
        if let needed { node = node.setting("required", .array([.text(needed)])) }
        return Schema(node: node)
    }

    static var answerFields: Schema {
        withFields([], needed: nil).said("The fields that may come with a recording. An unknown one is refused.")
    }

    static var answerForm: Schema {
        let audio = Schema.text.with("format", .text("binary")).said("The recording. Its own bytes decide what it is.")
        return withFields([.init(name: "audio", value: audio.node)], needed: "audio").said("A form with a recording.")
    }

    static var answerFromUpload: Schema {
        let id = Schema.id(UploadKind.prefix).said("An upload that is complete; this or `answer`.")
        let words = Schema.text.from(1).to(UploadFields.maxTranscriptBytes)
            .said(
                "The answer's own words, typed instead of spoken: content is judged, delivery is not there to measure."
            )
        let flags = ["narrative", "emotionConsent"]
        let members = fields.map { field in
            guard flags.contains(field.name) else { return field }
            let meaning = field.value["description"]?.text ?? ""
            return JSONNode.Member(name: field.name, value: Schema.flag.said(meaning).node)
        }
        let schema = Schema.object(["uploadId?": id, "answer?": words], closed: true)
            .with(
                "oneOf",
                .array([
                    .object(["required": .array(["uploadId"])]), .object(["required": .array(["answer"])]),
                ])
            )
            .said("A recording that was uploaded before, or an answer that was typed.")
        return schema.with("properties", .object((schema.node["properties"]?.members ?? []) + members))
    }

    static var correction: Schema {
        .object(
            [
                "transcript": .text.from(1).to(UploadFields.maxTranscriptBytes)
                    .said("The words as they were said: text, WebVTT, SRT or JSON with times.")
            ],
            closed: true
        ).said("What of an answer may be corrected.")
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

    static var health: Schema { .object(["status": .choice(["ok"])]).said("The process is up.") }

    static var readiness: Schema {
        let part = Schema.object([
            "status": .choice(["ok", "late", "failed"]),
            "detail?": .text.said("A sentence for the operator."),
            "oldestMs?": .milliseconds.said("How old the oldest waiting job is."),
            "waiting?": .count.said("How many jobs wait."),
            "freeBytes?": .integer.said("Bytes free on the disk."),
        ])
        return .object([
            "status": .choice(["ready", "unavailable"]), "checks": .map(of: part).said("The parts by name."),
        ]).said("Whether answers can be taken.")
    }

    static var version: Schema {
        .object(["name": .text, "version": .text]).said("What the service is.")
    }

    static var problem: Schema {
        .object([
            "type": .text.said("Where the code is described, on this service."),
            "title": .text.said("The meaning of the code, the same each time."),
            "status": .integer.from(400).to(599).said("The HTTP status."),
            "detail": .text.said("What is wrong with this request."),
            "code": .choice(ErrorTable.rows.map(\.code)).said("The stable code of the error table."),
            "requestId": .text.said("The request's id, also in `X-Request-Id` and in the log."),
            "answerId?": answerID.said("The answer that was kept although this request failed."),
        ]).said("An error (RFC 9457).")
    }
}
