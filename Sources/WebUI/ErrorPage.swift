import Core

/// The page a problem's `type` leads to: the error table as HTML.
package enum ErrorPage {
    /// The document.
    package static let text: String = {
        let rows = ErrorTable.rows.map { row in
            "<tr id=\"\(row.code)\"><td><code>\(row.code)</code></td><td>\(row.status)</td>"
                + "<td>\(row.retry.rawValue)</td><td>\(escaped(row.meaning))</td></tr>"
        }
        return """
            <!doctype html><html lang="en"><head><meta charset="utf-8"><title>Errors – Debrief</title>
            <meta name="viewport" content="width=device-width, initial-scale=1"><link rel="stylesheet" href="/page.css"></head>
            <body><header class="top"><h1><a href="/">Debrief</a></h1></header>
            <main class="card"><h2>Errors</h2><p class="soft">Every code this service answers with. Retry says what a worker does by itself:
            never, backoff, or later when an upstream names the time.</p>
            <table><thead><tr><th>Code</th><th>Status</th><th>Retry</th><th>Meaning</th></tr></thead>
            <tbody>\(rows.joined(separator: "\n"))</tbody></table></main></body></html>
            """
    }()

    private static func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
    }
}
