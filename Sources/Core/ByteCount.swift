/// Sizes as people read them.
package enum ByteCount {
    /// A size in whole bytes, kilobytes or megabytes of 1024, cut down to the next whole one.
    package static func text(_ bytes: Int) -> String {
        if bytes >= 1 << 20 { return "\(bytes >> 20) MB" }
        if bytes >= 1 << 10 { return "\(bytes >> 10) KB" }
        return "\(bytes) bytes"
    }
}
