/// The headers of replies, by name.
enum ReplyHeaders {
    /// One header.
    struct Header {
        var schema: Schema
        var meaning: String
        var isNeeded = false

        init(_ schema: Schema, _ meaning: String, needed: Bool = false) {
            self.schema = schema
            self.meaning = meaning
            isNeeded = needed
        }

        var node: JSONNode {
            .object(["description": .text(meaning), "required": .flag(isNeeded), "schema": schema.node])
        }
    }

    private static let digits = Schema.text.with("pattern", .text("^[0-9]+$"))

    static var all: KeyValuePairs<String, Header> {
        [
            "X-Request-Id": Header(.text, "The request's id, as in problem documents and in the log.", needed: true),
            "Debrief-Version": Header(.text, "The version of the service that answered."),
            "X-Accel-Buffering": Header(.choice(["no"]), "Proxies pass the stream on as it comes."),
            "Location": Header(.text, "Where the resource is.", needed: true),
            "ETag": Header(.text.with("pattern", .text("^(W/)?\"[^\"]+\"$")), "The entity tag.", needed: true),
            "Content-Disposition": Header(.text, "A name for the file.", needed: true),
            "Link": Header(.text, "The next page, as `rel=\"next\"`."),
            "WWW-Authenticate": Header(.text, "How to name a key, and what was wrong with it."),
            "Retry-After": Header(digits, "Seconds after which to ask again."),
            "RateLimit": Header(.text, "What is left of the client's quota: `\"answers\";r=59;t=1`."),
            "RateLimit-Policy": Header(.text, "The quota: `\"answers\";q=60;w=60`, q requests in w seconds."),
            "Preference-Applied": Header(.text, "The wait that was kept to: `wait=60`."),
            "Idempotency-Replayed": Header(.choice(["true"]), "This reply was given before."),
            "Accept-Ranges": Header(.choice(["bytes"]), "Parts can be asked for.", needed: true),
            "Content-Range": Header(.text, "Which part this is, and of how many bytes.", needed: true),
            "Tus-Resumable": Header(.choice([TusRequest.version]), "The protocol's version.", needed: true),
            "Tus-Version": Header(.choice([TusRequest.version]), "The versions spoken.", needed: true),
            "Tus-Max-Size": Header(digits, "The largest upload taken, in bytes.", needed: true),
            "Tus-Extension": Header(.text, "The extensions spoken, with commas.", needed: true),
            "Tus-Checksum-Algorithm": Header(.text, "The digests known, with commas.", needed: true),
            "Upload-Offset": Header(digits, "Bytes that are there.", needed: true),
            "Upload-Length": Header(digits, "Bytes there will be; absent until the client told it."),
            "Upload-Defer-Length": Header(.choice(["1"]), "The client has not told the length."),
            "Upload-Metadata": Header(.text, "What came with the creation."),
            "Upload-Expires": Header(.text, "When the upload is forgotten if no piece comes.", needed: true),
        ]
    }
}
