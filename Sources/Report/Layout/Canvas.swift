import CHaru
import Core

/// One PDF under construction: libharu's document, its pages and fonts. Coordinates are in points from the top left corner
/// of an A4 page; libharu's count from the bottom. Nothing here throws: the first error is kept and thrown by ``finish()``.
@safe struct Canvas: ~Copyable {
    /// Page width.
    static let width = 595.28
    /// Page height.
    static let height = 841.89

    private let document: HPDF_Doc
    private let failure: UnsafeMutablePointer<HPDF_STATUS>
    private(set) var pages: [HPDF_Page] = unsafe []
    /// What each page's foot must explain.
    private(set) var remarks: [PageRemark] = []
    /// The fonts, base-14 first in the order of ``Face``.
    var fonts: [CanvasFont] = []
    /// Fonts by path and weight, nil for those libharu refused.
    var fontsByPath: [String: Int?] = [:]
    /// Where fonts are looked for.
    let shelf: FontShelf
    /// Whether text that the base-14 fonts have is set in an embedded font all the same.
    let embeds: Bool
    /// The page that is drawn on.
    var current: HPDF_Page?
    /// The outline entry under which new ones stand; nil for the top.
    private var chapter: HPDF_Outline?

    /// An empty document that looks for fonts on `shelf`.
    init(shelf: FontShelf, embeds: Bool = false) throws(ReportError) {
        let failure = UnsafeMutablePointer<HPDF_STATUS>.allocate(capacity: 1)
        unsafe failure.initialize(to: 0)
        let handler: HPDF_Error_Handler = { code, _, kept in
            guard let kept = unsafe kept?.assumingMemoryBound(to: HPDF_STATUS.self) else { return }
            if unsafe kept.pointee == 0 { unsafe kept.pointee = code }
        }
        guard let document = unsafe HPDF_New(handler, failure) else {
            unsafe failure.deallocate()
            throw ReportError(.failed, "The PDF could not be drawn: there is not enough memory.")
        }
        unsafe self.document = document
        unsafe self.failure = failure
        self.shelf = shelf
        self.embeds = embeds
        unsafe HPDF_SetCompressionMode(document, HPDF_UINT(HPDF_COMP_ALL))
        unsafe HPDF_UseUTFEncodings(document)
        unsafe HPDF_SetPageMode(document, HPDF_PAGE_MODE_USE_OUTLINE)
        for name in ["Helvetica", "Helvetica-Bold", "Helvetica-Oblique"] {
            if let font = unsafe HPDF_GetFont(document, name, "WinAnsiEncoding") { unsafe addFont(font, file: nil) }
        }
    }

    deinit {
        unsafe HPDF_Free(document)
        unsafe failure.deallocate()
    }

    /// Starts a page.
    mutating func addPage() {
        guard let page = unsafe HPDF_AddPage(document) else { return }
        unsafe HPDF_Page_SetSize(page, HPDF_PAGE_SIZE_A4, HPDF_PAGE_PORTRAIT)
        unsafe pages.append(page)
        remarks.append([])
        unsafe current = page
    }

    /// Goes back to a page that was drawn before.
    mutating func turn(to number: Int) {
        if unsafe pages.indices.contains(number) { unsafe current = pages[number] }
    }

    /// How many pages there are.
    var pageCount: Int { remarks.count }

    /// Notes what the foot of the current page must explain.
    mutating func remark(_ remark: PageRemark) {
        guard !remark.isEmpty, !remarks.isEmpty else { return }
        remarks[remarks.count - 1].formUnion(remark)
    }

    /// Adds an entry to the outline that leads to a height on the current page.
    func bookmark(_ title: String, y: Double) { _ = unsafe entry(title, under: chapter, y: y) }

    /// Adds an entry to the top of the outline and puts all later ones under it.
    mutating func openChapter(_ title: String, y: Double) {
        unsafe chapter = unsafe entry(title, under: nil, y: y)
        if let chapter = unsafe chapter { unsafe HPDF_Outline_SetOpened(chapter, HPDF_BOOL(HPDF_FALSE)) }
    }

    private func entry(_ title: String, under parent: HPDF_Outline?, y: Double) -> HPDF_Outline? {
        guard let page = unsafe current, let encoder = unsafe HPDF_GetEncoder(document, "UTF-8") else { return nil }
        guard let entry = unsafe HPDF_CreateOutline(document, parent, Canvas.safe(title), encoder),
            let place = unsafe HPDF_Page_CreateDestination(page)
        else { return nil }
        unsafe HPDF_Destination_SetXYZ(place, 0, Float(Canvas.height - y), 1)
        unsafe HPDF_Outline_SetDestination(entry, place)
        return unsafe entry
    }

