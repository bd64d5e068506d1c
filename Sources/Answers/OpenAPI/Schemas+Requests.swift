import HTTPKit
import Model

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
                "transcript?": .text.from(1).to(UploadFields.maxTranscriptBytes)
                    .said("The words as they were said: text, WebVTT, SRT or JSON with times."),
                "undo?": .flag.said("True takes the last correction back: the words before it count again."),
            ],
            closed: true
        ).with(
            "oneOf",
            .array([.object(["required": .array(["transcript"])]), .object(["required": .array(["undo"])])])
        ).said("What of an answer may be corrected, or the way back from a correction.")
    }
}
