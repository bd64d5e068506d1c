import FoundationEssentials
import Outbound

/// A whole file as Base64, for the services that want audio inside JSON.
enum Base64File {
    /// The file's bytes.
    ///
    /// - Throws: `rejected` when it cannot be read or is larger than `limit` bytes.
    static func text(_ url: URL, limit: Int) throws(OutboundError) -> String {
        guard try HTTPBody.file(url.path).length <= limit, let data = try? Data(contentsOf: url) else {
            throw OutboundError(
                .rejected,
                "the recording is larger than the \(limit) bytes it takes, or cannot be read."
            )
        }
        return data.base64EncodedString()
    }
}
