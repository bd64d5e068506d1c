import CHaru

/// The C library this room is built on.
package enum ReportLibrary {
    /// Its name and version.
    package static var version: String {
        guard let text = unsafe HPDF_GetVersion() else { return "libharu" }
        return unsafe "libharu-" + String(cString: text)
    }
}
