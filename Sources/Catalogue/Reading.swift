package import Model

// Results as a reader of the language of now gets them. What a person said, what a model wrote, and names stay as they are; every
// sentence of the program is read by its phrase. In English, in which results are stored, nothing changes.

extension Phrases {
    /// Texts of a list.
    fileprivate static func say(_ texts: [String]) -> [String] { texts.map { say($0) } }
}

extension Answer {
    /// This answer in the language of now.
    package var read: Answer {
        guard Language.current != .english else { return self }
        var read = self
        read.notes = Phrases.say(notes)
        read.evaluation = evaluation?.read
        read.delivery = delivery?.read
        if let issues = read.quality?.issues {
            read.quality?.issues = issues.map { issue in
                var issue = issue
                issue.detail = Phrases.say(issue.detail)
                return issue
            }
        }
        if let emotion { read.emotion?.note = Phrases.say(emotion.note) }
        return read
    }
}

extension Delivery {
    fileprivate var read: Delivery {
        var read = self
        read.notes = Phrases.say(notes)
        read.fillers.reliabilityNote = Phrases.say(fillers.reliabilityNote)
        read.pauses.reliabilityNote = Phrases.say(pauses.reliabilityNote)
        read.fluency = fluency?.read
        read.confidence = confidence?.read
        return read
    }
}

extension PartedScore {
    fileprivate var read: PartedScore {
        var read = self
        read.label = Phrases.say(label)
        read.about = Phrases.say(about)
        return read
    }
}

extension Evaluation {
    /// This evaluation in the language of now.
    package var read: Evaluation {
        guard Language.current != .english else { return self }
        var read = self
        read.abstained = Phrases.say(abstained)
        read.strengths = strengths.map(\.read)
        read.improvements = improvements.map(\.read)
        read.nextDrill = nextDrill?.read
        read.notes = Phrases.say(notes)
        read.criteria = criteria.map { criterion in
            var criterion = criterion
            criterion.title = Phrases.say(criterion.title)
            criterion.items = criterion.items.map { item in
                var item = item
                item.text = Phrases.say(item.text)
                item.comment = Phrases.say(item.comment)
                return item
            }
            return criterion
        }
        if let economy {
            read.economy?.cuts = economy.cuts.map { cut in
                var cut = cut
                cut.reason = Phrases.say(cut.reason)
                return cut
            }
            read.economy?.sections = economy.sections?.map { section in
                var section = section
                section.title = Phrases.say(section.title)
                return section
            }
        }
        read.hiring = hiring?.read
        if let ideal { read.ideal?.note = Phrases.say(ideal.note) }
        read.votes = votes?.map { vote in
            var vote = vote
            vote.reason = Phrases.say(vote.reason)
            return vote
        }
        read.narrative = narrative?.read
        return read
    }
}

extension Evaluation.Remark {
    fileprivate var read: Evaluation.Remark { Evaluation.Remark(text: Phrases.say(text), evidence: evidence) }
}

extension Evaluation.Drill {
    /// This drill in the language of now.
    package var read: Evaluation.Drill {
        Evaluation.Drill(title: Phrases.say(title), reason: Phrases.say(reason), steps: Phrases.say(steps))
    }
}

extension HiringEstimate {
    fileprivate var read: HiringEstimate {
        var read = self
        read.label = Phrases.say(label)
        read.formula = Phrases.say(formula)
        read.parts = parts.map { part in
            var part = part
            part.name = Phrases.say(part.name)
            return part
        }
        return read
    }
}

extension Narrative {
    fileprivate var read: Narrative {
        var read = self
        // What a model wrote stays in its language.
        if source == .findings { read.paragraphs = Phrases.say(paragraphs) }
        read.notes = Phrases.say(notes)
        return read
    }
}

extension TakeComparison {
    /// This comparison in the language of now.
    package var read: TakeComparison {
        var read = self
        read.rows = rows.map { row in
            var row = row
            row.measure = Phrases.say(row.measure)
            row.note = Phrases.say(row.note)
            return row
        }
        return read
    }
}

extension InterviewDebrief {
    /// This debrief in the language of now.
    package var read: InterviewDebrief {
        guard Language.current != .english else { return self }
        var read = self
        read.title = Phrases.say(title)
        read.summary = Phrases.say(summary)
        read.rows = rows.map { row in
            var row = row
            row.note = row.note.map { note in
                Phrases.of(.current)?.find(note)
                    ?? note.split(separator: "; ").map { Phrases.say(String($0)) }.joined(separator: "; ")
            }
            return row
        }
        read.measures = measures.map { measure in
            var measure = measure
            measure.name = Phrases.say(measure.name)
            measure.trend = Phrases.say(measure.trend)
            return measure
        }
        func points(_ points: [Point]) -> [Point] {
            points.map { point in
                var point = point
                point.text = Phrases.say(point.text)
                return point
            }
        }
        read.strengths = points(strengths)
        read.areas = points(areas)
        read.coverageNote = Phrases.say(coverageNote)
        read.nextDrill = nextDrill?.read
        read.hiring = hiring?.read
        read.narrative = narrative?.read
        read.observations = Phrases.say(observations)
        read.notes = Phrases.say(notes)
        return read
    }
}

extension ReportContent {
    /// What a report shows, in the language of now.
    package var read: ReportContent {
        guard Language.current != .english else { return self }
        var read = self
        read.answer = answer.read
        read.appendices = appendices.map { Appendix(title: Phrases.say($0.title), text: $0.text) }
        return read
    }
}

extension SeriesContent {
    /// What a report over several answers shows, in the language of now.
    package var read: SeriesContent {
        guard Language.current != .english else { return self }
        var read = self
        read.title = Phrases.say(title)
        read.answers = answers.map(\.read)
        read.comparison = comparison?.read
        return read
    }
}

extension InterviewContent {
    /// What a report over an interview shows, in the language of now.
    package var read: InterviewContent {
        guard Language.current != .english else { return self }
        var read = self
        read.debrief = debrief.read
        read.facts = Phrases.say(facts)
        read.answers = answers.map { NumberedAnswer(number: $0.number, content: $0.content.read) }
        return read
    }
}

extension DriftTable {
    /// This table in the language of now.
    package var read: DriftTable {
        guard Language.current != .english else { return self }
        func rows(_ rows: [Row]) -> [Row] {
            rows.map { row in
                var row = row
                row.title = Phrases.say(row.title)
                return row
            }
        }
        var read = self
        read.rows = rows(self.rows)
        read.groups = groups.map { group in
            var group = group
            group.rows = rows(group.rows)
            return group
        }
        read.movers = movers.map { mover in
            var mover = mover
            mover.reason = Phrases.say(mover.reason)
            return mover
        }
        read.lone = lone.map { one in
            var one = one
            one.title = Phrases.say(one.title)
            return one
        }
        return read
    }
}
