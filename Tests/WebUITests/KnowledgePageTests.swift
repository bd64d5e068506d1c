import FoundationEssentials
import Testing

@testable import WebUI

/// The page of knowledge documents with each state a document can have.
@Suite(.timeLimit(.minutes(1)))
struct KnowledgePageTests {
    private func row(_ id: String, progress: (done: Int, total: Int)? = nil, isOwn: Bool = true) -> KnowledgePage.Row {
        KnowledgePage.Row(
            id: id,
            title: "A <b>book</b>",
            about: "3 pages",
            state: "Ready",
            progress: progress,
            isWaiting: progress != nil,
            isOwn: isOwn
        )
    }

    @Test func `a document shows its progress while it waits, and what its reader may do`() throws {
        let html = try KnowledgePage(
            rows: [row("kdc_1", progress: (3, 7)), row("kdc_2"), row("kdc_3", isOwn: false)],
            mayShare: false
        ).html()
        let rows = html.components(separatedBy: "<li ").dropFirst()
        #expect(rows.count == 3)
        let (first, second, third) = (rows[1], rows[2], rows[3])
        #expect(first.contains(#"<progress max="7" value="3" aria-label="Read in">"#) && first.contains("data-open"))
        #expect(first.contains(#"data-do="cancel""#) && first.contains(#"data-do="remove""#))
        #expect(!second.contains("progress") && !second.contains(#"data-do="cancel""#))
        #expect(second.contains(#"data-do="remove""#) && !third.contains("data-do"))
        #expect(html.contains("A &lt;b&gt;book&lt;/b&gt;") && !html.contains("<b>book"))
        #expect(!html.contains(#"id="shared""#) && !html.contains("What was found"))
        let waiting = try KnowledgePage(rows: [row("kdc_1", progress: (0, 0))], mayShare: true).html()
        #expect(waiting.contains(#"<progress max="1" value="0""#) && waiting.contains(#"id="shared""#))
    }

    @Test func `passages are shown with their source, and nothing found is said`() throws {
        var page = KnowledgePage(rows: [], mayShare: false, question: #"Why "us"?"#)
        page.hits = [
            KnowledgePage.Hit(source: "Handbook, page 4", heading: "Releases › Rolling back", text: "Turn <it>."),
            KnowledgePage.Hit(source: "Diary, page 1", heading: "", text: "Nothing above."),
        ]
        page.notice = "The search went by words alone."
        let html = try page.html()
        #expect(html.contains(#"value="Why &quot;us&quot;?""#) && html.contains("There are none yet."))
        #expect(html.contains("<b>Handbook, page 4</b>") && html.contains("Releases › Rolling back"))
        #expect(html.contains("Turn &lt;it&gt;.") && html.contains("The search went by words alone."))
        #expect(!html.contains("Nothing in your documents speaks of that."))
        page.hits = []
        #expect(try page.html().contains("Nothing in your documents speaks of that."))
    }
}
