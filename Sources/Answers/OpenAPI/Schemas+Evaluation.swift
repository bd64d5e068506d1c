import HTTPKit
import Model

/// What the content of an answer is worth.
extension Schemas {
    static var evaluation: Schema {
        .object([
            "engine": .text.said("Who judged: `rules`, `gemini`, …"),
            "model?": .text.said("The model that answered."),
            "score?": .score.said("The score; absent when the judge abstained."),
            "range?": .named("ScoreRange").said("Lowest and highest of a model's runs, or left open by rules."),
            "abstained?": .text.said("Why there is no score."),
            "criteria": .list(of: .named("Criterion")).said("The rubric, judged."),
            "strengths": .list(of: .named("Remark")).said("What to keep."),
            "improvements": .list(of: .named("Remark")).said("What to change."),
            "missedKeywords": .list(of: .text).said("Expected terms that were not said."),
            "exampleAnswer?": .text.said("An example of a good answer, always labelled as one."),
            "nextDrill?": .named("Drill").said("The one thing to practise next."),
            "droppedRemarks": .count.said("Remarks that were dropped because they could not be verified."),
            "rubric": .text.said("Name and version of the rubric."),
            "notes": .list(of: .text).said("The judge's limits."),
            "economy?": .named("AnswerEconomy").said("Where the answer's time goes."),
            "hiring?": .named("HiringEstimate").said("A practice estimate with its formula."),
            "ideal?": .named("IdealComparison").said("The answer against the ideal one."),
            "votes?": .list(of: .named("PanelVote")).said("What each of several models said."),
            "calls?": .count.said("How often a model was asked."),
            "pins?": .map(of: .text).said("What the result hangs on, by hash or version."),
            "narrative?": .named("Narrative").said("The evaluation in prose, when it was asked for."),
            "sources?": .named("KnowledgeUse").said("What knowledge documents say, when they were asked."),
        ]).said("What the content is worth: arithmetic over findings that are tied to words the speaker said.")
    }

    static var criterion: Schema {
        let item = Schema.object([
            "id": .text.said("The rubric item's id."),
            "text": .text.said("The rubric item's text."),
            "met": .choice(Evaluation.Met.self).said("How far it is met."),
            "evidence": .list(of: .named("Evidence")).said("The words that show it."),
            "comment": .text.said("One sentence about it; may be empty."),
        ])
        return .object([
            "id": .text.said("The criterion's id."),
            "title": .text.said("The title a reader sees."),
            "score?": .score.said("Absent when it was not judged."),
            "items": .list(of: item).said("Its items."),
        ]).said("A group of rubric items with its share of the score.")
    }

    static var remark: Schema {
        .object([
            "text": .text.said("What to say to the speaker."),
            "evidence": .list(of: .named("Evidence")).said("The words it is about."),
        ]).said("A strength or an improvement.")
    }

    static var evidence: Schema {
        .object([
            "quote": .text.said("The words as the transcript has them."),
            "startMs?": .milliseconds.said("When they were said."),
            "endMs?": .milliseconds.said("When they ended."),
        ]).said("A quote that was found in the transcript.")
    }

    static var drill: Schema {
        .object([
            "title": .text.said("The name of the drill."),
            "reason": .text.said("What in the answer asks for it."),
            "steps": .list(of: .text).said("What to do, in 60 to 90 s."),
        ]).said("One thing to practise.")
    }

    static var scoreRange: Schema {
        Schema.list(of: .score).from(2).to(2).said("Lowest and highest score.")
    }

    static var economy: Schema {
        let part = Schema.object([
            "name": .choice(AnswerEconomy.PartName.self), "words": .count, "durationMs?": .milliseconds,
            "startMs?": .milliseconds,
        ])
        let section = Schema.object([
            "title": .text, "words": .count, "durationMs?": .milliseconds, "startMs?": .milliseconds,
        ])
        let cut = Schema.object([
            "text": .text.said("What could go."), "reason": .text.said("Why."), "startMs?": .milliseconds,
            "endMs?": .milliseconds,
        ])
        return .object([
            "parts": .list(of: part).said("The parts of the answer in order."),
            "timeToFirstPointMs?": .milliseconds.said("Until the first point."),
            "wordsToFirstPoint": .count.said("Words until the first point."),
            "sections?": .list(of: section).said("The sections of an answer that tells no experience."),
            "cuts": .list(of: cut).said("What could go."),
            "savedMs?": .milliseconds.said("Time the cuts would save."),
        ]).said("Where the answer's time goes.")
    }

