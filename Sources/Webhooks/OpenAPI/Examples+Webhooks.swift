import HTTPKit

/// Examples of webhooks.
extension Examples {
    private static let webhookID = "whk_01a1fe00-5555-7222-8333-444455556666"

    static let webhookRequest = #"{"url":"https:\/\/example.org/debrief","events":["answer.done","answer.failed"]}"#

    static let webhook = """
        {"id":"\(webhookID)","url":"https:\\/\\/example.org/debrief","events":["answer.done","answer.failed"],"enabled":true,"expand":false,\
        "createdAt":"2026-01-31T09:30:00Z"}
        """

    static let newWebhook = """
        {"id":"\(webhookID)","url":"https:\\/\\/example.org/debrief","events":["answer.done","answer.failed"],"enabled":true,"expand":false,\
        "createdAt":"2026-01-31T09:30:00Z","secret":"whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="}
        """

    static let webhookDelivery = """
        {"id":"whd_01a1fe00-7777-7222-8333-444455556666","type":"answer.done","subject":"\(id)","state":"waiting",\
        "attempts":1,"lastStatus":503,"lastError":"The endpoint answered 503.","createdAt":"2026-01-31T09:30:00Z",\
        "nextAt":"2026-01-31T09:30:05Z"}
        """
}
