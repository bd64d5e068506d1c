import CFLAC
import CMpg123
import COpus
import CSndFile
import CSoxr

/// The C libraries this room is built on.
package enum AudioLibraries {
    /// What each says about itself. libogg has no way to ask.
    package static var versions: [String] {
        let known = unsafe [sf_version_string(), opus_get_version_string(), soxr_version()].map { text in
            guard let text = unsafe text else { return "(says nothing)" }
            return unsafe String(cString: text)
        }
        return known + [
            "libFLAC \(unsafe String(cString: debrief_flac_version()))", "libmpg123 API \(MPG123_API_VERSION)",
        ]
    }
}