    static var hiring: Schema {
        let part = Schema.object(["name": .text, "weight": .share, "value": .score])
        return .object([
            "percent": .integer.from(0).to(100).said("The estimate."),
            "formula": .text.said("How it is computed."),
            "parts": .list(of: part).said("What goes into it."),
            "label": .text.said("What it is not."),
            "opinion?": Schema.object(["model": .text, "percent": .integer.from(0).to(100)])
                .said("What a model said beside it."),
        ]).said("How likely an interviewer would go on: a practice estimate, no hiring decision.")
    }

    static var ideal: Schema {
        let point = Schema.object([
            "text": .text, "met": .choice(Evaluation.Met.self), "evidence": .list(of: .named("Evidence")),
        ])
        return .object([
            "points": .list(of: point).said("The points of the ideal answer."),
            "note": .text.said("How it was compared."),
        ]).said("The answer against the ideal one.")
    }

    static var panelVote: Schema {
        .object([
            "engine": .text, "model": .text, "score?": .score, "range?": .named("ScoreRange"),
            "reason?": .text.said("Why there is no score."),
        ]).said("What one of several models said.")
    }

    static var knowledgeUse: Schema {
        .object([
            "passages": .list(of: .named("KnowledgePassage")).said(
                "The nearest first; none when nothing is near enough."
            ),
            "notice?": .text.said("Why there are none, or fewer than a full search would give."),
        ]).said("What knowledge documents say about a question.")
    }

    static var knowledgePassage: Schema {
        .object([
            "letter": .text.said("Remarks cite it as `[A]`."),
            "document": .text.said("The knowledge document, `kdc_…`."), "title": .text.said("Its title."),
            "heading": .text.said("The headings above the passage; may be empty."),
            "page": .integer.from(1).said("The page where it begins."),
            "similarity?": .number.from(-1).to(1).said(
                "The cosine with the question; absent when found by words alone."
            ),
            "text": .text.said("Its words."), "isCited?": .flag.said("Whether a remark cites it."),
        ]).said("A passage of a knowledge document.")
    }

    static var narrative: Schema {
        .object([
            "paragraphs": .list(of: .text).said("The prose."),
            "source": .choice(Narrative.Source.self).said("Who wrote it."),
            "model?": .text.said("The model that wrote it."),
            "droppedSentences": .count.said("Sentences that could not be verified."),
            "notes": .list(of: .text).said("Its limits."),
        ]).said("The evaluation in connected prose.")
    }

    static var versions: Schema {
        let version = Schema.object([
            "fingerprint": .text.said("Hash of everything it depends on."),
            "isCurrent": .flag.said("Whether it is the one that counts."),
            "createdAt": .moment.said("When it was made."),
            "evaluation": .named("Evaluation"),
        ])
        return .object(["versions": .list(of: version).said("Oldest first.")])
            .said("Every score an answer ever had.")
    }

    static var clips: Schema {
        let clip = Schema.object([
            "name": .text.said("Its file's name."),
            "kind": .choice(Clip.Kind.self),
            "text?": .text.said("The filler."),
            "startMs": .milliseconds, "endMs": .milliseconds,
            "url": .text.said("Where its WAV is, on this service."),
        ])
        return .object(["clips": .list(of: clip)]).said("What is worth hearing again.")
    }

    static var takes: Schema {
        let row = Schema.object([
            "measure": .text.said("What is measured."),
            "before?": .number, "after?": .number,
            "decimals": .integer.said("Digits worth showing."),
            "note": .text.said("Why the two may not be compared; may be empty."),
        ])
        return .object([
            "before": answerID, "after": answerID, "rows": .list(of: row).said("Measure by measure."),
        ]).said("Two takes of one answer.")
    }

    static var progress: Schema {
        .object([
            "answer": answerID,
            "sequence": .integer.from(1).said("Counts the changes; grows, with gaps when events were missed."),
            "status": .choice(AnswerStatus.self), "stage": .choice(Stage.self),
        ]).said("The `data` of one server-sent event.")
    }
}
