import HTTPKit

/// Examples of answers.
extension Examples {
    private static let uploadID = "upl_01a1fd52-77aa-7bd1-8f3e-90a4c1d2e3f4"
    static let queued = """
        {"id":"\(id)","status":"queued","stage":"upload","question":{"text":"Tell me about a hard problem.","keywords":[]},\
        "createdAt":"2026-01-31T09:30:00Z","provenance":[],"notes":[]}
        """

    static let list = """
        {"answers":[{"id":"\(id)","status":"done","stage":"report","title":"Tell me about a hard problem.",\
        "question":{"text":"Tell me about a hard problem.","role":"Backend engineer","keywords":["latency"]},\
        "createdAt":"2026-01-31T09:30:00Z","updatedAt":"2026-01-31T09:30:04Z","finishedAt":"2026-01-31T09:30:04Z",\
        "score":62.5,"scoreRange":[60,65],"verdict":"good","durationMs":31480,"language":"en-US","rubric":"behavioural 3",\
        "engine":"rules","degraded":false,"problems":[],"externalId":"attempt-17","metadata":{"course":"autumn"},\
        "provenance":[],"notes":[]}],"total":1,\
        "nextCursor":"1769851800000.\(id)"}
        """

    static let fromUpload = """
        {"uploadId":"\(uploadID)","question":"Tell me about a hard problem.","role":"Backend engineer","language":"en-US"}
        """

    static let correction = #"{"transcript":"Um, I led the migration, and we halved the errors."}"#

    static let label = #"{"name":"For Norrpay, third take","starred":true}"#

    static let typed =
        #"{"answer":"I led the migration and halved the errors.","question":"Tell me about a hard problem."}"#

    static let many = #"{"problem":"evaluate.auth","since":"2026-01-31T09:00:00Z","dryRun":true}"#
    static let sweep = #"{"matched":120,"done":0,"more":false,"dryRun":true}"#

    static let clips = """
        {"clips":[{"name":"filler-1.wav","kind":"filler","text":"um","startMs":1200,"endMs":1560,\
        "url":"/v1/answers/\(id)/clips/filler-1.wav"}]}
        """

    static let takes = """
        {"before":"\(id)","after":"\(otherID)","rows":[{"measure":"Score","before":48,"after":63,"decimals":0,"note":""}]}
        """

    static let answer = #"""
        {"id":"ans_01a1fd53-d83f-75f5-9275-35e53568abbe","status":"done","stage":"report",
        "question":{"text":"Tell me about a hard problem.","role":"Backend engineer","keywords":["latency"]},
        "candidate":"Ada Lovelace","createdAt":"2026-01-31T09:30:00Z",
        "recording":{"container":"webm","codec":"opus","sampleRate":48000,"channels":1,"durationMs":31480,"bytes":126021,
        "sha256":"9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"},
        "quality":{"verdict":"good","issues":[],"snrDb":31.4,"loudnessLufs":-21.3,"clippedMs":0,"speechMs":26080},
        "transcript":{"text":"Um, I led the migration.","language":"en-US","engine":"openai","model":"whisper-1",
        "keepsFillers":true,"wordTimes":"exact","accuracy":"standard","words":[
        {"text":"Um,","startMs":590,"endMs":910},{"text":"I","startMs":1010,"endMs":1100},
        {"text":"led","startMs":1100,"endMs":1380},{"text":"the","startMs":1380,"endMs":1500},
        {"text":"migration.","startMs":1500,"endMs":2240,"confidence":0.97}]},
        "delivery":{"wordCount":4,"wordsPerMinute":138,"syllablesPerSecond":3.9,"paceCurve":[],
        "fillers":{"total":1,"perMinute":1.9,"per100Words":2.1,"reliability":"counted",
        "reliabilityNote":"The transcript writes \"um\" and \"uh\" down.","byWord":{"um":1},"items":[
        {"text":"um","kind":"filledPause","source":"both","startMs":590,"endMs":910,"range":{"start":0,"end":2},
        "confidence":0.98}]},
        "pauses":{"count":1,"totalMs":1380,"longest":{"startMs":11850,"endMs":13230,"place":"boundary"},"longCount":1,
        "startLatencyMs":590,"reliability":"measured","reliabilityNote":"The silences are clear.",
        "measured":{"case":"clear","precision":0.99,"recall":0.99},"items":[{"startMs":11850,"endMs":13230,"place":"boundary"}]},
        "pitch":{"medianHz":182,"spreadSemitones":2.9},"loudness":{"lufs":-21.3,"spreadDb":5.1},"hedges":[],
        "repetitions":[],"fluency":{"score":86,"parts":{"fillers":23,"pace":33,"pauses":30}},
        "confidence":{"score":80,"parts":{"fillers":31,"steadiness":49}},"notes":[]},
        "evaluation":{"engine":"rules","score":62.5,"range":[62.5,62.5],"criteria":[{"id":"ownership",
        "title":"Your own part","score":62.5,"items":[{"id":"ownership.ownership",
        "text":"It says what the speaker did, thought and decided.","met":"yes","evidence":[
        {"quote":"I led the migration.","startMs":1010,"endMs":2240}],"comment":""}]}],
        "strengths":[{"text":"You say what you did yourself.","evidence":[{"quote":"I led the migration.",
        "startMs":1010,"endMs":2240}]}],"improvements":[{"text":"Say what came of it, with one number.","evidence":[]}],
        "missedKeywords":["latency"],"nextDrill":{"title":"Four sentences","reason":"The result is missing.",
        "steps":["Say one sentence each: where you were, what you had to do, what you did, what came of it."]},
        "droppedRemarks":0,"rubric":"behavioural 3","notes":[]},
        "provenance":[{"stage":"decode","fingerprint":"5d41402abc4b2a76b9719d911017c592","durationMs":61,"reused":false}],
        "notes":[]}
        """#
}
