package import HTTPKit
import Model

/// The schemas of answers by name, in the order in which the document shows them.
extension Schemas {
    /// Everything about answers.
    package static var ofAnswers: KeyValuePairs<String, Schema> {
        [
            "Answer": answer,
            "AnswerList": answerList,
            "AnswerSummary": answerSummary,
            "Question": question,
            "AnswerProblem": answerProblem,
            "Recording": recording,
            "Quality": quality,
            "Transcript": transcript,
            "Delivery": delivery,
            "Fillers": fillers,
            "Pauses": pauses,
            "PartedScore": partedScore,
            "Mark": mark,
            "Emotion": emotion,
            "Evaluation": evaluation,
            "Criterion": criterion,
            "Remark": remark,
            "Evidence": evidence,
            "Drill": drill,
            "ScoreRange": scoreRange,
            "AnswerEconomy": economy,
            "HiringEstimate": hiring,
            "IdealComparison": ideal,
            "PanelVote": panelVote,
            "Narrative": narrative,
            "KnowledgeUse": knowledgeUse,
            "KnowledgePassage": knowledgePassage,
            "Provenance": provenance,
            "Versions": versions,
            "Clips": clips,
            "TakeComparison": takes,
            "ProgressEvent": progress,
            "AnswerFields": answerFields,
            "AnswerCorrection": correction,
            "AnswerLabel": label,
            "AnswerLabelChange": labelChange,
            "AnswerForm": answerForm,
            "AnswerFromUpload": answerFromUpload,
            "TypedAnswer": typedAnswer,
            "UploadedAnswer": uploadedAnswer,
            "ManyAnswers": manyAnswers,
            "AnswerSweep": answerSweep,
            "Usage": usage,
            "Me": me,
            "RubricList": rubricList,
            "EngineList": engineList,
            "StageProblem": stageProblem,
            "SentFields": sentFields,
        ]
    }

    private static func answer(heavy: KeyValuePairs<String, Schema>) -> Schema {
        let light: KeyValuePairs<String, Schema> = [
            "id": answerID.said("Its identifier."),
            "status": .choice(AnswerStatus.self).said("Where it stands."),
            "stage": .choice(Stage.self).said("The step it is at, or the last one when done."),
            "question": .named("Question").said("What was asked."),
            "candidate?": .text.said("Who speaks, as the report names them."),
            "createdAt": .moment.said("When it was accepted."),
            "problem?": .named("AnswerProblem").said("Why it failed; present exactly when it did."),
            "provenance": .list(of: .named("Provenance")).said("How each part came about; empty in lists."),
            "notes": .list(of: .text).said("Sentences on stages that are missing or weak; empty in lists."),
            "updatedAt?": .moment.said("When it last changed."),
            "finishedAt?": .moment.said("When it was done or failed."),
            "degraded?": .flag.said("Whether it ended without a stage."),
            "problems?": .list(of: .named("StageProblem")).said(
                "The stages it ended without; absent or empty when none."
            ),
            "metadata?": .map(of: .text).said("What the client keeps with it."),
            "externalId?": .text.said("The client's own name for it."),
            "name?": .text.said("What its speaker calls it."),
            "starred?": .flag.said("Whether its speaker starred it."),
        ]
        let (names, both) = (Schema.object(light), Schema.object(heavy))
        let properties = (names.node["properties"]?.members ?? []) + (both.node["properties"]?.members ?? [])
        let needed = (names.node["required"]?.elements ?? []) + (both.node["required"]?.elements ?? [])
        return names.with("properties", .object(properties)).with("required", .array(needed))
    }

    private static var answerSummary: Schema {
        answer(heavy: [
            "title": .text.said("What to call it: its own name, the question, or who answers and when."),
            "score?": .score.said("The score that counts."),
            "scoreRange?": .named("ScoreRange").said("Lowest and highest of a model's runs, or left open by rules."),
            "verdict?": .choice(Quality.Verdict.self).said(
                "Whether the recording is good enough; always `good` for a typed answer."
            ),
            "durationMs?": .milliseconds.said("Length of the recording."),
            "language": .text.said("BCP 47 tag, as it was sent."),
            "rubric?": .text.said("Name and version of the rubric of the score."),
            "engine?": .text.said("Who judged."),
        ]).said("An answer without its results: what a list shows.")
    }

    static var stageProblem: Schema {
        .object([
            "stage": .text.said("The stage, or `emotion`."),
            "code": .text.said("A code of the error table."),
            "retryable": .flag.said("Whether `POST /v1/answers/{id}/retry` may give what is missing."),
        ]).said("A stage an answer had to do without.")
    }

    static var sentFields: Schema {
        .object([
            "language": .text, "rubric?": .text, "interviewer?": .text, "company?": .text, "narrative": .flag,
            "emotionConsent": .flag, "transcript": .flag.said("Whether a transcript came along."),
            "resume": .flag.said("Whether a résumé came along."),
            "jobDescription": .flag.said("Whether a job description came along."),
            "typed": .flag.said("Whether the answer was typed."),
        ]).said("What came with a recording besides what has a name of its own.")
    }

