import Catalogue
package import Core
package import FoundationEssentials
package import Model

/// Draws a report as a PDF with libharu. One renderer may serve many threads; it remembers only which fonts there are.
///
/// Text inside WinAnsi is set in the base-14 Helvetica, and in the brief report in the embedded subset font. Other Latin letters, Greek and Cyrillic use the subset font of
/// `config/fonts`, other scripts a TrueType font of the system, and what no font has appears as a boxed code. The same
/// content gives the same bytes on a machine with the same fonts.
package struct ReportRenderer: Sendable {
    /// Goes up whenever the same content would give other bytes.
    package static let version = 8

    /// Where Linux and macOS keep fonts.
    package static let systemFontFolders = ["/usr/share/fonts", "/usr/local/share/fonts", "/Library/Fonts"]

    private let shelf: FontShelf

    /// A renderer that knows the system's fonts only.
    package init() { self.init(fontFolders: []) }

    /// A renderer that looks into some folders (e.g. `config/fonts`), then at the system's fonts.
    package init(fontFolders: [URL]) {
        shelf = FontShelf(folders: fontFolders.map { $0.path } + Self.systemFontFolders)
    }

    /// The report in two pages as PDF bytes, its fonts embedded: one page to read, one to work with. A long answer takes more.
    ///
    /// - Parameter headline: one sentence on how it went.
    package func brief(_ content: ReportContent, headline: String) throws(ReportError) -> [UInt8] {
        let content = content.read
        var flow = Flow(try Canvas(shelf: shelf, embeds: true))
        BriefReport(content, headline: headline).draw(on: &flow)
        var furniture = Furniture(
            title: Furniture.title(content),
            author: content.answer.candidate,
            subject: content.answer.question.text,
            version: content.version,
            date: content.date
        )
        furniture.note(Furniture.short(content.answer), pages: 0..<flow.canvas.pageCount)
        return try furniture.finish(&flow)
    }

    /// The report with everything in it as PDF bytes. Throws only when libharu itself fails; text and missing results never make it.
    package func render(_ content: ReportContent) throws(ReportError) -> [UInt8] {
        let content = content.read
        var flow = Flow(try Canvas(shelf: shelf))
        Self.draw(content, on: &flow)
        var furniture = Furniture(
            title: Furniture.title(content),
            author: content.answer.candidate,
            subject: content.answer.question.text,
            version: content.version,
            date: content.date
        )
        furniture.note(Furniture.short(content.answer), pages: 0..<flow.canvas.pageCount)
        return try furniture.finish(&flow)
    }

    /// A report over several answers as PDF bytes: an overview, then every answer as a chapter. What is kept while drawing
    /// grows with the pages of the file alone.
    package func render(_ series: SeriesContent) throws(ReportError) -> [UInt8] {
        let series = series.read
        var flow = Flow(try Canvas(shelf: shelf))
        let title = series.title.isEmpty ? Texts["report.kindPage"] : series.title
        var furniture = Furniture(
            title: title,
            author: SeriesFigures(series).candidate,
            subject: Texts.count("report.feedbackOn", series.answers.count),
            version: series.version,
            date: series.date
        )
        SeriesOverview(series).draw(on: &flow)
        furniture.note(Texts["report.ownerOverview"], pages: 0..<flow.canvas.pageCount)
        for (index, content) in series.answers.enumerated() {
            let first = flow.canvas.pageCount
            flow.newPage()
            flow.canvas.openChapter("\(index + 1). \(SeriesFigures.name(content))", y: 0)
            Self.draw(content, on: &flow)
            furniture.note(Furniture.short(content.answer), pages: first..<flow.canvas.pageCount)
        }
        return try furniture.finish(&flow)
    }

    /// An empty document.
    func canvas() throws(ReportError) -> Canvas { try Canvas(shelf: shelf) }

    /// Draws the parts of one answer from the top of the current page on.
    private static func draw(_ content: ReportContent, on flow: inout Flow) {
        let leftOut = Summary(content).draw(on: &flow)
        Timeline(content)?.draw(on: &flow)
        Curves(content)?.draw(on: &flow)
        DeliveryNumbers(content)?.draw(on: &flow)
        FillerTable(content)?.draw(on: &flow)
        TranscriptPart(content)?.draw(on: &flow)
        RubricPart(content)?.draw(on: &flow)
        EconomyPart(content)?.draw(on: &flow)
        Remarks(content, leftOut: leftOut)?.draw(on: &flow)
        NarrativePart(content)?.draw(on: &flow)
        AudioCheck(content)?.draw(on: &flow)
        Notes(content).draw(on: &flow)
        for appendix in AppendixPart.all(content) { appendix.draw(on: &flow) }
        EmotionAppendix(content)?.draw(on: &flow)
        ProvenancePart(content).draw(on: &flow)
    }
}

/// Why a report could not be made.
package typealias ReportError = ModuleError<ReportErrorCode>

/// The codes of ``ReportError``; each is a row of ``ErrorTable``.
package enum ReportErrorCode: String, ErrorCode {
    /// libharu refused an operation or ran out of memory.
    case failed = "report.failed"
}
