"""Résumés in the forms that China, Taiwan and Japan use, and in Hebrew and Arabic: Fixtures/documents/make-scripts.py (reportlab, python-docx)."""

import os

import docx
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.platypus import Paragraph, SimpleDocTemplate

os.chdir(os.path.dirname(os.path.abspath(__file__)))
for font in ("STSong-Light", "HeiseiMin-W3"):
    pdfmetrics.registerFont(UnicodeCIDFont(font))


def pdf(name, font, parts):
    """A page of (size, text) paragraphs."""
    document = SimpleDocTemplate(name, pagesize=A4, leftMargin=50, rightMargin=50, topMargin=40, bottomMargin=40)
    story = []
    for part in parts:
        size, text, *align = part
        style = ParagraphStyle("x", fontName=font, fontSize=size, leading=size * 1.5, alignment=(align or [0])[0])
        story.append(Paragraph(text, style))
    document.build(story)


# Labels at the top, headings with Chinese numbers, the time before employer and job.
pdf(
    "chinese-labels.pdf",
    "STSong-Light",
    [
        (18, "个人简历", 1),
        (10, "姓名：陈立群　　性别：男　　出生年月：1990.04.01"),
        (10, "电话：138 0000 0000　　邮箱：liqun@example.org"),
        (12, "一、教育背景"),
        (10, "2009.09 - 2013.06　浙江大学　计算机科学与技术　本科"),
        (12, "二、工作经历"),
        (10, "2019.07 - 至今　杭州云帆科技有限公司　高级后端工程师"),
        (10, "• 将120个服务迁移到Kubernetes，发布时间缩短40%"),
        (10, "• 用Go重写订单系统，每天处理300万笔订单"),
        (10, "2013.07 - 2019.06　上海明河软件有限公司　软件工程师"),
        (10, "• 负责支付系统的开发和维护"),
        (12, "三、专业技能"),
        (10, "Go、Python、Kubernetes、PostgreSQL"),
        (12, "四、自我评价"),
        (10, "喜欢简单可靠的系统。"),
    ],
)
# The career form: headings with squares, the time before the employer, the job in a line of its own.
pdf(
    "japanese-career.pdf",
    "HeiseiMin-W3",
    [
        (16, "職務経歴書", 1),
        (9, "2026年11月1日", 2),
        (9, "氏名：高橋 美咲", 2),
        (11, "■職務要約"),
        (10, "Webサービスの開発に10年従事。"),
        (11, "■職務経歴"),
        (10, "2019年4月～現在　株式会社みなと"),
        (10, "職種：バックエンドエンジニア"),
        (10, "• 140のサービスをKubernetesへ移行し、障害を30%削減"),
        (10, "• 決済サービスをGoで開発"),
        (10, "2015年4月～2019年3月　水車システム株式会社"),
        (10, "職種：プログラマー"),
        (10, "• 在庫管理をPythonで開発"),
        (11, "■活かせる経験・知識・技術"),
        (10, "Go、Python、Kubernetes、Terraform"),
        (11, "■学歴"),
        (10, "2013年4月～2015年3月　東京工業大学大学院 修士課程修了"),
        (11, "■連絡先"),
        (10, "TEL：080-0000-0000　E-mail：misaki@example.org"),
    ],
)


def word(name, lines):
    document = docx.Document()
    document.add_heading(lines[0], 0)
    for line in lines[1:]:
        if isinstance(line, list):
            table = document.add_table(rows=0, cols=len(line[0]))
            for row in line:
                for cell, text in zip(table.add_row().cells, row):
                    cell.text = text
        elif line.startswith("# "):
            document.add_heading(line[2:], 1)
        elif line.startswith("- "):
            document.add_paragraph(line[2:], style="List Bullet")
        else:
            document.add_paragraph(line)
    document.save(name)


# Traditional letters, everything of a job in one line.
word(
    "chinese-traditional.docx",
    [
        "王大文", "資深軟體工程師 | 台北 | dawen@example.org | 0912-000-000", "# 工作經歷", "港灣科技股份有限公司 | 資深軟體工程師 | 2018年3月 ～ 至今",
        "- 以Kubernetes與Terraform管理300台主機", "水車網路有限公司 | 軟體工程師 | 2014年7月 ～ 2018年2月", "- 使用Python開發報表", "# 專業技能", "Python, Kubernetes, Terraform",
        "# 學歷", "國立臺灣大學 資訊工程 碩士 2012 – 2014",
    ],
)  # fmt: skip
# The register form: a row of a table for each day somebody entered or left.
word(
    "japanese-register.docx",
    [
        "履 歴 書", "2026年11月1日現在",
        [["ふりがな", "さとう けんた"], ["氏名", "佐藤 健太"], ["生年月日", "1988年5月12日"], ["電話", "090-0000-0000"], ["メール", "kenta@example.org"]],
        [
            ["年", "月", "学歴・職歴"],
            ["", "", "学歴"],
            ["平成19", "4", "京都大学 工学部 情報学科 入学"],
            ["平成23", "3", "京都大学 工学部 情報学科 卒業（学士）"],
            ["", "", "職歴"],
            ["平成23", "4", "水車株式会社 入社"],
            ["", "", "開発部 エンジニアとして決済サービスをJavaで開発"],
            ["平成30", "9", "水車株式会社 退職"],
            ["平成30", "10", "港ソフトウェア株式会社 入社 シニアエンジニア"],
            ["", "", "現在に至る"],
            ["", "", "以上"],
        ],
        "# 免許・資格", "2015年6月 応用情報技術者試験 合格", "# スキル", "Java、Go、Kubernetes、AWS",
    ],
)  # fmt: skip
word(
    "hebrew.docx",
    [
        "נועה לינדקוויסט", "noa@example.org · +972 50 000 0000", "# ניסיון תעסוקתי", "מהנדסת תוכנה בכירה, הנמל בע״מ, מרץ 2020 – היום",
        "- העבירה 140 שירותים אל Kubernetes", "מתכנתת, הטחנה בע״מ, יוני 2016 – פברואר 2020", "- כתבה שירות סליקה בשפת Go", "# כישורים", "Go, Python, Kubernetes, Terraform",
        "# השכלה", "הטכניון, תואר שני במדעי המחשב, 2012 – 2014",
    ],
)  # fmt: skip
word(
    "arabic.docx",
    [
        "ليلى حداد", "layla@example.org · +962 7 0000 0000", "# الخبرة العملية", "مهندسة برمجيات أولى، شركة الميناء، مارس 2020 – حتى الآن",
        "- نقلت 140 خدمة إلى Kubernetes", "مبرمجة، شركة الطاحونة، يونيو 2016 – فبراير 2020", "- كتبت خدمة المقاصة بلغة Go", "# المهارات", "Go, Python, Kubernetes, Terraform",
        "# التعليم", "الجامعة الأردنية، ماجستير علوم الحاسوب، 2012 – 2014",
    ],
)  # fmt: skip