    /// Sets title, author, subject, program and date.
    func describe(title: String, author: String?, subject: String, creator: String, date: CivilDate) {
        // libharu writes strings of the information dictionary in the current encoder.
        unsafe HPDF_SetCurrentEncoder(document, "UTF-8")
        unsafe HPDF_SetInfoAttr(document, HPDF_INFO_TITLE, Canvas.safe(title))
        if let author { unsafe HPDF_SetInfoAttr(document, HPDF_INFO_AUTHOR, Canvas.safe(author)) }
        unsafe HPDF_SetInfoAttr(document, HPDF_INFO_SUBJECT, Canvas.safe(subject))
        unsafe HPDF_SetInfoAttr(document, HPDF_INFO_CREATOR, Canvas.safe(creator))
        let time = HPDF_Date(
            year: HPDF_INT(date.year),
            month: HPDF_INT(date.month),
            day: HPDF_INT(date.day),
            hour: HPDF_INT(date.hour),
            minutes: HPDF_INT(date.minute),
            seconds: HPDF_INT(date.second),
            ind: CChar(UInt8(ascii: "Z")),
            off_hour: 0,
            off_minutes: 0
        )
        unsafe HPDF_SetInfoDateAttr(document, HPDF_INFO_CREATION_DATE, time)
        unsafe HPDF_SetInfoDateAttr(document, HPDF_INFO_MOD_DATE, time)
    }

    /// The finished file, or the first error libharu met.
    func finish() throws(ReportError) -> [UInt8] {
        for font in fonts where font.file != nil { font.trim() }
        if unsafe failure.pointee == 0 { unsafe HPDF_SaveToStream(document) }
        let size = unsafe Int(HPDF_GetStreamSize(document))
        guard unsafe failure.pointee == 0, size > 0 else {
            let code = unsafe failure.pointee
            throw ReportError(.failed, "The PDF could not be drawn.", context: ["libharu": String(code, radix: 16)])
        }
        unsafe HPDF_ResetStream(document)
        var length = UInt32(size)
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
            unsafe HPDF_ReadFromStream(document, buffer.baseAddress, &length)
            count = Int(length)
        }
        // libharu reports the end of its own stream as an error once all bytes are read; only a short read is one.
        guard bytes.count == size else { throw ReportError(.failed, "The PDF could not be read back.") }
        return bytes
    }

    /// Opens a font file and embeds what is used of it; nil when libharu refuses it, which is no error of the report.
    mutating func load(_ file: FontFile) -> Int? {
        if let known = fontsByPath[file.path] { return known }
        let name =
            if let index = file.index {
                unsafe HPDF_LoadTTFontFromFile2(document, file.path, HPDF_UINT(index), HPDF_BOOL(HPDF_TRUE))
            } else {
                unsafe HPDF_LoadTTFontFromFile(document, file.path, HPDF_BOOL(HPDF_TRUE))
            }
        if let name = unsafe name, let font = unsafe HPDF_GetFont(document, name, "UTF-8") {
            unsafe CanvasFont.mapToUnicode(font, file.coverage)
            unsafe addFont(font, file: file)
            fontsByPath[file.path] = fonts.count - 1
            return fonts.count - 1
        }
        unsafe HPDF_ResetError(document)
        unsafe failure.pointee = 0
        fontsByPath[file.path] = .some(nil)
        return nil
    }

    private mutating func addFont(_ handle: HPDF_Font, file: FontFile?) {
        let latin = (0..<(file == nil ? 256 : 0)).map { code in
            // A base-14 font is asked by Unicode too, so that both kinds share a table.
            unsafe Double(HPDF_Font_GetUnicodeWidth(handle, HPDF_UNICODE(code)))
        }
        unsafe fonts.append(CanvasFont(handle: handle, file: file, latin: latin))
    }

    /// Text for the outline and the information dictionary: one line, no control characters, nothing libharu drops.
    private static func safe(_ text: String) -> String {
        var scalars = String.UnicodeScalarView()
        for scalar in text.unicodeScalars.prefix(200) {
            switch scalar.value {
            case 0..<0x20, 0x7F..<0xA0: scalars.append(" ")
            case 0x10000...: scalars.append("\u{FFFD}")
            default: scalars.append(scalar)
            }
        }
        return String(scalars)
    }
}
