import HTTPKit
import Model

/// How an answer was spoken.
extension Schemas {
    static var delivery: Schema {
        let point = Schema.object([
            "startMs": .milliseconds, "endMs": .milliseconds,
            "wordsPerMinute": .number.from(0).said("Words per minute within it."),
        ])
        let pitch = Schema.object([
            "medianHz": .number.from(0).said("Median F0."),
            "spreadSemitones": .number.from(0).said("Standard deviation of F0."),
        ])
        let loudness = Schema.object([
            "lufs?": .number.said("Integrated loudness."),
            "spreadDb?": .number.from(0).said("Standard deviation of the level while speaking."),
        ])
        return .object([
            "wordCount": .count.said("Words, fillers such as \"um\" not counted."),
            "wordsPerMinute?": .number.from(0).said("From the first to the last speech."),
            "syllablesPerSecond?": .number.from(0).said("Pauses excluded, from the signal."),
            "paceCurve": .list(of: point).said("Pace over time; empty for short answers."),
            "fillers": .named("Fillers"),
            "pauses": .named("Pauses"),
            "pitch?": pitch.said("Pitch, when it could be measured."),
            "loudness?": loudness.said("Loudness, when it could be measured."),
            "hedges": .list(of: .named("Mark")).said("\"kind of\", \"I guess\", \"maybe\"."),
            "repetitions": .list(of: .named("Mark")).said("What was said twice, and restarts."),
            "fluency?": .named("PartedScore").said("Fluency, when there is enough speech."),
            "confidence?": .named("PartedScore").said(
                "Steadiness of the voice and the wording, never from recognizer confidence."
            ),
            "notes": .list(of: .text).said("What could not be measured and why."),
        ]).said("How the answer was spoken.")
    }

    static var fillers: Schema {
        let item = Schema.object([
            "text": .text.said("The normalised filler; `filled pause` when only the signal shows it."),
            "kind": .choice(Fillers.Kind.self).said("What sort it is."),
            "source": .choice(Fillers.Source.self).said("Who found it."),
            "startMs?": .milliseconds.said("When it starts, when the transcript has times."),
            "endMs?": .milliseconds.said("When it ends."),
            "range?": range.said("Where it stands in the transcript."),
            "confidence": .share.said("How sure the finder is."),
        ])
        let measured = Schema.object([
            "case": .text.said("What the words told."),
            "precision": .share.said("Share of the reported ones that were right."),
            "recall": .share.said("Share of the true ones that were found."),
        ])
        return .object([
            "total": .count.said("How many."),
            "perMinute?": .number.from(0).said("Per minute of the answer."),
            "per100Words?": .number.from(0).said("Per hundred words."),
            "reliability": .choice(Fillers.Reliability.self).said("Whether the count can be trusted."),
            "reliabilityNote": .text.said("Why."),
            "measured?": measured.said("How right such counts were in the accuracy bench."),
            "byWord": .map(of: .count).said("How many of each."),
            "items": .list(of: item).said("Every one, in order."),
        ]).said("Fillers, each with its place, and how far the count can be trusted.")
    }

    static var pauses: Schema {
        let item = Schema.object([
            "startMs": .milliseconds, "endMs": .milliseconds,
            "place": .choice(Pauses.Place.self).said("Where in its sentence it is."),
        ])
        let measured = Schema.object([
            "case": .text.said("What the sound is like."),
            "precision": .share.said("Share of the reported ones that were right."),
            "recall": .share.said("Share of the true ones that were found."),
        ])
        return .object([
            "count": .count.said("How many."),
            "totalMs": .milliseconds.said("How long together."),
            "longest?": item.said("The longest."),
            "longCount": .count.said("How many last a second or more."),
            "startLatencyMs": .milliseconds.said("Silence before the first word."),
            "reliability?": .choice(Pauses.Reliability.self).said("Whether they can be trusted."),
            "reliabilityNote?": .text.said("Why."),
            "measured?": measured.said("How right such pauses were in the accuracy bench."),
            "items": .list(of: item).said("Every one, in order."),
        ]).said("Silent pauses.")
    }

    static var partedScore: Schema {
        .object([
            "score": .score.said("The score."),
            "parts": .map(of: .number).said("What each part gave."),
            "maxima?": .map(of: .number).said("What each part could give at most."),
            "label?": .text.said("What people read as its name."),
            "about?": .text.said("What it measures, in a sentence."),
        ]).said("A score of 0 to 100 with its parts.")
    }

    static var mark: Schema {
        .object([
            "text": .text.said("The words."),
            "range?": range.said("Where they stand in the transcript."),
            "startMs?": .milliseconds.said("When they were said."),
            "endMs?": .milliseconds.said("When they ended."),
        ]).said("Words at a place.")
    }

    static var emotion: Schema {
        let segment = Schema.object([
            "startMs": .milliseconds, "endMs": .milliseconds, "primary": .text, "confidence?": .number.from(0).to(100),
            "probabilities": .map(of: .number),
        ])
        return .object([
            "engine": .text.said("Who answered."),
            "primary?": .text.said("The strongest emotion."),
            "score?": .number.said("The endpoint's own score."),
            "rating?": .text.said("The endpoint's own word for it."),
            "probabilities": .map(of: .number).said("By emotion."),
            "segments": .list(of: segment).said("Over time."),
            "note": .text.said("What to make of it."),
        ]).said("What an emotion endpoint answered. It is shown, and never an input to a score.")
    }

    private static var range: Schema {
        .object([
            "start": .count.said("First UTF-16 code unit, as JavaScript counts."),
            "end": .count.said("Last UTF-16 code unit, exclusive."),
        ])
    }
}
