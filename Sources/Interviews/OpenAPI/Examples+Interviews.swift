import HTTPKit

/// Examples of interviews.
extension Examples {
    static let interview = """
        {"id":"ivw_01a1fe00-aaaa-7222-8333-444455556666","mode":"practice","title":"Practice: Nurse","state":"asking",\
        "version":2,"current":1,"next":null,"moves":["answer","end","skip","start"],\
        "greeting":"Hello. We talk about the position of Nurse. There is one question. Start when you are ready.",\
        "closing":"That was the last question. Thank you. Your debrief is being made.",\
        "say":"Tell me about a release that went wrong.","answerUntil":"2026-01-31T09:32:00Z","role":"Nurse","level":"any",\
        "skills":[],"language":"en-US","thinkMs":0,"limitMs":120000,"retakes":20,"followUps":0,"skipLockMs":0,\
        "observations":false,"faceSamples":false,"turns":[{"number":1,"kind":"question","state":"open",\
        "questionId":"\(questionID)","source":"own","text":"Tell me about a release that went wrong.",\
        "questionKind":"behavioural","competency":"own","difficulty":"moderate","seconds":120,\
        "askedAt":"2026-01-31T09:30:00Z","takesAnswers":true,"takes":[]}],"notes":[],\
        "createdAt":"2026-01-31T09:29:00Z","startedAt":"2026-01-31T09:30:00Z"}
        """.replacing("\"next\":null,", with: "")

    static let observations = """
        {"client":"page-1","observations":[{"sequence":0,"type":"hidden","at":"2026-01-31T09:30:00Z","turn":1,"durationMs":4000}]}
        """
}
