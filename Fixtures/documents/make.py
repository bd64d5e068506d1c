"""Held-out résumés: layouts written after the extractor."""
from reportlab.lib.pagesizes import A4, letter
from reportlab.pdfgen import canvas
from reportlab.platypus import *
from reportlab.lib.styles import getSampleStyleSheet, ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.lib import colors
from reportlab.lib.units import mm
import os
os.chdir(os.path.dirname(os.path.abspath(__file__)))
pdfmetrics.registerFont(TTFont('DV','/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf'))
pdfmetrics.registerFont(TTFont('DVB','/usr/share/fonts/truetype/dejavu/DejaVuSans-Bold.ttf'))
for f in ('STSong-Light','HeiseiMin-W3','HYSMyeongJo-Medium'):
    pdfmetrics.registerFont(UnicodeCIDFont(f))
def P(t,size=9.5,font='Helvetica',lead=None,**k): return Paragraph(t,ParagraphStyle('x',fontName=font,fontSize=size,leading=lead or size*1.3,**k))
def H(t,font='Helvetica-Bold',size=12): return P(t,size,font,spaceBefore=8,spaceAfter=3)
def B(t,font='Helvetica'): return P(t,9.5,font,leftIndent=12,bulletIndent=2)._setup if False else Paragraph(t,ParagraphStyle('b',fontName=font,fontSize=9.5,leading=12.4,leftIndent=12,bulletIndent=2),bulletText='•')
jobs=[("Senior Platform Engineer","Harbour Analytics, Bergen","March 2020 – Present",["Moved 140 services from virtual machines to Kubernetes without an outage","Cut the monthly cloud bill by 31% with spot instances and Terraform","Mentors four engineers and runs the weekly design review"]),
("Software Engineer","Kestrel Payments, Leeds","June 2016 – February 2020",["Wrote the settlement service in Go that clears 2 million payments a day","Replaced a nightly batch with Kafka streams, so that balances are current within 3 seconds"]),
("Junior Developer","Millrace Ltd, York","September 2014 – May 2016",["Maintained the Django shop of a garden centre","Wrote its first integration tests with pytest"])]
side=[("CONTACT",["+44 7700 900123","mara.lindqvist@example.org","github.com/mara-example"]),("SKILLS",["Go","Python","Kubernetes","Terraform","PostgreSQL","Kafka"]),("LANGUAGES",["Swedish (native)","English (fluent)"]),("EDUCATION",["MSc Computer Science","University of York","2012 – 2014"])]
def flow_jobs(font='Helvetica',bold='Helvetica-Bold'):
    out=[]
    for t,e,d,bs in jobs:
        out+= [P(f'<font name="{bold}">{t}</font>',10,font,spaceBefore=4),P(f'{e} | {d}',9,font)]+[B(x,font) for x in bs]
    return out
# 1 coloured sidebar on the left, frames
def sidebar(name, left=True):
    d=BaseDocTemplate(name,pagesize=A4,leftMargin=0,rightMargin=0,topMargin=0,bottomMargin=0)
    w,h=A4
    sw=62*mm
    fs=Frame(8*mm if left else w-sw+2*mm,10*mm,sw-12*mm,h-20*mm,id='s'); fm=Frame(sw+6*mm if left else 10*mm,10*mm,w-sw-16*mm,h-20*mm,id='m')
    def bg(c,doc): c.setFillColor(colors.HexColor('#dde6ee')); c.rect(0 if left else w-sw,0,sw,h,stroke=0,fill=1)
    d.addPageTemplates([PageTemplate(id='p',frames=[fs,fm],onPage=bg)])
    st=[P('Mara Lindqvist',18,'Helvetica-Bold')]
    for t,ls in side: st+=[H(t,size=10)]+[P(x,9) for x in ls]
    st+=[FrameBreak(),H('PROFILE'),P('Platform engineer with ten years of experience who likes boring systems: few moving parts, clear limits, and alarms that mean something. Looking for a team that runs what it builds.'),H('EXPERIENCE')]+flow_jobs()
    st+=[H('PROJECTS'),P('<b>tidewatch</b> – tide tables for small harbours in Rust'),P('<b>pgdiff</b> – compares two PostgreSQL schemas')]
    d.build(st)
