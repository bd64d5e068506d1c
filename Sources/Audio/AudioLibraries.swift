import COpus
import CSndFile
import CSoxr

/// The C libraries this room is built on.
package enum AudioLibraries {
    /// What each says about itself. libogg has no way to ask.
    package static var versions: [String] {
        unsafe [sf_version_string(), opus_get_version_string(), soxr_version()].map { text in
            guard let text = unsafe text else { return "(says nothing)" }
            return unsafe String(cString: text)
        }
    }
}
