import HTTPKit

/// Examples of questions.
extension Examples {
    static let questionID = "qst_01a1fe00-9999-7222-8333-444455556666"

    static let questionRequest = """
        {"text":"Tell me about a release that went wrong.","kind":"behavioural","skills":["deployment"],\
        "talkingPoints":["What broke and who noticed","What you did first"],\
        "followUps":[{"probe":"result","text":"How long did it take to be healthy again?"}]}
        """

    static let question = """
        {"id":"\(questionID)","source":"own","family":"own","kind":"behavioural","competency":"own",\
        "skills":["deployment"],"roles":[],"levels":["any"],"difficulty":"moderate",\
        "text":"Tell me about a release that went wrong.","seconds":120,\
        "talkingPoints":["What broke and who noticed","What you did first"],\
        "followUps":[{"probe":"result","text":"How long did it take to be healthy again?"}],\
        "createdAt":"2026-01-31T09:30:00Z","updatedAt":"2026-01-31T09:30:00Z"}
        """
}