sidebar('sidebar-left-coloured.pdf'); sidebar('sidebar-right-coloured.pdf',False)
# 3 LaTeX-like: small caps headings with rules, dates right by tab, Times
def latex(name):
    d=SimpleDocTemplate(name,pagesize=letter,leftMargin=54,rightMargin=54,topMargin=40,bottomMargin=40)
    T='Times-Roman'
    def row(a,b,f=T): return Table([[P(a,10,f),P(b,10,f,alignment=2)]],colWidths=[360,144],style=[('LEFTPADDING',(0,0),(-1,-1),0),('RIGHTPADDING',(0,0),(-1,-1),0),('TOPPADDING',(0,0),(-1,-1),0),('BOTTOMPADDING',(0,0),(-1,-1),0)])
    def sec(t): return [P(t[0]+f'<font size=9>{t[1:].upper()}</font>' if False else t.upper(),11,T,spaceBefore=8),HRFlowable(width='100%',thickness=0.5,color=colors.black,spaceAfter=3)]
    st=[P('Mara Lindqvist',22,T,alignment=1,lead=28),P('+44 7700 900123 | mara.lindqvist@example.org | linkedin.com/in/mara | github.com/mara-example',9,T,alignment=1)]
    st+=sec('Education')+[row('<b>University of York</b>','York, UK'),row('<i>MSc in Computer Science</i>','<i>Sep. 2012 – June 2014</i>')]
    st+=sec('Experience')
    for t,e,dt,bs in jobs:
        co,pl=e.split(', ')
        st+=[row(f'<b>{t}</b>',dt),row(f'<i>{co}</i>',f'<i>{pl}</i>')]+[B(x,T) for x in bs]
    st+=sec('Projects')+[row('<b>tidewatch</b> | <i>Rust, SQLite</i>','2021 – Present'),B('Tide tables for small harbours, used by 300 sailors',T)]
    st+=sec('Technical Skills')+[P('<b>Languages</b>: Go, Python, Rust, SQL (Postgres)',10,T),P('<b>Developer Tools</b>: Git, Docker, Terraform',10,T)]
    d.build(st)
latex('latex-like.pdf')
# 4 two even columns, experience left, the rest right, head over both; justified text
def twocol(name):
    d=BaseDocTemplate(name,pagesize=A4); w,h=A4
    top=Frame(40,h-110,w-80,80,id='t'); l=Frame(40,40,(w-100)/2,h-160,id='l'); r=Frame(60+(w-100)/2,40,(w-100)/2,h-160,id='r')
    d.addPageTemplates([PageTemplate(id='p',frames=[top,l,r])])
    st=[P('MARA LINDQVIST',20,'Helvetica-Bold',lead=24),P('Platform Engineer · Bergen · mara.lindqvist@example.org · +47 400 00 000',9),FrameBreak(),H('Work Experience')]
    for t,e,dt,bs in jobs: st+=[P(f'<b>{t}</b>',10),P(e,9),P(dt,8.5)]+[Paragraph(x,ParagraphStyle('j',fontName='Helvetica',fontSize=9,leading=11.5,alignment=4,leftIndent=10,bulletIndent=0),bulletText='–') for x in bs]
    st+=[FrameBreak(),H('About me'),P('Platform engineer who likes boring systems: few moving parts, clear limits, and alarms that mean something.',9),H('Key Skills'),P('Go · Python · Kubernetes · Terraform · PostgreSQL · Kafka',9),H('Education'),P('MSc Computer Science, University of York',9),P('2012 – 2014',8.5),H('Certifications'),P('Certified Kubernetes Administrator, 2021',9)]
    d.build(st)
twocol('two-even-columns.pdf')
# 5 grid table with borders (Europass-like): label column left for the whole document
def europass(name):
    d=SimpleDocTemplate(name,pagesize=A4,leftMargin=40,rightMargin=40)
    rows=[[P('<b>Personal information</b>'),P('Mara Lindqvist<br/>mara.lindqvist@example.org<br/>+44 7700 900123')],[P('<b>Work experience</b>'),'']]
    for t,e,dt,bs in jobs: rows+=[[P(dt),[P(f'<b>{t}</b>'),P(e)]+[B(x) for x in bs]]]
    rows+=[[P('<b>Education and training</b>'),''],[P('2012 – 2014'),[P('<b>MSc Computer Science</b>'),P('University of York')]],[P('<b>Digital skills</b>'),P('Go, Python, Kubernetes, Terraform, PostgreSQL, Kafka')]]
    d.build([P('Curriculum vitae',16,'Helvetica-Bold',lead=24),Table(rows,colWidths=[120,395],style=[('VALIGN',(0,0),(-1,-1),'TOP'),('GRID',(0,0),(-1,-1),0.3,colors.grey)])])
