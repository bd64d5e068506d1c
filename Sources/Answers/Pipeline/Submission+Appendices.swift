import Model

extension Submission {
    /// The texts that are printed behind the report, in order.
    var appendices: [ReportContent.Appendix] {
        [("Résumé", resume), ("Job description", jobDescription)].compactMap { title, text in
            text.map { ReportContent.Appendix(title: title, text: $0) }
        }
    }

    /// What the judge may know besides the answer.
    var background: Judge.Background { Judge.Background(resume: resume, jobDescription: jobDescription) }
}
