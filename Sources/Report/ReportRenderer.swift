package import FoundationEssentials
package import Interview

/// Draws a report as a PDF with libharu. One renderer may serve many threads; it remembers only which fonts there are.
///
/// Text inside WinAnsi is set in the base-14 Helvetica. Other Latin letters, Greek and Cyrillic use the subset font of
/// `config/fonts`, other scripts a TrueType font of the system, and what no font has appears as a boxed code. The same
/// content gives the same bytes on a machine with the same fonts.
package struct ReportRenderer: Sendable {
    /// Goes up whenever the same content would give other bytes.
    package static let version = 1

    /// Where Linux and macOS keep fonts.
    package static let systemFontFolders = ["/usr/share/fonts", "/usr/local/share/fonts", "/Library/Fonts"]

    private let shelf: FontShelf

    /// A renderer that knows the system's fonts only.
    package init() { self.init(fontFolders: []) }

    /// A renderer that looks into some folders (e.g. `config/fonts`), then at the system's fonts.
    package init(fontFolders: [URL]) {
        shelf = FontShelf(folders: fontFolders.map { $0.path } + Self.systemFontFolders)
    }

    /// The report as PDF bytes. Throws only when libharu itself fails; text and missing results never make it.
    package func render(_ content: ReportContent) throws(ReportError) -> [UInt8] {
        var flow = Flow(try Canvas(shelf: shelf))
        let leftOut = Summary(content).draw(on: &flow)
        Timeline(content)?.draw(on: &flow)
        Curves(content)?.draw(on: &flow)
        DeliveryNumbers(content)?.draw(on: &flow)
        FillerTable(content)?.draw(on: &flow)
        TranscriptPart(content)?.draw(on: &flow)
        RubricPart(content)?.draw(on: &flow)
        Remarks(content, leftOut: leftOut)?.draw(on: &flow)
        AudioCheck(content)?.draw(on: &flow)
        Notes(content).draw(on: &flow)
        EmotionAppendix(content)?.draw(on: &flow)
        ProvenancePart(content)?.draw(on: &flow)
        return try Furniture(content).finish(&flow)
    }
}