europass('label-column.pdf')
# 6 timeline: year markers left of a line, two pages with a running foot
def timeline(name):
    c=canvas.Canvas(name,pagesize=A4); w,h=A4
    y=h-60; c.setFont('Helvetica-Bold',20); c.drawString(50,y,'Mara Lindqvist'); y-=18; c.setFont('Helvetica',9); c.drawString(50,y,'mara.lindqvist@example.org   +44 7700 900123   Bergen, Norway')
    def head(t):
        nonlocal y
        y-=34; c.setFont('Helvetica-Bold',13); c.drawString(50,y,t); y-=4
    def foot(n): c.setFont('Helvetica',8); c.drawString(50,28,'Mara Lindqvist – Curriculum Vitae'); c.drawRightString(w-50,28,f'{n} / 2')
    head('Career History')
    for t,e,dt,bs in jobs:
        a,b=dt.split(' – ')
        y-=20; c.setFont('Helvetica',9); c.drawRightString(130,y,a); c.circle(142,y+3,3,fill=1); c.setFont('Helvetica-Bold',10.5); c.drawString(155,y,t)
        y-=13; c.setFont('Helvetica',9); c.drawRightString(130,y,'– '+b); c.setFont('Helvetica-Oblique',9.5); c.drawString(155,y,e)
        for x in bs: y-=14; c.setFont('Helvetica',9.5); c.drawString(155,y,'• '+x)
    foot(1); c.showPage(); y=h-40
    head('Technical Expertise'); y-=16; c.setFont('Helvetica',9.5); c.drawString(50,y,'Go, Python, Kubernetes, Terraform, PostgreSQL, Kafka')
    head('Academic Background'); y-=16; c.setFont('Helvetica',9.5); c.drawString(50,y,'MSc Computer Science, University of York, 2012 – 2014')
    foot(2); c.save()
timeline('timeline.pdf')
# 7.. other scripts
def simple(name,font,bold,head,sections):
    d=SimpleDocTemplate(name,pagesize=A4,leftMargin=50,rightMargin=50)
    st=[P(head[0],18,bold,lead=26),P(head[1],9,font)]
    for t,ls in sections:
        st.append(P(t,12,bold,spaceBefore=8,spaceAfter=3))
        for l in ls: st.append(B(l[2:],font) if l.startswith('- ') else P(l,10,font))
    d.build(st)
