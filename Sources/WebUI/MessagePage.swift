import Catalogue
import Core
import Model

/// A page that says one thing: not found, sign in, offline, something went wrong. Programs get a problem document instead.
package struct MessagePage: Sendable {
    /// What it says, in a line.
    package var title: String
    /// What happened, what is safe and what to do.
    package var text: String
    /// Where to go from here, with its words; nil for nowhere.
    package var action: (address: String, text: String)?
    /// What to name when asking for help; nil without one.
    package var requestID: String?

    /// A page of your own words.
    package init(
        title: String,
        text: String,
        action: (address: String, text: String)? = ("/", Texts["message.practise"]),
        requestID: String? = nil
    ) {
        self.title = title
        self.text = text
        self.action = action
        self.requestID = requestID
    }

    /// The page for an HTTP status.
    ///
    /// - Parameter detail: one sentence of the service about what is wrong; used where it helps a person.
    package init(status: Int, detail: String? = nil, requestID: String? = nil) {
        switch status {
        case 401:
            self.init(
                title: Texts["message.signIn.title"],
                text: Texts["message.signIn.text"],
                action: nil
            )
        case 403:
            self.init(
                title: Texts["message.forbidden.title"],
                text: Texts["message.forbidden.text"]
            )
        case 404:
            self.init(
                title: Texts["message.notFound.title"],
                text: Texts["message.notFound.text"],
                action: ("/answers", Texts["message.seeAnswers"])
            )
        case 429:
            self.init(
                title: Texts["message.tooMany.title"],
                text: Texts["message.tooMany.text"],
                action: nil
            )
        case 503:
            self.init(
                title: Texts["message.busy.title"],
                text: Texts["message.busy.text"],
                action: nil
            )
        case 400..<500:
            self.init(
                title: Texts["message.wrong.title"],
                text: detail ?? Texts["message.wrong.text"]
            )
        default:
            self.init(
                title: Texts["message.fault.title"],
                text: Texts["message.fault.text"],
                requestID: requestID
            )
        }
        self.requestID = requestID
    }

    /// The page that the service worker shows without a connection.
    package static var offline: MessagePage {
        MessagePage(
            title: Texts["message.offline.title"],
            text: Texts["message.offline.text"],
            action: ("/", Texts["message.toRecorder"])
        )
    }

    /// The document.
    package func html() throws(TemplateError) -> String {
        let content = try Templates.fill(
            "message",
            [
                "title": .text(title), "text": .text(text), "address": .optional(action?.address),
                "action": .text(action?.text ?? ""), "requestID": .optional(requestID),
            ]
        )
        return try PageFrame(title: title, scripts: ["js/shell.js"], kind: "narrow").document(content)
    }
}

/// The page a problem's `type` leads to: the error table.
package enum ErrorTablePage {
    /// The document.
    package static func html() throws(TemplateError) -> String {
        let rows = ErrorTable.rows.map { row -> [String: TemplateValue] in
            [
                "code": .text(row.code), "status": .text(String(row.status)), "retry": .text(row.retry.rawValue),
                "meaning": .text(row.meaning),
            ]
        }
        let content = try Templates.fill("error-table", ["rows": .list(rows)])
        return try PageFrame(title: "Errors", scripts: ["js/shell.js"]).document(content)
    }
}

/// The page of the HTTP interface around what the interface says of itself.
package enum DocsFrame {
    /// The document.
    ///
    /// - Parameters:
    ///   - version: the version of the build.
    ///   - contents: the list of chapters and operations.
    ///   - chapters: the operations and schemas.
    package static func html(version: String, contents: HTML, chapters: HTML) throws(TemplateError) -> String {
        let content = try Templates.fill(
            "docs",
            ["version": .text(version), "contents": .html(contents), "chapters": .html(chapters)]
        )
        return try PageFrame(title: "HTTP interface", scripts: ["js/docs.js"], kind: "docs wide").document(content)
    }
}

/// Every component once, for looking at and for the picture tests.
package enum DesignPage {
    /// The document.
    package static func html() throws(TemplateError) -> String {
        let strips = [
            RangeStrip(
                label: "Pace",
                value: "186",
                unit: "words a minute",
                note: "faster than most listeners like",
                number: 186,
                scale: 60...240,
                band: 120...170,
                before: 201
            ),
            RangeStrip(
                label: "Fillers",
                value: "2.1",
                unit: "a minute",
                note: "3 fillers in all",
                number: 2.1,
                scale: 0...12,
                band: 0...4,
                before: 5.4,
                decimals: 1
            ),
        ]
        let content = try Templates.fill("design", ["strips": .html(try RangeStrip.html(strips))])
        return try PageFrame(title: "Design", scripts: ["js/shell.js"], kind: "wide").document(content)
    }
}
