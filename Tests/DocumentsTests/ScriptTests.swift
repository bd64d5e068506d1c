import Foundation
import Testing

@testable import Documents

/// Résumés in other scripts, in the forms their countries use (`Fixtures/documents`): name, contact lines, parts, jobs with employer and
/// times, and the months of a skill.
@Suite(.timeLimit(.minutes(3)), .serialized)
struct ScriptTests {
    struct Expected: Sendable, CustomTestStringConvertible {
        var file: String
        var name: String
        var mail: String
        var phone: String
        var titles: [String]
        var employers: [String?]
        /// Months of the jobs that use Kubernetes, or Java in the register, which has no later one.
        var skill = "Kubernetes"
        var months: Int
        var starts = [YearMonth(year: 2020, month: 3), YearMonth(year: 2016, month: 6)]
        /// 2 bachelor, 3 master.
        var degree = 3

        var testDescription: String { file }
    }

    static let résumés: [Expected] = [
        Expected(
            file: "chinese.pdf",
            name: "王小明",
            mail: "xiaoming@example.org",
            phone: "+86 138 0000 0000",
            titles: ["高级工程师", "工程师"],
            employers: ["港口科技", "水车公司"],
            months: 80
        ),
        Expected(
            file: "chinese-labels.pdf",
            name: "陈立群",
            mail: "liqun@example.org",
            phone: "138 0000 0000",
            titles: ["高级后端工程师", "软件工程师"],
            employers: ["杭州云帆科技有限公司", "上海明河软件有限公司"],
            months: 88,
            starts: [YearMonth(year: 2019, month: 7), YearMonth(year: 2013, month: 7)],
            degree: 2
        ),
        Expected(
            file: "chinese-traditional.docx",
            name: "王大文",
            mail: "dawen@example.org",
            phone: "0912-000-000",
            titles: ["資深軟體工程師", "軟體工程師"],
            employers: ["港灣科技股份有限公司", "水車網路有限公司"],
            months: 104,
            starts: [YearMonth(year: 2018, month: 3), YearMonth(year: 2014, month: 7)]
        ),
        Expected(
            file: "japanese.pdf",
            name: "山田 花子",
            mail: "hanako@example.org",
            phone: "090-0000-0000",
            titles: ["シニアエンジニア", "エンジニア"],
            employers: ["港株式会社", "水車株式会社"],
            months: 80
        ),
        Expected(
            file: "japanese-register.docx",
            name: "佐藤 健太",
            mail: "kenta@example.org",
            phone: "090-0000-0000",
            titles: ["エンジニア", "シニアエンジニア"],
            employers: ["水車株式会社", "港ソフトウェア株式会社"],
            skill: "Java",
            months: 89,
            starts: [YearMonth(year: 2011, month: 4), YearMonth(year: 2018, month: 10)],
            degree: 2
        ),
        Expected(
            file: "japanese-career.pdf",
            name: "高橋 美咲",
            mail: "misaki@example.org",
            phone: "080-0000-0000",
            titles: ["バックエンドエンジニア", "プログラマー"],
            employers: ["株式会社みなと", "水車システム株式会社"],
            months: 91,
            starts: [YearMonth(year: 2019, month: 4), YearMonth(year: 2015, month: 4)]
        ),
        Expected(
            file: "korean.pdf",
            name: "김하나",
            mail: "hana@example.org",
            phone: "010-0000-0000",
            titles: ["엔지니어", "엔지니어"],
            employers: ["항구 주식회사 선임", "물레방아"],
            months: 80
        ),
        Expected(
            file: "hebrew.docx",
            name: "נועה לינדקוויסט",
            mail: "noa@example.org",
            phone: "+972 50 000 0000",
            titles: ["מהנדסת תוכנה בכירה", "מתכנתת"],
            employers: ["הנמל בע״מ", "הטחנה בע״מ"],
            months: 80
        ),
        Expected(
            file: "arabic.docx",
            name: "ليلى حداد",
            mail: "layla@example.org",
            phone: "+962 7 0000 0000",
            titles: ["مهندسة برمجيات أولى", "مبرمجة"],
            employers: ["شركة الميناء", "شركة الطاحونة"],
            months: 80
        ),
        Expected(
            file: "russian.pdf",
            name: "Мария Линдквист",
            mail: "maria@example.org",
            phone: "+7 900 000-00-00",
            titles: ["Ведущий разработчик", "Разработчик"],
            employers: ["«Гавань»", "«Мельница»"],
            months: 80
        ),
        Expected(
            file: "greek.pdf",
            name: "Μαρία Λίντκβιστ",
            mail: "maria@example.org",
            phone: "+30 690 000 0000",
            titles: ["Μηχανικός λογισμικού", "Προγραμματίστρια"],
            employers: ["Λιμάνι ΑΕ", "Μύλος ΕΠΕ"],
            months: 80
        ),
    ]

    @Test(arguments: résumés)
    func `name, contact lines, parts, jobs and months are found`(expected: Expected) async throws {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "Fixtures/documents")
        let data = try Data(contentsOf: folder.appending(path: expected.file))
        let document = try await DocumentReader(limits: .resume).read(Array(data), name: expected.file)
        let profile = ResumeProfile(document, skills: Samples.skills, now: YearMonth(year: 2026, month: 11))
        #expect(profile.name == expected.name, "\(document.text)")
        #expect(profile.email?.text == expected.mail)
        #expect(profile.phone?.text == expected.phone)
        let kinds = Set(profile.sections.map(\.kind))
        #expect(kinds.isSuperset(of: [.experience, .skills, .education]), "\(kinds) in:\n\(document.text)")
        #expect(profile.roles.map(\.title) == expected.titles)
        #expect(profile.roles.map(\.employer) == expected.employers)
        #expect(profile.roles.map(\.start) == expected.starts)
        #expect(profile.skills.first { $0.name == expected.skill }?.months == expected.months)
        #expect(profile.degree == expected.degree)
        // Every quote is the text of its place.
        let units = Array(document.text.utf16)
        for quote in profile.roles.map(\.quote) + [profile.email, profile.phone].compactMap({ $0 }) {
            #expect(String(decoding: units[quote.start..<quote.end], as: UTF16.self) == quote.text)
        }
    }

    @Test func `a date of birth is no telephone number, and names touch other letters`() {
        let document = Samples.text(
            "姓名：李 娜\n出生日期：1990.04.01\n手机：13800000000\n工作经历\n2020.03 - 至今 某某公司 会计\n- 负责Go语言和C语言培训，面向B端、C端用户\n"
        )
        let profile = ResumeProfile(document, skills: Samples.skills, now: YearMonth(year: 2026, month: 11))
        #expect(profile.name == "李 娜")
        #expect(profile.phone?.text == "13800000000")
        #expect(profile.roles.first?.title == "会计")
        #expect(Set(profile.skills.map(\.name)) == ["Go", "C"])
        let once = Samples.text("C端用户增长，A股研究\n")
        #expect(Samples.skills.find(in: once) { _ in false }.isEmpty)
    }
}