simple('russian.pdf','DV','DVB',('Мария Линдквист','maria@example.org · +7 900 000-00-00'),[('Опыт работы',['Ведущий разработчик, «Гавань», Март 2020 – настоящее время','- Перенесла 140 сервисов в Kubernetes без простоя','- Сократила расходы на облако на 31 % с помощью Terraform','Разработчик, «Мельница», Июнь 2016 – Февраль 2020','- Написала расчётный сервис на Go']),('Профессиональные навыки',['Go, Python, Kubernetes, Terraform, PostgreSQL']),('Образование',['МГУ, магистр, 2012 – 2014']),('Личные качества',['Спокойствие'])])
simple('greek.pdf','DV','DVB',('Μαρία Λίντκβιστ','maria@example.org · +30 690 000 0000'),[('Επαγγελματική εμπειρία',['Μηχανικός λογισμικού, Λιμάνι ΑΕ, Μάρτιος 2020 – σήμερα','- Μετέφερε 140 υπηρεσίες σε Kubernetes','- Μείωσε το κόστος κατά 31% με Terraform','Προγραμματίστρια, Μύλος ΕΠΕ, Ιούνιος 2016 – Φεβρουάριος 2020','- Έγραψε την υπηρεσία εκκαθάρισης σε Go']),('Δεξιότητες',['Go, Python, Kubernetes, Terraform, PostgreSQL']),('Εκπαίδευση',['Μεταπτυχιακό Πληροφορικής, ΕΜΠ, 2012 – 2014'])])
simple('japanese.pdf','HeiseiMin-W3','HeiseiMin-W3',('山田 花子','hanako@example.org · 090-0000-0000'),[('職務経歴',['港株式会社 シニアエンジニア 2020年3月 – 現在','- 140のサービスをKubernetesへ移行','- Terraformでクラウド費用を31%削減','水車株式会社 エンジニア 2016年6月 – 2020年2月','- 決済サービスをGoで開発']),('スキル',['Go, Python, Kubernetes, Terraform, PostgreSQL']),('学歴',['東京大学 情報理工学 修士 2012年 – 2014年'])])
simple('chinese.pdf','STSong-Light','STSong-Light',('王小明','xiaoming@example.org · +86 138 0000 0000'),[('工作经验',['港口科技 高级工程师 2020年3月 – 至今','- 将140个服务迁移到Kubernetes','- 使用Terraform将云成本降低31%','水车公司 工程师 2016年6月 – 2020年2月','- 用Go编写清算服务']),('技能特长',['Go, Python, Kubernetes, Terraform, PostgreSQL']),('教育经历',['北京大学 计算机科学 硕士 2012年 – 2014年'])])
simple('korean.pdf','HYSMyeongJo-Medium','HYSMyeongJo-Medium',('김하나','hana@example.org · 010-0000-0000'),[('경력 사항',['항구 주식회사 선임 엔지니어 2020년 3월 – 현재','- 140개 서비스를 Kubernetes로 이전','물레방아 엔지니어 2016년 6월 – 2020년 2월','- Go로 정산 서비스 개발']),('보유 기술',['Go, Python, Kubernetes, Terraform, PostgreSQL']),('학력 사항',['서울대학교 컴퓨터공학 석사 2012 – 2014'])])
simple('ukrainian.pdf','DV','DVB',('Марія Ліндквіст','maria@example.org · +380 50 000 00 00'),[('Досвід роботи',['Інженерка, «Гавань», березень 2020 – дотепер','- Перенесла 140 сервісів у Kubernetes']),('Навички',['Go, Python, Terraform']),('Освіта',['КНУ, магістр, 2012 – 2014'])])
simple('french.pdf','DV','DVB',('Marie Lindqvist','marie@example.org · +33 6 00 00 00 00'),[('Expériences professionnelles',['Ingénieure plateforme, Le Port SA, mars 2020 – aujourd’hui','- Migration de 140 services vers Kubernetes','- Réduction de 31 % des coûts avec Terraform']),('Compétences clés',['Go, Python, Kubernetes, PostgreSQL']),('Diplômes et formations',['Master informatique, Université de Nantes, 2012 – 2014']),('Centres d’intérêt',['Voile'])])
simple('polish.pdf','DV','DVB',('Maria Lindqvist','maria@example.org · +48 600 000 000'),[('Doświadczenie zawodowe',['Inżynier platformy, Port SA, marzec 2020 – obecnie','- Przeniosła 140 usług na Kubernetes']),('Umiejętności',['Go, Python, Terraform, PostgreSQL']),('Wykształcenie',['Magister informatyki, UW, 2012 – 2014'])])
# docx
import docx
from docx.shared import Pt
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
def wordbox(name):
    d=docx.Document(); d.add_heading('Mara Lindqvist',0)
    # Text box with the sidebar, as Word saves it: a choice and a fallback.
    inner=''.join(f'<w:p><w:r><w:t>{x}</w:t></w:r></w:p>' for t,ls in side for x in [t]+ls)
    box=f'''<w:p {nsdecls('w')} xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:v="urn:schemas-microsoft-com:vml"><w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:anchor><a:graphic><a:graphicData><wps:wsp><wps:txbx><w:txbxContent>{inner}</w:txbxContent></wps:txbx></wps:wsp></a:graphicData></a:graphic></wp:anchor></w:drawing></mc:Choice><mc:Fallback><w:pict><v:shape><v:textbox><w:txbxContent>{inner}</w:txbxContent></v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent></w:r><w:r><w:t>Platform engineer who likes boring systems.</w:t></w:r></w:p>'''
    body=d.element.body; body.insert(1,parse_xml(box))
    p=d.add_paragraph(); r=p.add_run('PROFESSIONAL EXPERIENCE'); r.bold=True
    for t,e,dt,bs in jobs:
        p=d.add_paragraph(); p.add_run(t).bold=True; p.add_run('\t'+dt)
        d.add_paragraph(e)
        for x in bs: d.add_paragraph(x,style='List Bullet')
    d.save(name)
wordbox('word-textbox.docx')
def wordtable(name):
    d=docx.Document(); t=d.add_table(rows=0,cols=2)
    d.element.body.insert(0,d.add_paragraph('Mara Lindqvist',style='Title')._p)
    for tt,e,dt,bs in jobs:
        c=t.add_row().cells; c[0].text=dt; c[1].text=tt; c[1].add_paragraph(e)
        for x in bs: c[1].add_paragraph(x,style='List Bullet')
    h=d.add_heading('Experience',1); d.element.body.insert(1,h._p)
    d.add_heading('Skills',1); t2=d.add_table(rows=2,cols=2); t2.cell(0,0).text='Languages'; t2.cell(0,1).text='Go, Python'; t2.cell(1,0).text='Platforms'; t2.cell(1,1).text='Kubernetes, Terraform'
    d.add_heading('Education',1); d.add_paragraph('MSc Computer Science, University of York, 2012 – 2014'); d.save(name)
wordtable('word-table.docx')
