import Core
import Documents
package import HTTPKit

/// Résumés and how they match job descriptions.
extension Schemas {
    /// Everything about résumés.
    package static var ofResumes: KeyValuePairs<String, Schema> {
        [
            "Quote": quote,
            "Resume": resume,
            "ResumeList": .object(["resumes": .list(of: .named("Resume"))]),
            "JobDescription": .object(["job": .text.from(1).to(ResumeDesk.maxJob).said("Its text.")], closed: true),
            "Requirement": requirement,
            "ResumeMatch": match,
            "ResumeMatchList": .object(["matches": .list(of: .named("ResumeMatch"))]),
            "ChangeVerdicts": verdicts,
        ]
    }

    private static var quote: Schema {
        .object([
            "text": .text.said("The words as they stand there."),
            "line": .count.said("Line of the document, from 0."),
            "page": .integer.from(1).said("Page of the document."),
            "start": .count.said("First UTF-16 code unit in the document's text."),
            "end": .count.said("Last UTF-16 code unit, exclusive."),
        ]).said("A stretch of a document.")
    }

    private static var resume: Schema {
        .object([
            "id": .id(ResumeKind.prefix), "name": .text.said("The name of the file."),
            "kind": .choice(DocumentText.Kind.self),
            "pages": .integer.from(1), "bytes": .count, "hash": .hash.said("SHA-256 of the file."),
            "createdAt": .moment,
            "text?": .text.said("Its text; in lists absent."), "profile?": profile,
        ]).said("A résumé. Its file is not kept.")
    }

    private static var profile: Schema {
        let month = Schema.object([
            "year": .integer, "month": .integer.from(0).to(12).said("0 where only the year is known."),
        ])
        return .object([
            "name?": .text, "email?": .named("Quote"), "phone?": .named("Quote"), "links": .list(of: .named("Quote")),
            "sections": .list(
                of: .object(["kind": .choice(SectionKind.self), "title": .text, "start": .count, "end": .count])
            ).said("The parts of the document, by lines."),
            "roles": .list(
                of: .object([
                    "title": .text, "employer?": .text, "start": month, "end?": month, "quote": .named("Quote"),
                    "firstLine": .count, "endLine": .count,
                ])
            ),
            "projects": .list(of: .object(["name": .text, "quote": .named("Quote"), "skills": .list(of: .text)])),
            "achievements": .list(of: .named("Quote")).said("Statements with a number that measures."),
            "skills": .list(
                of: .object([
                    "name": .text, "months": .count.said("Months of the jobs that name it."),
                    "isOnlyListed": .flag.said("Whether no job and no project shows it."),
                    "quotes": .list(of: .named("Quote")),
                ])
            ),
            "degrees": .list(of: .named("Quote")), "degree": .integer.from(0).to(4), "months": .count,
        ]).said("What was found in it; in lists absent.")
    }

    private static var requirement: Schema {
        .object([
            "kind": .choice(JobProfile.Requirement.Kind.self), "need": .choice(JobProfile.Requirement.Need.self),
            "skills": .list(of: .text).said("One of them is enough."), "years?": .number, "degree?": .integer,
            "orEquivalent": .flag, "quote": .named("Quote"),
        ]).said("One thing that a job asks for.")
    }

    private static var match: Schema {
        let state = Schema.choice(ResumeMatch.State.self)
        let change = Schema.object([
            "number": .integer.from(1), "line": .count, "before": .text, "after": .text, "reason": .text,
            "state": .choice(ResumeRewrite.State.self), "refusal?": .choice(RewriteCheck.Refusal.self),
        ])
        return .object([
            "id": .id(ResumeMatchKind.prefix), "resumeId": .id(ResumeKind.prefix),
            "title": .text.said("The title of the job."),
            "score?": .score.said("Absent when nothing could be compared."), "summary": .text, "createdAt": .moment,
            "findings?": .list(
                of: .object([
                    "requirement": .named("Requirement"), "state": state, "reason": .text,
                    "quotes": .list(of: .named("Quote")),
                ])
            ).said("Musts first; in lists absent."),
            "topics?": .list(
                of: .object([
                    "name": .text, "isMust": .flag, "state": state, "asked": .named("Quote"), "shown?": .named("Quote"),
                ])
            ).said("Subjects for an interview."),
            "advice?": .list(
                of: .object(["kind": .choice(Advice.Kind.self), "action": .text, "quote?": .named("Quote")])
            ),
            "rewrite?": .object(["model": .text, "refused": .count, "changes": .list(of: change)]),
        ]).said("How far a résumé meets a job description.")
    }

    private static var verdicts: Schema {
        .object(
            [
                "changes": .list(
                    of: .object(
                        ["number": .integer.from(1), "state": .choice(["proposed", "accepted", "rejected"])],
                        closed: true
                    )
                ).from(1)
            ],
            closed: true
        ).said("What is to become of proposed changes.")
    }
}
