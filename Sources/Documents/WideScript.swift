/// Chinese, Japanese and Korean résumés: letters without spaces between words, and the words that tell a job from an employer.
enum WideScript {
    /// Whether a letter is Han, kana or Hangul.
    static func isWide(_ character: Character) -> Bool {
        guard let value = character.unicodeScalars.first?.value, value >= 0x1100 else { return false }
        switch value {
        case 0x1100...0x11FF, 0x3005...0x3007, 0x3040...0x30FF, 0x3130...0x318F, 0x31F0...0x31FF, 0x3400...0x4DBF,
            0x4E00...0x9FFF, 0xAC00...0xD7AF, 0xF900...0xFAFF, 0xFF66...0xFF9D, 0x20000...0x3FFFF:
            return true
        default: return false
        }
    }

    /// Whether a text has such letters.
    static func isWide(_ text: some StringProtocol) -> Bool { text.contains(where: isWide) }

    /// How many words a text is long: two letters without spaces between them count as one.
    static func words(in text: String) -> Int {
        let wide = text.count(where: isWide)
        guard wide > 0 else { return text.split(separator: " ").count }
        let rest = text.split { isWide($0) || $0 == " " }.count { $0.contains { $0.isLetter || $0.isNumber } }
        return rest + (wide + 1) / 2
    }

    /// A heading without its number: 一、基本信息.
    static func unnumbered(_ key: String) -> String {
        guard let mark = key.firstIndex(where: { "、．.".contains($0) }), key[..<mark].count <= 2,
            key[..<mark].allSatisfy({ "一二三四五六七八九十".contains($0) })
        else { return key }
        return String(key[mark...].dropFirst().drop { $0 == " " })
    }

    /// The parts of a line that name one thing each, without labels such as 职位： and without brackets.
    static func pieces(_ text: String) -> [String] {
        text.split { " |｜/／,，、·•–—~～〜;；".contains($0) }.compactMap { part in
            var piece = part.drop { !$0.isLetter && !$0.isNumber }
            if let colon = piece.firstIndex(where: { $0 == "：" || $0 == ":" }) {
                piece = piece[colon...].dropFirst()
            }
            // A bracket at the end says more about the name; one within belongs to it.
            if let last = piece.last, "）)】]》".contains(last),
                let open = piece.lastIndex(where: { "（(【[《".contains($0) })
            {
                piece = piece[..<open]
            }
            let name = piece.reversed().drop { !$0.isLetter && !$0.isNumber && !"）)".contains($0) }.reversed()
            return name.isEmpty ? nil : String(name)
        }
    }

    /// Whether a name ends as titles of jobs do.
    static func isTitle(_ text: String) -> Bool {
        isWide(text) && pieces(text).contains { piece in titles.contains { piece.hasSuffix($0) } }
    }

    /// Whether a name has what names of companies, schools and offices have.
    static func isEmployer(_ text: String) -> Bool { employers.contains { text.contains($0) } }

    /// Whether a line is 姓名 or 氏名 and nothing else.
    static func isNameLabel(_ text: String) -> Bool { labels.contains(text.filter { !" :：".contains($0) }) }

    /// The name in a line that begins with 姓名 or 氏名; nil for other lines.
    static func labelledName(_ text: String) -> String? {
        guard let label = labels.first(where: { text.filter { $0 != " " }.hasPrefix($0) }), let end = label.last,
            let place = text.firstIndex(of: end)
        else { return nil }
        let value = text[place...].dropFirst().drop { !$0.isLetter }
        let words = value.split(separator: " ").prefix(2)
        guard let first = words.first, first.contains(where: \.isLetter), !first.contains(where: \.isNumber) else {
            return nil
        }
        // Family name and first name may stand apart; what has a colon is the next label.
        guard words.count == 2, let second = words.last, isWide(first), isWide(second), first.count <= 3,
            second.count <= 4,
            !second.contains(where: { "：:".contains($0) }), label == "氏名" || first.count == 1
        else {
            return words.count == 2 && !isWide(first)
                ? words.joined(separator: " ") : String(first.prefix { $0.isLetter })
        }
        return "\(first) \(second.prefix { $0.isLetter })"
    }

