/// What a part of a résumé or of a job description is about.
package enum SectionKind: String, Sendable, Codable, CaseIterable {
    case contact, summary, experience, projects, skills, education, certifications, publications, awards, languages
    case volunteering, interests, references
    /// Parts of a job description.
    case responsibilities, requirements, preferred, benefits, company
    /// A heading that no list knows.
    case other
}

/// A part of a document under one heading.
package struct DocumentSection: Sendable, Hashable, Codable {
    /// What it is about.
    package var kind: SectionKind
    /// Its heading as it stands there; empty for what comes before the first one.
    package var title: String
    /// Its first line, the heading included.
    package var start: Int
    /// The line behind its last one.
    package var end: Int

    /// Whether a line is in it.
    package func contains(_ line: Int) -> Bool { (start..<end).contains(line) }
}

/// Finds the parts of a résumé or of a job description by their headings.
package enum Sections {
    /// Words in a heading at most.
    private static let maxWords = 7

    /// The parts of a résumé, without gaps from the first line to the last.
    package static func ofResume(_ document: DocumentText) -> [DocumentSection] {
        find(document, names: resumeNames, first: .contact)
    }

    /// The parts of a job description.
    package static func ofJob(_ document: DocumentText) -> [DocumentSection] {
        find(document, names: jobNames, first: .company)
    }

    private static func find(_ document: DocumentText, names: [String: SectionKind], first: SectionKind)
        -> [DocumentSection]
    {
        var sections = [DocumentSection(kind: first, title: "", start: 0, end: document.lines.count)]
        for (index, line) in document.lines.enumerated() {
            guard let (kind, title) = heading(line, names: names) else { continue }
            // "Languages: Go, Python" among the skills is a row of them.
            if kind == .languages, sections.last?.kind == .skills, title != line.text { continue }
            // "Technologies: Go, Python" below a job is a row of that job.
            if kind == .skills, title != line.text, [.experience, .projects].contains(sections.last?.kind),
                isRow(index, in: document, names)
            {
                continue
            }
            // An unknown heading ends a part only where the document itself marks it as one of the same rank.
            sections[sections.count - 1].end = index
            sections.append(DocumentSection(kind: kind, title: title, start: index, end: document.lines.count))
        }
        return sections.filter { $0.start < $0.end }
    }

    /// Whether a line with a label belongs to the job above it: no gap parts them, or another job follows before the next heading.
    private static func isRow(_ index: Int, in document: DocumentText, _ names: [String: SectionKind]) -> Bool {
        if !document.lines[index].isAfterGap, document.lines[index].heading == nil { return true }
        for line in document.lines[(index + 1)...] {
            if let (kind, title) = heading(line, names: names), kind != .skills || title == line.text { return false }
            if !line.isPoint, Dates.span(in: line.text) != nil { return true }
        }
        return false
    }

    /// Whether a line is a label with skills behind it, as "Technologies: Go, Python".
    static func isSkillRow(_ text: String) -> Bool {
        guard let colon = text.firstIndex(where: { $0 == ":" || $0 == "：" }) else { return false }
        return text[..<colon].split(separator: " ").count <= 4 && resumeNames[key(String(text[..<colon]))] == .skills
    }

    /// The part that a line begins; nil when it is no heading.
    private static func heading(_ line: DocumentText.Line, names: [String: SectionKind]) -> (SectionKind, String)? {
        guard line.text.utf8.count <= 200 else { return nil }
        let whole = key(line.text)
        // "■職務経歴" is a heading there, not a point of a list.
        if line.isPoint { return WideScript.isWide(line.text) ? names[whole].map { ($0, line.text) } : nil }
        if let kind = names[whole], isWritten(line.text) || line.heading != nil { return (kind, line.text) }
        // A heading with its text on the same line: "Skills: Go, Python".
        if let colon = line.text.firstIndex(where: { $0 == ":" || $0 == "：" }) {
            let before = line.text[..<colon]
            if before.split(separator: " ").count <= 4, let kind = names[key(String(before))] {
                return (kind, String(before))
            }
        }
        // Two names with something between: "Skills & Interests", "Education and Certifications".
        let parts = whole.split(separator: " ", omittingEmptySubsequences: true)
        if (2...maxWords).contains(parts.count), isWritten(line.text) || line.heading != nil, !line.text.hasSuffix(".")
        {
            let joints: Set<Substring> = ["and", "&", "und", "y", "et", "e", "/", "и", "of", "for"]
            if let joint = parts.firstIndex(where: { joints.contains($0) }) {
                let (left, right) = (
                    parts[..<joint].joined(separator: " "), parts[(joint + 1)...].joined(separator: " ")
                )
                if let kind = names[left] ?? names[right] { return (kind, line.text) }
            }
        }
        // "Teaching experience", "Clinical experience": whatever kind of experience it is.
        if let kind = names["experience"], (2...3).contains(parts.count), parts.last == "experience",
            isWritten(line.text) || line.heading != nil,
            !line.text.contains(where: \.isNumber), parts.allSatisfy({ !$0.hasPrefix("year") && $0 != "no" })
        {
            return (kind, line.text)
        }
        if line.heading != nil, (1...maxWords).contains(parts.count), line.heading ?? 9 <= 2 {
            return (.other, line.text)
        }
        return nil
    }

    /// Whether a line is written as headings are: its first letter large, or a script without large letters, and no sentence.
    private static func isWritten(_ text: String) -> Bool {
        guard let first = text.first(where: \.isLetter) else { return false }
        let words = text.split(separator: " ")
        let isSpaced = words.allSatisfy { $0.count == 1 }
        return !first.isLowercase && (words.count <= maxWords || isSpaced) && !text.hasSuffix(",")
    }

    /// A heading as the lists have it: small letters, no marks around it, "E X P E R I E N C E" closed up.
    static func key(_ text: String) -> String {
        var words = text.lowercased().split { $0.isWhitespace || $0 == "_" || $0 == "|" }
        if words.count >= 4, words.allSatisfy({ $0.count == 1 || $0 == "&" }) { words = [Substring(words.joined())] }
        let trimmed = words.map { word in
            word.drop { !$0.isLetter && $0 != "&" }.reversed().drop { !$0.isLetter && $0 != "&" }.reversed()
        }
        let key = trimmed.map { String($0) }.filter { !$0.isEmpty }.joined(separator: " ")
        return WideScript.isWide(key) ? WideScript.unnumbered(key) : key
    }

    private static func table(_ rows: [(SectionKind, String)]) -> [String: SectionKind] {
        var names: [String: SectionKind] = [:]
        for (kind, words) in rows {
            for name in words.split(separator: "|") { names[String(name)] = kind }
        }
        return names
    }

    private static let resumeNames = table([
        (
            .contact,
            "contact|contact information|contact details|personal details|personal information|kontakt|contacto|coordonnées|persönliche daten|datos personales|контакты|联系方式|संपर्क|基本信息|个人信息|联络方式|個人資料|基本資料|聯絡方式|連絡先|基本情報|인적사항|연락처|معلومات الاتصال|بيانات الاتصال|البيانات الشخصية|פרטי קשר|פרטים אישיים|στοιχεία επικοινωνίας|προσωπικά στοιχεία|контактная информация|контактні дані"
        ),
        (
            .summary,
            "summary|professional summary|executive summary|career summary|profile|professional profile|about|about me|objective|career objective|personal statement|overview|profil|kurzprofil|über mich|zusammenfassung|résumé|à propos|perfil|resumen|sobre mí|sobre mim|о себе|обо мне|про себе|περίληψη|προφίλ|podsumowanie|profiel|özet|个人简介|自我评价|सारांश|परिचय|概要|自己pr|نبذة|الملخص|个人总结|个人优势|自我介绍|个人概述|求职意向|个人评价|職務要約|職務概要|自己紹介|自己pr・志望動機|志望動機|本人希望記入欄|個人簡介|自我介紹|自傳|자기소개|자기소개서|요약|الملخص المهني|نبذة شخصية|الهدف الوظيفي|תקציר|תקציר מקצועי|אודות|פרופיל|профиль|профіль|επαγγελματικό προφίλ"
        ),
        (
            .experience,
            "experience|work experience|professional experience|employment|employment history|work history|career history|relevant experience|industry experience|career|positions held|professional background|berufserfahrung|beruflicher werdegang|berufspraxis|werdegang|expérience|expériences|expérience professionnelle|expériences professionnelles|experiencia|experiencia laboral|experiencia profesional|experiência|experiência profissional|esperienza|esperienze lavorative|esperienza professionale|опыт|опыт работы|профессиональный опыт|трудовая деятельность|досвід|досвід роботи|doświadczenie|doświadczenie zawodowe|werkervaring|επαγγελματική εμπειρία|εμπειρία|iş deneyimi|deneyim|工作经历与业绩|実務経験|경력 사항|경력사항|工作经历|工作经验|职业经历|職務経歴|職歴|अनुभव|कार्य अनुभव|الخبرة|الخبرات|الخبرة العملية|경력|工作履历|任职经历|实习经历|工作與實習經歷|工作經歷|工作經驗|職務経歴詳細|職務履歴|業務経歴|経歴|職歴・職務経歴|경력기술서|직무 경력|الخبرات العملية|الخبرة المهنية|الخبرات المهنية|خبرة العمل|ניסיון תעסוקתי|ניסיון מקצועי|ניסיון|ניסיון בעבודה|εργασιακή εμπειρία|προϋπηρεσία"
        ),
        (
            .projects,
            "projects|personal projects|academic projects|selected projects|key projects|side projects|open source|open-source projects|open source projects|portfolio|projekte|projets|projets personnels|proyectos|projetos|progetti|проекты|项目经历|项目经验|项目|परियोजनाएं|परियोजनाएँ|プロジェクト|المشاريع|프로젝트|主要项目|專案經歷|專案|主なプロジェクト|プロジェクト経歴|開発実績|開発経験|프로젝트 경험|주요 프로젝트|المشاريع الشخصية|פרויקטים|проєкти|έργα"
        ),
        (
            .skills,
            "skills|technical skills|digital skills|it skills|computer skills|professional expertise|skills & tools|key skills|core skills|skill set|core competencies|competencies|technologies|technical proficiencies|tools|expertise|areas of expertise|technical expertise|tech stack|skills summary|professional skills|kenntnisse|fähigkeiten|it-kenntnisse|edv-kenntnisse|fachkenntnisse|technische kenntnisse|compétences|compétences techniques|habilidades|habilidades técnicas|competencias|conocimientos|competências|competenze|навыки|ключевые навыки|технические навыки|профессиональные навыки|навички|професійні навички|umiejętności|kompetencje|vaardigheden|δεξιότητες|τεχνικές δεξιότητες|yetenekler|beceriler|compétences clés|技能特长|个人技能|掌握技能|保有スキル|技術スキル|보유 기술|보유 역량|专业技能|技能|कौशल|तकनीकी कौशल|スキル|المهارات|기술|技能清单|职业技能|技术能力|技能证书|技术栈|專業技能|專長|技能專長|テクニカルスキル|活かせる経験・知識・技術|活かせる経験・スキル|活かせるスキル|スキル・経験|得意分野|使用技術|技術|기술 스택|기술스택|보유기술|핵심 역량|المهارات التقنية|المهارات الشخصية|כישורים|מיומנויות|כישורים טכניים|ικανότητες"
        ),
        (
            .education,
            "education|academic background|academic qualifications|educational background|qualifications|studies|academic history|ausbildung|bildung|studium|bildungsweg|schulbildung|formation|formations|études|educación|formación|formación académica|educação|formação|istruzione|formazione|образование|освіта|wykształcenie|opleiding|opleidingen|εκπαίδευση|σπουδές|eğitim|diplômes|diplômes et formations|formations et diplômes|education and training|学习经历|학력 사항|학력사항|教育背景|教育经历|教育|शिक्षा|学歴|التعليم|المؤهلات|학력|学历|教育程度|教育情况|學歷|教育程度|教育經歷|最終学歴|학력 및 교육|المؤهلات العلمية|المؤهل العلمي|الشهادات العلمية|השכלה|לימודים"
        ),
        (
            .certifications,
            "certifications|certificates|licenses|licences|licenses & certifications|courses|training|professional development|zertifikate|zertifizierungen|weiterbildung|weiterbildungen|certificats|certificaciones|certificados|certificações|сертификаты|证书|प्रमाणपत्र|資格|资格证书|获得证书|职业证书|證照|證書|免許・資格|資格・免許|保有資格|取得資格|자격증|자격 사항|الشهادات|الدورات التدريبية|הסמכות|קורסים|πιστοποιήσεις"
        ),
        (
            .publications,
            "publications|papers|research|patents|talks|veröffentlichungen|publikationen|publicaciones|публикации|发表论文"
        ),
        (
            .awards,
            "awards|honors|honours|achievements|accomplishments|key achievements|scholarships|auszeichnungen|prix|distinctions|premios|logros|награды|достижения|获奖经历|पुरस्कार|荣誉奖项|获奖情况|荣誉证书|所获荣誉|獲獎經歷|受賞歴|表彰|수상 경력|수상|الجوائز"
        ),
        (
            .languages,
            "languages|language skills|sprachen|sprachkenntnisse|langues|idiomas|lingue|языки|语言|भाषाएं|भाषाएँ|語学|اللغات|语言能力|外语水平|語言能力|語學能力|語学力|外国語|어학|외국어|שפות|γλώσσες|мови|اللغة"
        ),
        (
            .volunteering,
            "volunteering|volunteer|volunteer experience|volunteer work|community|ehrenamt|bénévolat|voluntariado|волонтерство|志愿者经历|社会实践|志工經驗|ボランティア|봉사 활동|العمل التطوعي|התנדבות|волонтерська діяльність"
        ),
        (
            .interests,
            "interests|hobbies|activities|extracurricular activities|interessen|hobbys|loisirs|centres d'intérêt|centres d’intérêt|зацікавлення|zainteresowania|личные качества|intereses|aficiones|интересы|хобби|兴趣爱好|रुचियां|兴趣|爱好|興趣|興趣愛好|趣味|趣味・特技|特技|취미|الهوايات|תחביבים|ενδιαφέροντα"
        ),
        (.references, "references|referees|referenzen|références|referencias|рекомендации"),
    ])

    private static let jobNames = table([
        (
            .responsibilities,
            "responsibilities|key responsibilities|your responsibilities|job description|duties|the role|role|your role|about the role|what you will do|what you'll do|what you’ll do|what you'll be doing|your tasks|your mission|day to day|in this role|aufgaben|ihre aufgaben|deine aufgaben|missions|vos missions|responsabilidades|funciones|обязанности|岗位职责|工作职责"
        ),
        (
            .requirements,
            "requirements|key requirements|minimum requirements|job requirements|qualifications|minimum qualifications|basic qualifications|required qualifications|required skills|required|must have|must haves|must-have|must-haves|what you bring|what you'll bring|what you’ll bring|what we look for|what we're looking for|what we are looking for|who you are|about you|you have|your profile|your skills|skills|skills and experience|required experience|essential|essential skills|technical requirements|anforderungen|ihr profil|dein profil|das bringen sie mit|das bringst du mit|profil|profil recherché|votre profil|requisitos|требования|任职要求|岗位要求|essential criteria"
        ),
        (
            .preferred,
            "nice to have|nice to haves|nice-to-have|nice-to-haves|bonus|bonus points|preferred|preferred qualifications|preferred skills|desirable|desirable skills|desired skills|good to have|it's a plus|a plus|plus|pluses|optional|extra points|wünschenswert|von vorteil|das wäre schön|un plus|atouts|deseable|будет плюсом|加分项|desirable criteria"
        ),
        (
            .benefits,
            "benefits|perks|what we offer|we offer|our offer|compensation|why join us|salary|perks and benefits|wir bieten|das bieten wir|unser angebot|nous offrons|avantages|ofrecemos|beneficios|мы предлагаем|условия|福利待遇|equal opportunity|how to apply"
        ),
        (
            .company,
            "about us|about the company|who we are|company|the company|our company|about the team|the team|our team|über uns|wer wir sind|qui sommes-nous|sobre nosotros|о компании|公司介绍"
        ),
    ])
}
