import HTTPKit
import Model

/// What clients send, and everything that is not an answer.
extension Schemas {
    /// The fields around a recording, as JSON may have them.
    static var fields: [JSONNode.Member] {
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
            "rubric?": text.said("Name of a rubric; `GET /v1/rubrics` lists them."),
            "transcript?": Schema.text.to(UploadFields.maxTranscriptBytes)
                .said("The words as text, WebVTT, SRT or JSON with times: taken instead of recognition."),
            "resume?": document.said("Background for a model judge; no evidence is found in it."),
            "jobDescription?": document.said("Background for a model judge."),
            "knowledge?": word.said("Whether facts are held against your knowledge documents, which are then cited."),
            "narrative?": word.said("Whether to tell the evaluation in 500 to 700 words too."),
            "emotionConsent?": word.said("Whether the speaker consents to the emotion endpoint for this upload."),
            "externalId?": Schema.text.to(UploadFields.maxExternalID)
                .said("The client's own name for the answer, unique among those of its owner. It never changes."),
            "metadata?": Schema.text.to(UploadFields.maxMetadata.bytes)
                .said(
                    "A JSON object of at most \(UploadFields.maxMetadata.names) names with texts, kept with the answer. It never changes."
                ),
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
        let schema = Schema.object(["uploadId?": id, "answer?": words], closed: true)
            .with(
                "oneOf",
                .array([
                    .object(["required": .array(["uploadId"])]), .object(["required": .array(["answer"])]),
                ])
            )
            .said("A recording that was uploaded before, or an answer that was typed.")
        return schema.with("properties", .object((schema.node["properties"]?.members ?? []) + jsonFields))
    }

    /// The fields as a JSON body has them.
    private static var jsonFields: [JSONNode.Member] {
        fields.map { field in
            let meaning = field.value["description"]?.text ?? ""
            let schema: Schema
            switch field.name {
            case "knowledge", "narrative", "emotionConsent": schema = .flag
            case "metadata": schema = .map(of: .text).with("maxProperties", .integer(UploadFields.maxMetadata.names))
            default: return field
            }
            return JSONNode.Member(name: field.name, value: schema.said(meaning).node)
        }
    }

    private static func withFields(_ first: KeyValuePairs<String, Schema>, _ meaning: String) -> Schema {
        let schema = Schema.object(first, closed: true).said(meaning)
        return schema.with("properties", .object((schema.node["properties"]?.members ?? []) + jsonFields))
    }

    static var typedAnswer: Schema {
        withFields(
            ["answer": Schema.text.from(1).to(UploadFields.maxTranscriptBytes).said("The answer's own words.")],
            "An answer that was typed: content is judged, delivery is not there to measure."
        )
    }

    static var uploadedAnswer: Schema {
        withFields(
            ["uploadId": Schema.id(UploadKind.prefix).said("An upload that is complete.")],
            "A recording that was uploaded before."
        )
    }

    static var manyAnswers: Schema {
        let word = Schema.text.to(AnswerQuery.mostCharacters)
        return .object(
            [
                "dryRun?": Schema.flag.otherwise(.flag(true)).said("Whether to say only what would be done."),
                "ids?": Schema.list(of: answerID).to(ManyRequest.most).said("These answers only."),
                "status?": .choice(AnswerStatus.self), "role?": word, "language?": word, "question?": word,
                "rubric?": word, "since?": .moment, "until?": .moment, "degraded?": .flag, "problem?": word,
                "externalId?": word, "engine?": word, "search?": word, "starred?": .flag,
            ],
            closed: true
        ).said("The filters of the list, at least one of them or ids; at most \(ManyRequest.most) answers a request.")
    }

    static var answerSweep: Schema {
        .object([
            "matched": .count.said("Answers that fit."),
            "done": .count.said("Answers this request worked on."),
            "more": .flag.said("Whether some are left: send the request again."),
            "dryRun": .flag.said("Whether nothing was done."),
        ]).said("What a request about many answers did, or would do.")
    }

    static var usage: Schema {
        .object([
            "since": .moment, "until": .moment, "answers": .count.said("Answers accepted."),
            "byStatus": .map(of: .count).said("Those by status."),
            "degraded": .count.said("Those that ended without a stage."),
            "audioMs": .milliseconds.said("Length of their recordings together."),
        ]).said("What the caller's answers amount to in a span of time.")
    }

    static var me: Schema {
        .object([
            "kind": .text.said("`apiKey`, `user`, `localOperator` …"),
            "owner": .text.said("Who owns what the caller makes; empty on an installation without keys."),
            "permissions": .list(of: .text).said("What the caller may do."),
            "keyPrefix?": .text.said("The part of the key that may be shown."),
        ]).said("Who the service takes the caller for.")
    }

    static var rubricList: Schema {
        let criterion = Schema.object(["id": .text, "title": .text, "weight": .number])
        let rubric = Schema.object([
            "id": .text.said("What to send as `rubric`."), "title": .text,
            "version": .text.said("Name and version as results carry it."),
            "roles": .list(of: .text).said("Chosen for these when an answer names no rubric."),
            "criteria": .list(of: criterion),
        ])
        return .object(["rubrics": .list(of: rubric)]).said("The rubrics an answer can name.")
    }

    static var engineList: Schema {
        let engine = Schema.object([
            "stage": .text.said("The stage, or `emotion`."), "engine": .text, "model?": .text,
            "isRemote": .flag.said("Whether recordings or words leave this machine for it."),
        ])
        return .object(["engines": .list(of: engine)]).said("What does each stage.")
    }

    static var label: Schema {
        .object([
            "name?": .text.said("What its speaker calls it; absent when it has the question's name."),
            "starred": .flag.said("Whether its speaker starred it."),
        ]).said("How its speaker finds an answer again.")
    }

    static var labelChange: Schema {
        .object(
            [
                "name?": .text.to(AnswerLabel.maxName).said("The name; an empty one takes it away."),
                "starred?": .flag.said("Whether it is starred."),
            ],
            closed: true
        ).with("minProperties", .integer(1)).said("What of a label is to be another from now on.")
    }

    static var correction: Schema {
        .object(
            [
                "transcript?": .text.from(1).to(UploadFields.maxTranscriptBytes)
                    .said("The words as they were said: text, WebVTT, SRT or JSON with times."),
                "undo?": .flag.said("True takes the last correction back: the words before it count again."),
            ],
            closed: true
        ).with("minProperties", .integer(1)).with("maxProperties", .integer(1)).said(
            "What of an answer may be corrected, or the way back from a correction."
        )
    }
}
