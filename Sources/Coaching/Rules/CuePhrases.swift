/// English phrases by which rules recognise the parts of an answer. A trailing `*` stands for any ending.
enum CuePhrases {
    /// When and where something happened.
    static let situation = [
        "at my last", "at my previous", "at my current", "in my last", "in my previous", "in my current", "in my first",
        "when i was", "when i worked", "when i joined", "while i was", "last year", "last month", "last spring",
        "last summer",
        "last autumn", "last winter", "last fall", "last quarter", "years ago", "months ago", "at the time", "our team",
        "my team was", "we were", "there was", "there were", "i was working", "we had a", "we had an", "i worked at",
        "i worked as",
        "during my", "during the", "the background", "one of our", "one of my", "our company", "my company",
        "our biggest",
        "in 20*", "back in", "at university", "at college", "in our", "the project was",
    ]
    /// What had to be done.
    static let task = [
        "my job was", "my role was", "my task was", "i was responsible", "responsible for", "i had to", "we had to",
        "i needed to",
        "we needed to", "was asked to", "asked me to", "the goal was", "my goal was", "our goal", "deadline",
        "i was in charge",
        "my responsibility", "i was supposed", "the challenge was", "was given", "i owned", "had until", "target was",
        "i was leading", "it was my", "it was on me", "fell to me", "assigned to me", "wanted me to", "expected to",
        "promised",
    ]
    /// What came of it.
    static let result = [
        "as a result", "the result", "in the end", "resulted in", "which meant", "by the end", "since then",
        "the outcome",
        "ended up", "went from", "reduced", "increased", "improved", "dropped", "cut", "saved", "grew", "rose", "fell",
        "fell to",
        "doubled", "tripled", "halved", "won", "signed", "renewed", "we shipped", "we launched", "it shipped",
        "went live",
        "delivered", "on time", "was adopted", "is still", "still use*", "closed the deal", "passed", "faster", "fewer",
        "never happened again", "has not happened", "no longer", "thanked", "promoted", "was approved", "recovered",
    ]
    /// What was learned.
    static let reflection = [
        "i learned", "i learnt", "learned that", "taught me", "lesson", "next time", "since then", "looking back",
        "in hindsight",
        "would do differently", "do it differently", "i realized", "i realised", "from then on", "ever since",
        "now i always",
        "now i", "these days i", "i still use", "i should have", "what i took", "changed how i",
    ]
    /// Why.
    static let reasons = [
        "because", "so that", "which means", "that means", "therefore", "the reason", "due to", "that way",
        "in order to",
        "otherwise", "which is why", "that is why", "thats why", "since", "to avoid", "to make sure", "which lets",
        "so the",
        "so i", "so we", "as long as", "if you",
    ]
    /// A concrete case follows.
    static let example = [
        "for example", "for instance", "such as", "one time", "at my last", "in my last", "in my previous",
        "in one project",
        "in a project", "on my last", "last year", "last month", "recently", "say you have", "suppose", "imagine",
        "take a",
        "a concrete", "we had a", "at work", "where i worked", "in practice", "on our", "in our", "my last",
    ]
    /// Two sides are weighed.
    static let tradeoff = [
        "trade off", "trade offs", "tradeoff*", "downside*", "drawback*", "on the other hand", "however", "instead of",
        "rather than", "whereas", "the cost", "costs", "at the expense", "depends", "versus", "compared", "in exchange",
        "the price",
        "alternative*", "but it", "but then", "but you", "but they", "but that", "but we", "weaker", "slower",
        "the catch", "only if",
        "unless", "i would switch", "advantage*", "disadvantage*", "better when", "worse when", "while a", "in return",
    ]
    /// The next part begins.
    static let signposts = [
        "first", "firstly", "second", "secondly", "third", "thirdly", "then", "next", "after that", "finally", "lastly",
        "in the end",
        "to start", "start with", "begin with", "step", "once that", "before that", "the last", "to sum up", "in short",
        "so overall",
        "two reasons", "three reasons", "two things", "three things", "three parts", "two parts", "from there",
        "one is",
    ]
    /// Nothing is said yet.
    static let preamble = [
        "good question", "great question", "interesting question", "tough question", "thank you for", "thanks for",
        "let me think",
        "let me see", "to be honest", "how do i put", "how should i", "where do i start", "where to start", "i guess",
        "so yeah",
        "i dont know", "im not sure", "could you repeat", "what i would say", "the thing is", "as i said", "hello",
        "my name is",
        "a lot of things", "many things", "it depends i guess", "happy to be here",
    ]
    /// Words that could mean anything, and the clichés of job interviews.
    static let vague = [
        "stuff", "thing", "things", "something", "somehow", "whatever", "and so on", "et cetera", "kind of", "sort of",
        "various",
        "a lot", "lots", "you know", "i guess", "everything", "anything", "somebody", "someone", "basically",
        "hard worker",
        "team player", "passionate", "perfectionist", "synerg*", "leverag*", "best practices", "world class",
        "results driven",
        "go getter", "outside the box", "dynamic", "paradigm*", "holistic*", "stakeholder alignment",
        "hundred and ten percent",
        "people person", "fast learner", "always", "stuff like that", "and all that", "etc", "generally", "usually",
        "in general",
        "whatnot", "these days everyone", "give my best", "do my best", "work hard", "very important",
        "really important", "i think",
        "i feel like", "probably", "maybe", "game changing", "cutting edge", "value add", "win win", "impactful",
    ]
    /// What numbers count.
    static let units: Set<String> = [
        "percent", "times", "million", "thousand", "billion", "hour", "hours", "minute", "minutes", "second", "seconds",
        "day",
        "days", "week", "weeks", "month", "months", "ms", "millisecond", "milliseconds", "user", "users", "customer",
        "customers",
        "client", "clients", "dollar", "dollars", "euro", "euros", "pound", "pounds", "request", "requests", "ticket",
        "tickets",
        "people", "store", "stores", "deal", "deals", "account", "accounts", "points", "gigabytes", "megabytes", "rows",
        "bugs",
        "calls", "orders", "patients", "students", "errors", "incidents", "units", "meetings", "reports", "team",
        "engineers",
    ]
    /// Verbs of doing whose past does not end in -ed.
    static let actions: Set<String> = [
        "built", "wrote", "made", "led", "ran", "set", "took", "gave", "told", "spoke", "brought", "found", "held",
        "met", "sat",
        "taught", "cut", "put", "drew", "drove", "began", "chose", "sent", "split", "went", "kept", "got", "broke",
        "sold", "won",
        "read", "showed", "rebuilt", "rewrote", "pulled", "dug", "paid", "left", "bought",
    ]
    /// Verbs in -ed that do nothing.
    static let idle: Set<String> = [
        "need", "want", "like", "lik", "seem", "happen", "us", "suppos", "hop", "feel", "interest", "excit", "involv",
        "scar", "tir",
        "stress", "worri", "bor", "annoi", "surpris", "concern", "frustrat", "lov", "hat", "believ", "wish", "expect",
    ]
}