    private static var answer: Schema {
        answer(heavy: [
            "recording?": .named("Recording").said("What the file is; from stage transcribe on."),
            "quality?": .named("Quality").said("Whether it is good enough."),
            "transcript?": .named("Transcript").said("What was said."),
            "delivery?": .named("Delivery").said(
                "How it was said; until the words are known, what the sound alone says: pauses, pace in syllables, loudness."
            ),
            "emotion?": .named("Emotion").said("What an emotion endpoint answered; never an input to a score."),
            "evaluation?": .named("Evaluation").said("What the content is worth."),
            "sent?": .named("SentFields").said("What was sent with it."),
        ]).said("A recorded answer and everything known about it so far.")
    }

    private static var answerList: Schema {
        .object([
            "answers": .list(of: .named("AnswerSummary")).said("In the order that was asked for."),
            "nextCursor?": .text.said("What to send as `cursor` for the next page; absent on the last one."),
            "total?": .count.said("How many answers fit, when that was asked for."),
        ]).said("A page of answers.")
    }

    private static var question: Schema {
        .object([
            "text": .text.said("The question as asked; empty when there was none."),
            "role?": .text.said("The job the speaker practises for."),
            "level?": .text.said("The level of that job."),
            "idealAnswer?": .text.said("An answer to compare with."),
            "keywords": .list(of: .text).said("Terms a good answer mentions."),
        ]).said("What was asked, and what the judge may know about it.")
    }

    private static var answerProblem: Schema {
        .object([
            "code": .text.said("A stable code of the error table."),
            "detail": .text.said("One sentence for the speaker."),
        ]).said("Why an answer failed.")
    }

    private static var recording: Schema {
        .object([
            "container": .choice(Recording.Container.self).said("The file format, by content."),
            "codec": .text.said("The codec in lower case, as ffmpeg names it."),
            "sampleRate": .integer.said("Samples per second as the container declares it."),
            "channels": .integer.said("Channels in the file."),
            "durationMs": .milliseconds.said("Length of the decoded audio."),
            "bytes": .count.said("Size of the uploaded file."),
            "sha256": .hash.said("SHA-256 of the uploaded file."),
        ]).said("What the decoder found in the uploaded bytes.")
    }

    private static var quality: Schema {
        let issue = Schema.object([
            "code": .text.said("Name of the defect, e.g. `clipping`."),
            "detail": .text.said("What was found and what to do."),
            "startMs?": .milliseconds.said("Where it starts, when it has a place."),
            "endMs?": .milliseconds.said("Where it ends."),
        ])
        return .object([
            "verdict": .choice(Quality.Verdict.self).said("`unusable` withholds scores."),
            "issues": .list(of: issue).said("Every defect found."),
            "snrDb?": .number.said("Speech over the noise between the words, in dB."),
            "loudnessLufs?": .number.said("Integrated loudness after ITU-R BS.1770-4."),
            "clippedMs": .milliseconds.said("Time at full scale."),
            "speechMs": .milliseconds.said("Time with speech."),
        ]).said("Whether the recording is good enough to be measured and judged.")
    }

    private static var transcript: Schema {
        let word = Schema.object([
            "text": .text.said("The word as written."),
            "startMs?": .milliseconds.said("When it starts; absent exactly when `wordTimes` is `none`."),
            "endMs?": .milliseconds.said("When it ends."),
            "confidence?": .share.said("The engine's own certainty. Never evidence against the speaker."),
            "approximate?": .flag.said("True when a correction added the word: its time lies between its neighbours'."),
        ])
        let finding = Schema.object([
            "code": .text.said("What was found."), "detail": .text.said("A sentence about it."),
            "count": .count.said("How often."), "startMs?": .milliseconds, "endMs?": .milliseconds, "value?": .text,
        ])
        return .object([
            "text": .text.said("The whole text."),
            "language": .text.said("BCP 47 tag."),
            "engine": .text.said("Who heard it; `supplied` when it came with the recording."),
            "model?": .text.said("The engine's model."),
            "keepsFillers": .flag.said(
                "Whether \"um\" and \"uh\" are written down; else their count is a lower bound."
            ),
            "wordTimes": .choice(Transcript.WordTimes.self).said("How far the times can be trusted."),
            "accuracy": .choice(Transcript.Accuracy.self).said("What to expect of the words."),
            "words": .list(of: word).said("Every word in order."),
            "findings?": .list(of: finding).said("Where the words and the sound do not fit, and what was repaired."),
        ]).said("What was said, as one engine heard it.")
    }

    private static var provenance: Schema {
        .object([
            "stage": .choice(Stage.self).said("The step."),
            "fingerprint": .text.said("Hash of everything the result depends on."),
            "engine?": .text.said("Who made it."),
            "model?": .text.said("With which model."),
            "durationMs": .milliseconds.said("How long it took."),
            "reused": .flag.said("Whether the last run found it instead of making it."),
        ]).said("How one part came about.")
    }
}
