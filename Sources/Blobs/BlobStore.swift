package import FoundationEssentials

/// Where recordings and reports are kept for good when the data folder is only a place to work: an object store, or a folder that
/// machines share. Names are `answers/<answer>/<file>`, and beside them marks and notes of what is to go.
package struct BlobStore: Sendable {
    /// A page of names.
    package struct Page: Sendable {
        /// The names, in the order of their bytes.
        package var names: [String]
        /// What to ask for next; nil on the last page.
        package var next: String?

        /// A page.
        package init(names: [String], next: String? = nil) {
            self.names = names
            self.next = next
        }
    }

    /// Keeps a file's bytes under a name, in place of what was there; on return they are safe.
    package var put: @Sendable (_ file: URL, _ name: String) async throws -> Void
    /// Writes what is kept under a name to a new file. Throws `blob.missing` or `storage.corrupt` when there is nothing.
    package var fetch: @Sendable (_ name: String, _ file: URL) async throws -> Void
    /// Removes what is kept under a name; that there is nothing is no error.
    package var remove: @Sendable (_ name: String) async throws -> Void
    /// The names that begin with a prefix.
    package var list: @Sendable (_ prefix: String, _ after: String?) async throws -> Page

    /// A store.
    package init(
        put: @escaping @Sendable (_ file: URL, _ name: String) async throws -> Void,
        fetch: @escaping @Sendable (_ name: String, _ file: URL) async throws -> Void,
        remove: @escaping @Sendable (_ name: String) async throws -> Void,
        list: @escaping @Sendable (_ prefix: String, _ after: String?) async throws -> Page
    ) {
        self.put = put
        self.fetch = fetch
        self.remove = remove
        self.list = list
    }
}
