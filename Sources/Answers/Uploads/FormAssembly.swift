import HTTPKit

/// Sorts the events of a form into plain fields, kept in memory within their limits, and the one recording, passed on.
struct FormAssembly: Sendable {
    /// What an event means for the recording.
    enum Effect: Sendable, Equatable {
        case nothing
        case recordingBegins
        case recordingBytes([UInt8])
    }

    /// The plain fields so far.
    private(set) var fields = UploadFields()
    private var current: PartHeaders?
    private var value: [UInt8] = []
    private var seen: Set<String> = []

    /// Takes the next event. Throws for an unknown, repeated or too long field.
    mutating func take(_ event: MultipartEvent) throws(WebError) -> Effect {
        switch event {
        case .partBegan(let headers):
            guard seen.insert(headers.name).inserted else {
                throw WebError(.invalidField, "The form has the field \"\(headers.name.prefix(64))\" twice.")
            }
            current = headers
            value = []
            if headers.name == "audio" { return .recordingBegins }
            _ = try UploadFields.limit(of: headers.name)
            return .nothing
        case .bytes(let bytes):
            guard let name = current?.name, name != "audio" else { return .recordingBytes(bytes) }
            value += bytes
            let limit = try UploadFields.limit(of: name)
            guard value.count <= limit else {
                throw WebError(.invalidField, "The field \"\(name)\" is longer than \(limit) bytes.")
            }
            return .nothing
        case .partEnded:
            if let current, current.name != "audio" {
                try fields.set(current.name, bytes: value, filename: current.filename)
            }
            current = nil
            return .nothing
        }
    }
}
