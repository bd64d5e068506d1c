/// The examples of the document, as JSON; a test holds each against its schema. Features add theirs.
package enum Examples {
    /// An answer's identifier.
    package static let id = "ans_01a1fd53-d83f-75f5-9275-35e53568abbe"
    /// Another one.
    package static let otherID = "ans_01a1fd5a-0c11-7c2e-a1b0-6d4f2a90e3c7"

    /// A service that is ready.
    package static let ready = """
        {"status":"ready","checks":{"database":{"status":"ok"},"queue":{"status":"ok","oldestMs":0,"waiting":0}}}
        """

    /// An error.
    package static let problem = """
        {"type":"/docs/errors#request.not_found","title":"There is no such resource.","status":404,\
        "detail":"There is no answer with this id.","code":"request.not_found","requestId":"6a0f7c1e-52b8-4d3a-9a55-0f2f7f0d9b11"}
        """
}
