import Core
import Foundation
import Testing

@testable import Documents

/// Résumés of many layouts: what a person would read first comes first, and the parts are found.
@Suite(.timeLimit(.minutes(3)))
struct LayoutTests {
    struct Layout: Sendable, CustomTestStringConvertible {
        var name: String
        var bytes: [UInt8]
        var file = "cv.pdf"
        var kinds: Set<SectionKind> = [.experience, .skills, .education]
        /// Texts that must stand in this order.
        var order: [String] = []

        var testDescription: String { name }
    }

    private static let jobs = [
        "EXPERIENCE", "Software Engineer, Northwind Ltd", "2019 – present",
        "• Built billing services in Go for customers",
        "• Reduced the latency of searches by 35%", "Developer, Contoso", "2016 – 2019",
        "• Maintained the Python pipelines of a warehouse",
    ]
    private static let side = [
        "SKILLS", "Go", "Python", "PostgreSQL", "Docker", "", "EDUCATION", "BSc Computer Science", "Example University",
        "2012 – 2015",
    ]

    static let layouts: [Layout] = [
        Layout(
            name: "one column",
            bytes: Samples.pdf([Samples.column(["Ada Example", "ada@example.org", ""] + jobs + [""] + side)]),
            order: ["Ada Example", "Built billing", "SKILLS", "Example University"]
        ),
        Layout(
            name: "sidebar on the left",
            bytes: Samples.pdf([Samples.column(side, x: 40) + Samples.column(jobs, x: 220)]),
            order: [
                "SKILLS", "Docker", "Example University", "EXPERIENCE", "Reduced the latency", "Developer, Contoso",
            ]
        ),
        Layout(
            name: "sidebar on the right",
            bytes: Samples.pdf([Samples.column(jobs, x: 40) + Samples.column(side, x: 400, step: 15)]),
            order: ["EXPERIENCE", "Maintained the Python", "SKILLS", "Docker", "EDUCATION"]
        ),
        Layout(
            name: "head over two columns",
            bytes: Samples.pdf([
                [.init(x: 150, y: 50, text: "Ada Example, engineer of billing and search systems", size: 16)]
                    + Samples.column(jobs, x: 40, y: 110) + Samples.column(side, x: 400, y: 110)
            ]),
            order: ["Ada Example", "EXPERIENCE", "Maintained the Python", "SKILLS"]
        ),
        Layout(
            name: "dates at the right edge",
            bytes: Samples.pdf([
                Samples.column([
                    "Experience", "Software Engineer, Northwind",
                    "• Built billing services in Go for many customers of ours", "Developer, Contoso",
                    "• Maintained the Python pipelines of the whole warehouse", "Intern, Fabrikam",
                    "• Wrote unit tests", "Skills", "Go, Python", "Education", "BSc Computer Science",
                ])
                    + [
                        Samples.Piece(x: 460, y: 74, text: "2019 – present"),
                        .init(x: 460, y: 102, text: "2016 – 2019"), .init(x: 460, y: 130, text: "2015 – 2016"),
                    ]
            ]),
            order: ["Northwind  2019", "Built billing", "Contoso  2016", "Fabrikam  2015"]
        ),
        Layout(
            name: "dates at the left edge",
            bytes: Samples.pdf([
                Samples.column([
                    "Experience", "", "", "", "", "", "", "Skills", "Go, Python and other things I use every day",
                    "Education", "BSc Computer Science",
                ])
                    + [
                        (74, "2019 – 2022", "Software Engineer at Northwind"),
                        (88, "2016 – 2019", "Developer at Contoso"), (102, "2014 – 2016", "Intern at Fabrikam"),
                        (116, "2012 – 2014", "Tutor at Example University"),
                    ]
                    .flatMap {
                        [Samples.Piece(x: 50, y: $0.0, text: $0.1), Samples.Piece(x: 160, y: $0.0, text: $0.2)]
                    }
            ]),
            order: ["2019 – 2022  Software Engineer", "2016 – 2019  Developer", "2014 – 2016  Intern"]
        ),
        Layout(
            name: "table of skills",
            bytes: Samples.pdf([
                Samples.column(jobs + ["", "Skills"])
                    + [
                        (200, "Languages", "Go, Python and SQL for services"),
                        (214, "Databases", "PostgreSQL, Redis for caching"),
                        (228, "Cloud", "AWS and Docker in production"),
                    ]
                    .flatMap {
                        [Samples.Piece(x: 50, y: $0.0, text: $0.1), Samples.Piece(x: 180, y: $0.0, text: $0.2)]
                    }
                    + Samples.column(["Education", "BSc Computer Science"], y: 260)
            ]),
            order: ["Languages  Go, Python", "Databases  PostgreSQL", "Cloud  AWS", "Education"]
        ),
        Layout(
            name: "two pages with running heads",
            bytes: Samples.pdf([
                Samples.column(["Ada Example"] + jobs) + [.init(x: 250, y: 820, text: "Page 1 of 2")],
                Samples.column(side) + [.init(x: 250, y: 820, text: "Page 2 of 2")],
            ]),
            order: ["EXPERIENCE", "SKILLS"]
        ),
        Layout(
            name: "words cut at line ends, letters spaced",
            bytes: Samples.pdf([
                Samples.column([
                    "E X P E R I E N C E", "Engineer, Northwind, 2019 – present", "• Built a highly avail-",
                    "able service with Go", "S K I L L S", "Go, Python", "E D U C A T I O N", "BSc",
                ])
            ]),
            order: ["Built a highly available", "service with Go"]
        ),
        Layout(
            name: "Word export",
            bytes: Samples.docx(
                ["Ada Example"].map { Samples.paragraph($0, look: #"<w:pStyle w:val="T"/>"#) }.joined()
                    + Samples.paragraph("Work History", look: #"<w:pStyle w:val="H"/>"#)
                    + Samples.paragraph("Engineer, Northwind, 2019 – present")
                    + Samples.paragraph("Built billing in Go", look: "<w:numPr/>")
                    + Samples.paragraph("Key Skills", look: #"<w:pStyle w:val="H"/>"#)
                    + Samples.paragraph("Go, Python") + Samples.paragraph("Education", look: #"<w:pStyle w:val="H"/>"#)
                    + Samples.paragraph("BSc"),
                styles:
                    #"<w:styles><w:style w:styleId="T"><w:name w:val="Title"/></w:style><w:style w:styleId="H"><w:name w:val="heading 1"/></w:style></w:styles>"#
            ),
            file: "cv.docx",
            order: ["Ada Example", "Work History", "Built billing in Go"]
        ),
        Layout(
            name: "Word table of two columns",
            bytes: Samples.docx(
                "<w:tbl><w:tr><w:tc>" + side.filter { !$0.isEmpty }.map { Samples.paragraph($0) }.joined()
                    + "</w:tc><w:tc>"
                    + jobs.map { Samples.paragraph($0) }.joined() + "</w:tc></w:tr></w:tbl>"
            ),
            file: "cv.docx",
            order: ["SKILLS", "Docker", "EDUCATION", "EXPERIENCE", "Maintained the Python"]
        ),
        Layout(
            name: "Markdown",
            bytes: Array(
                "# Ada\n\n## Experience\n**Engineer**, Northwind, 2019–present\n- Built *billing* in `Go`\n\n## Skills\nGo, Python\n\n## Education\nBSc\n"
                    .utf8
            ),
            file: "cv.md",
            order: ["Engineer, Northwind", "Built billing in Go", "Skills"]
        ),
        Layout(
            name: "German",
            bytes: Samples.pdf([
                Samples.column([
                    "Berufserfahrung", "Entwickler, Northwind, März 2019 – heute", "• Dienste in Go gebaut",
                    "Kenntnisse", "Go, Python", "Ausbildung", "Studium der Informatik",
                ])
            ]),
            order: ["Berufserfahrung", "Kenntnisse"]
        ),
        Layout(
            name: "Hindi",
            bytes: Array("आद्या उदाहरण\n\nकार्य अनुभव\nइंजीनियर, नॉर्थविंड, 2019 – present\n\nतकनीकी कौशल\nGo, Python\n\nशिक्षा\nBSc\n".utf8),
            file: "cv.txt",
            order: ["कार्य अनुभव", "तकनीकी कौशल"]
        ),
        Layout(
            name: "Chinese",
            bytes: Array("张三\n\n工作经历\n2019年 – 至今 工程师\n\n专业技能\nGo, Python\n\n教育背景\nBSc\n".utf8),
            file: "cv.txt",
            order: ["工作经历", "专业技能"]
        ),
    ]

    @Test(arguments: layouts)
    func `a résumé is read in order and its parts are found`(layout: Layout) async throws {
        let document = try await DocumentReader(limits: .resume).read(layout.bytes, name: layout.file)
        let text = document.text
        var at = text.startIndex
        for wanted in layout.order {
            let place = text[at...].firstRange(of: wanted)
            #expect(place != nil, "\(layout.name): \(wanted) is not where it should be in:\n\(text)")
            at = place?.upperBound ?? at
        }
        #expect(!text.contains("Page 2"))
        let kinds = Set(Sections.ofResume(document).map(\.kind))
        #expect(kinds.isSuperset(of: layout.kinds), "\(layout.name): \(kinds) in:\n\(text)")
        let skills = Samples.skills.find(in: document) { _ in true }.map { Samples.skills.skills[$0.skill].name }
        #expect(skills.contains("Go"), "\(layout.name): \(skills)")
    }

    @Test func `a picture of text, an encrypted, a broken and a foreign file get their codes`() async throws {
        let reader = DocumentReader(limits: .resume)
        func code(_ bytes: [UInt8], _ name: String = "") async -> String {
            do {
                _ = try await reader.read(bytes, name: name)
                return "read"
            } catch { return (error as? DocumentError)?.code ?? "\(error)" }
        }
        #expect(await code(Samples.pdf([[]])) == "document.scan")
        #expect(await code([]) == "document.empty")
        #expect(await code(Array("   \n\n".utf8)) == "document.empty")
        #expect(await code(Array("%PDF-1.4\nnothing of a PDF".utf8)) == "document.broken")
        #expect(await code([0x89, 0x50, 0x4E, 0x47] + [UInt8](repeating: 0, count: 4_000)) == "document.unsupported")
        #expect(await code([0xD0, 0xCF, 0x11, 0xE0] + [UInt8](repeating: 0, count: 100)) == "document.unsupported")
        #expect(await code(Array("{\\rtf1 hello}".utf8)) == "document.unsupported")
        #expect(await code([UInt8](repeating: 0x41, count: (10 << 20) + 1)) == "document.too_large")
        let many = Samples.pdf(
            (0..<60).map { [Samples.Piece(x: 50, y: 60, text: "Page number \($0) of a very long résumé")] }
        )
        #expect(await code(many) == "document.too_large")
        let script = Samples.pdf(
            [Samples.column(["Ada Example, engineer of billing systems at Northwind"])],
            extra: "/OpenAction << /S /JavaScript /JS (while(true){}) >> /AA << /WC << /S /Launch /F (/bin/sh) >> >>"
        )
        #expect(await code(script) == "read")
        #expect(await DocumentReader.isPDFWithoutNetwork || true)
    }
}