    /// The name that a line at the top is or begins with; nil where it has none.
    static func name(_ text: String) -> String? {
        let closed = text.filter { $0 != " " }
        guard !documents.contains(where: { closed.contains($0) }),
            Sections.ofResume(DocumentText(kind: .text, lines: [.init(text)])).first?.title.isEmpty ?? true
        else { return nil }
        let words = text.split { " |｜/／·・".contains($0) }.map(String.init)
        guard let first = words.first, first.allSatisfy(isWide) else { return nil }
        // A family name and a first name, apart or together.
        if words.count == 2, let second = words.last, second.allSatisfy(isWide), first.count <= 3, second.count <= 3,
            !isTitle(text), !isEmployer(text), first.count <= 2 || isKana(second)
        {
            return words.joined(separator: " ")
        }
        guard (2...4).contains(first.count), !isTitle(first), !isEmployer(first) else { return nil }
        return words.count == 1 || surnames.contains(first.prefix(1).first ?? " ") ? first : nil
    }

    private static func isKana(_ text: String) -> Bool {
        text.unicodeScalars.allSatisfy { (0x3040...0x30FF).contains($0.value) }
    }

    /// Words that mark the start of an employment.
    static let entering = ["入社", "入職", "入行", "入庁", "入所", "着任"]
    /// Words that mark its end.
    static let leaving = ["退社", "退職", "退任", "退所"]

    private static let labels = ["姓名", "氏名", "名前", "성명", "이름"]
    private static let documents = [
        "简历", "簡歷", "履歴書", "職務経歴書", "이력서", "경력기술서", "ふりがな", "フリガナ", "現在", "生年月日",
    ]
    private static let surnames = Set(
        "王李张張刘劉陈陳杨楊黄黃赵趙吴吳周徐孙孫马馬朱胡郭何高林罗羅郑鄭梁谢謝宋唐许許韩韓冯馮邓鄧曹彭曾萧蕭田董袁潘于蒋蔣蔡余杜叶葉程苏蘇魏吕呂丁任沈姚卢盧姜崔钟鐘谭譚陆陸汪范金石廖贾賈夏韦韋付方白邹鄒孟熊秦邱江尹薛闫段雷侯龙龍史陶黎贺賀顾顧毛郝龚龔邵万萬钱錢严嚴覃武戴莫孔向汤湯김이박최정강조윤장임한오서신권황안송류전홍"
    )
    private static let titles = [
        "工程师", "工程師", "经理", "經理", "总监", "總監", "主管", "助理", "设计师", "設計師", "分析师", "分析師",
        "架构师", "架構師", "研究员", "研究員", "教师", "教師", "老师", "会计", "會計", "顾问", "顧問", "专员", "專員",
        "实习生", "實習生", "店长", "店長", "厨师", "廚師", "司机", "司機", "护士", "護士", "医生", "醫師", "律师", "律師",
        "开发", "開發", "负责人", "負責人", "组长", "組長", "科学家", "编辑", "編輯", "销售", "業務", "程序员", "主任", "翻译",
        "エンジニア", "マネージャー", "マネジャー", "リーダー", "プログラマー", "プログラマ", "デザイナー", "コンサルタント", "ディレクター",
        "アナリスト", "アーキテクト", "スペシャリスト", "アシスタント", "サイエンティスト", "部長", "課長", "係長", "担当", "営業",
        "看護師", "教諭", "講師", "料理人", "調理師", "運転手", "ドライバー", "シェフ", "経理", "事務", "技術者", "開発者",
        "엔지니어", "개발자", "매니저", "팀장", "과장", "대리", "부장", "차장", "사원", "디자이너", "교사", "연구원", "분석가", "컨설턴트",
        "간호사", "회계사", "요리사", "기사",
    ]
    private static let employers = [
        "公司", "集团", "集團", "科技", "银行", "銀行", "大学", "大學", "学校", "學校", "学院", "医院", "醫院", "研究院", "研究所", "酒店",
        "餐厅", "株式会社", "有限会社", "合同会社", "会社", "病院", "高校", "商店", "ホテル", "주식회사", "(주)", "㈜", "은행", "대학교", "병원", "그룹",
    ]
}
