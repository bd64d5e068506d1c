import Catalogue
import Core
package import Model

/// The report as one HTML page: the content of the PDF with headings, captioned tables and described drawings, without
/// scripts and without anything loaded from elsewhere. The same content gives the same text on every machine.
package enum HTMLReport {
    /// The page of one answer.
    package static func text(for content: ReportContent) -> String {
        let content = content.read
        return page(title: Furniture.title(content)) { writer in
            let summary = summary(content)
            summary.heading(&writer)
            let sections = sections(content)
            let drawn = Timeline(content) != nil || Curves(content) != nil
            let heads =
                [Texts["report.howItWent"], Texts["report.practiseNext"]] + (drawn ? [Texts["report.timeline"]] : [])
            let words = content.answer.transcript == nil ? [] : [Texts["report.transcript"]]
            let titles = heads + words + sections.map(\.title)
            contents(titles.map { (title: $0, to: HTMLWriter.anchor($0)) }, &writer)
            writer.element("main", ["id": "main"]) { writer in
                body(content, &writer)
            }
            foot(
                version: content.version,
                about: Texts["report.footAnswer", ["a": "\(content.answer.id.rawValue)"]],
                &writer
            )
        }
    }

    /// The page of several answers: their overview, then every answer with the same parts as on its own page.
    package static func text(for series: SeriesContent) -> String {
        let series = series.read
        let title = series.title.isEmpty ? Texts["report.severalAnswers"] : series.title
        let parts = SeriesParts(series)
        let sections = [parts.comparison, parts.answers, parts.averages].compactMap { $0 }
        return page(title: title) { writer in
            writer.element("header") { writer in
                writer.element("p", ["class": "kind"], text: Texts["report.kindPage"])
                writer.element("h1", ["dir": "auto"], text: title)
                let facts = [SeriesFigures(series).candidate, Texts.count("count.answer", series.answers.count)]
                    .compactMap { $0 }
                let line = ([CivilDate(series.date).shown] + facts).joined(separator: " · ")
                writer.element("p", ["class": "facts", "dir": "auto"], text: line)
            }
            let names = series.answers.enumerated().map { "\($0 + 1). \(SeriesFigures.name($1))" }
            var links = sections.map { (title: $0.title, to: HTMLWriter.anchor($0.title)) }
            for (index, name) in names.enumerated() { links.append((title: name, to: "answer\(index + 1)-top")) }
            contents(links, &writer)
            writer.element("main", ["id": "main"]) { writer in
                writer.scores(series)
                for section in sections { writer.section(section) }
                for (index, content) in series.answers.enumerated() {
                    writer.nested("answer\(index + 1)-") { article(names[index], content, &$0) }
                }
            }
            foot(version: series.version, about: Texts.count("count.answer", series.answers.count), &writer)
        }
    }

    private static func summary(_ content: ReportContent) -> HTMLSummary {
        HTMLSummary(content, words: language(content.answer.transcript?.language))
    }

    /// All parts of one answer below its heading.
    private static func body(_ content: ReportContent, _ writer: inout HTMLWriter) {
        summary(content).body(&writer)
        drawings(content, &writer)
        HTMLTranscript(content)?.write(&writer)
        for section in sections(content) { writer.section(section) }
    }

    /// One answer inside a page of several.
    static func article(_ name: String, _ content: ReportContent, _ writer: inout HTMLWriter) {
        writer.element("article", ["aria-labelledby": "top"]) { writer in
            writer.element("h1", ["id": "top", "dir": "auto"], text: name)
            summary(content).facts(&writer)
            body(content, &writer)
        }
    }

    /// The parts that are text and tables, in the order of the PDF.
    private static func sections(_ content: ReportContent) -> [Section] {
        var sections = [
            DeliveryNumbers(content)?.section, FillerTable(content)?.section, RubricPart(content)?.section,
            EconomyPart(content)?.section, Remarks(content, leftOut: [])?.section, NarrativePart(content)?.section,
            AudioCheck(content)?.section,
            Notes(content).section,
        ].compactMap { $0 }
        sections += AppendixPart.all(content).map(\.section)
        sections += [EmotionAppendix(content)?.section, ProvenancePart(content).section].compactMap { $0 }
        // Two appendices may have one title, but no two headings one address.
        var seen: [String: Int] = [:]
        for index in sections.indices {
            let times = seen[HTMLWriter.anchor(sections[index].title), default: 0] + 1
            seen[HTMLWriter.anchor(sections[index].title)] = times
            if times > 1 { sections[index].title = "\(sections[index].title.prefix(40)) (\(times))" }
        }
        return sections
    }

    private static func drawings(_ content: ReportContent, _ writer: inout HTMLWriter) {
        let timeline = Timeline(content)
        let curves = Curves(content)
        guard timeline != nil || curves != nil else { return }
        writer.wrapped(Texts["report.timeline"]) { writer in
            if let timeline { writer.timeline(timeline) }
            for chart in curves?.charts ?? [] {
                if let axis = curves?.axis { writer.curve(chart, axis) }
            }
        }
    }

    static func page(title: String, _ inside: (inout HTMLWriter) -> Void) -> String {
        var writer = HTMLWriter()
        writer.markup("<!DOCTYPE html>\n")
        // The report's own words are in one language; what was said carries its own.
        writer.element("html", ["lang": Language.current.code]) { writer in
            writer.element("head") { writer in
                writer.markup("<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width\">\n")
                writer.markup(
                    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
                )
                writer.element("title", text: title)
                writer.element("style") { $0.markup(HTMLStyle.sheet) }
            }
            writer.element("body") { writer in
                writer.element("a", ["class": "skip", "href": "#main"], text: Texts["report.skip"])
                inside(&writer)
            }
        }
        return writer.text
    }

    static func contents(_ links: [(title: String, to: String)], _ writer: inout HTMLWriter) {
        writer.element("nav", ["aria-label": Texts["report.contents"]]) { writer in
            writer.element("ul") { writer in
                for link in links {
                    writer.element("li") { $0.element("a", ["href": "#" + link.to, "dir": "auto"], text: link.title) }
                }
            }
        }
    }

    static func foot(version: String, about: String, _ writer: inout HTMLWriter) {
        writer.element("footer") { $0.element("p", text: "Debrief \(version) · \(about)") }
    }

    /// A language tag that is safe to write; `und` when it is none.
    static func language(_ tag: String?) -> String {
        guard let tag, (1...35).contains(tag.utf8.count),
            tag.utf8.allSatisfy({ (97...122).contains($0 | 0x20) || (48...57).contains($0) || $0 == 45 })
        else { return "und" }
        return tag
    }

    /// Milliseconds as an HTML duration, e.g. `PT61S`.
    static func duration(_ ms: Int) -> String { "PT\(max(0, ms) / 1000)S" }
}
