import HTTPKit

/// Examples of re-scorings.
extension Examples {
    private static let rescoreID = "rsc_01a1fe00-1111-7222-8333-444455556666"

    static let rescoreRequest = """
        {"selection":{"role":"Backend engineer","since":"2026-01-01T00:00:00Z"},"rubric":"behavioural","dryRun":true}
        """

    static let rescore = """
        {"id":"\(rescoreID)","state":"running","selection":{"role":"Backend engineer"},"plan":{"rubric":"behavioural"},\
        "limits":{"concurrency":4,"maxCalls":500},"total":120,"done":30,"unchanged":0,"failed":0,"upstreamCalls":30,\
        "createdAt":"2026-01-31T09:30:00Z"}
        """

    static let rating = #"{"score":70,"rater":"Dr Weber","note":"Clear result, thin on the own part."}"#

    static let forecast = """
        {"answers":120,"sampled":120,"reused":{"decode":120,"transcribe":120,"analyze":120},\
        "anew":{"evaluate":120,"report":120},"upstreamCalls":120,"audioMinutes":0}
        """
}
