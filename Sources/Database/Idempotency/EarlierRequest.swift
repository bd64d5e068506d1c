/// What became of the first request with a key.
package struct EarlierRequest: Sendable, Hashable {
    /// Hash of what it said.
    package var request: String
    /// The id of what it made.
    package var resource: String
    /// The HTTP status it was answered with; nil while that is not known, and when the process died before it was.
    package var status: Int?

    /// A request that was accepted before.
    package init(request: String, resource: String, status: Int? = nil) {
        self.request = request
        self.resource = resource
        self.status = status
    }

    init(row: SQLRow) throws(StorageError) {
        request = try row.text("request")
        resource = try row.text("resource")
        status = try row.optionalInt("status")
    }
}
