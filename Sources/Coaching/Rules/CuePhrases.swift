/// English phrases by which rules recognise the parts of an answer. A trailing `*` stands for any ending.
enum CuePhrases {
    /// When and where something happened. A word in angle brackets stands for a class, see ``WordClass``.
    static let situation = [
        "at my <order>", "in my <order>", "on my <order>", "when i was", "when i worked", "when i joined",
        "when i started", "when i ran", "when i had", "when we", "while i was", "while i worked", "last <when>",
        "<n> <unit> ago", "<unit> ago", "at the time", "my team was", "we were", "there was", "there were",
        "i was <ing>",
        "we had a", "we had an", "we had <n>", "i worked at", "i worked as", "during my", "during the",
        "the background", "one of our", "one of my", "our company", "my company", "our biggest", "in <year>", "back in",
        "at university", "at college", "at school", "in <when>", "that <when>", "this <when>", "one <when>",
        "at <Name>", "the project was", "i once", "once i", "once there", "our <noun> <past>",
        "our <noun> <noun> <past>",
        "my <noun> <past>", "my <noun> and i", "a colleague <gap> and i", "the <noun> <gap> kept", "when the <noun>",
        "when our", "when my", "in our", "on our", "at our", "at the <noun>", "on the ward", "i was new", "i was a",
        "i was the", "before i", "for <n> <unit>", "a few <unit>", "in the middle of", "i used to", "it was <n>",
        "<n> <unit> into", "into my", "<n> <gap> kept", "in the <noun> team", "i noticed that", "nobody knew",
        "did not know whether", "didnt know whether",
    ]
    /// What had to be done.
    static let task = [
        "my job was", "my role was", "my task was", "my part was", "my brief was", "was my job", "was my task",
        "was my responsibility", "i was responsible", "responsible for", "i had to", "we had to", "had to be",
        "i needed to",
        "we needed to", "needed me to", "was asked to", "asked me to", "asked us to", "asked me for", "the goal was",
        "my goal was", "our goal", "the aim was", "the idea was", "deadline", "i was in charge", "my responsibility",
        "i was supposed", "we were supposed", "i was meant", "i was told to", "the challenge was", "was given",
        "i owned",
        "had until", "i had <count>", "we had <n> <unit>", "target was", "target of", "i was leading", "it was my",
        "was on me", "was up to me", "fell to me", "landed on me", "assigned to me", "given to me", "wanted me to",
        "wanted us to", "wanted it", "wanted them", "wanted this", "expected us to", "expected me to", "expected to",
        "promised", "gave me <n>", "gave us <n>", "gave me until", "gave us until", "i wanted to", "was due",
        "were due", "i was to", "i took on", "i agreed to", "i volunteered", "put me in charge", "was mine to",
        "so i needed",
        "had to", "need to <noun>", "it had to",
    ]
    /// What came of it.
    static let result = [
        "as a result", "the result", "in the end", "resulted in", "which meant", "by the end", "since then",
        "the outcome", "ended up", "went from", "from <n> to", "reduced", "increased", "improved", "dropped", "saved",
        "grew", "rose", "fell by", "fell from", "fell to <n>", "doubled", "tripled", "halved", "won", "signed",
        "renewed",
        "we shipped", "we launched", "it shipped", "went live", "went out", "delivered", "on time", "was adopted",
        "is still",
        "are still", "still use*", "still friends", "closed the deal", "passed", "faster", "fewer",
        "never happened again",
        "has not happened", "no longer", "thanked", "promoted", "was approved", "recovered", "it now", "they now",
        "he now", "she now", "now <n>", "every day now", "had a single", "havent had", "hasnt had", "hasnt <past>",
        "havent <past>", "havent <gap> <past>", "stood on", "sat in", "came to", "joined us", "opened again",
        "have not <past>",
        "has not <past>", "every <noun> was", "was back", "were back", "was closed",
        "was finished", "was solved", "was fixed", "was done", "was ready", "were ready", "within <n>", "we got",
        "instead of <n>", "by <n> percent", "<n> percent", "up by", "down to", "down by", "cut <gap> by", "cut from",
        "to none", "to zero", "came back", "they <past> it", "she agreed", "he agreed", "they agreed",
        "worked out", "it worked", "since", "said yes", "stayed", "was published", "sold out", "is now", "are now",
        "was open", "opened on", "finished on", "finished <n>", "in use", "made it", "nobody", "no one", "all of them",
        "all <n>", "the client <past>", "the customer <past>",
    ]
    /// How it ended may be told, as what has lasted or what came later: enough not to ask for it.
    static let likelyResult = [
        "now", "still", "to this day", "these days", "ever since", "since", "from then", "turned out", "by <when>",
        "by the",
        "by then", "until", "till", "finally", "eventually", "at last", "next <when>", "the next", "the <when> after",
        "after that", "afterwards", "later", "in the end", "it was a", "the rest of",
    ]
    /// What was learned may be told, as a habit that remained: enough not to ask for it.
    static let likelyReflection = [
        "whenever", "every time", "every <noun> gets", "every <noun> is", "every <noun> has", "every <noun> goes",
        "each <noun> gets", "each <noun> is", "each <noun> has", "each <noun> goes",
    ]
    /// What was learned.
    static let reflection = [
        "i learned", "i learnt", "have learned", "have learnt", "learned that", "learned to", "taught me", "lesson",
        "next time", "since then i", "since then we", "since then our", "looking back", "in hindsight",
        "would do differently", "do it differently", "do differently", "i realized", "i realised", "from then on",
        "ever since i", "have kept", "ive kept", "now i", "nowadays i", "these days i", "today i", "i now",
        "i still use", "i should have",
        "what i took", "took away", "takeaway", "changed how i", "showed me", "the thing i", "it taught", "taught us",
        "from that day", "i never <gap> again",
        "i always", "since that day", "i understood", "what i do now", "what i do differently", "my rule",
        "a rule of mine",
        "since then my", "i make sure now", "now we always", "these days we", "the lesson", "it made me",
        "made me realise",
        "made me realize", "never again", "i will never", "ill never", "i wont <gap> again", "it changed",
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
    /// A case may follow: enough not to ask for one.
    static let likelyExample = [
        "like a", "like when", "like the", "where a", "where you", "say a", "say you", "think of", "consider",
        "picture",
        "id take", "i would take", "id use", "i would use", "id choose", "i would choose", "in the case of", "if a",
        "when a", "when i", "once", "as with", "for a <noun>", "at my", "at the", "back when", "there was", "in <year>",
    ]
    /// A reason may be given: enough not to ask for one.
    static let likelyReason = [
        "so", "makes it", "makes them", "make it", "that makes", "means", "thats how", "which is how", "this way",
        "for that",
        "lets", "allows", "causes", "leads to", "if it", "if the", "when the", "as it", "as they", "why", "thanks to",
        "given that", "that is what", "thats what", "by <ing>", "until", "theres your", "thats your", "itll", "theyll",
        "youll",
        "itd", "youd", "theyd", "or you", "or it", "or they", "enough to", "on account of", "what with", "for fear",
    ]
    /// Another side may be named: enough not to ask for one.
    static let likelyTradeoff = [
        "but", "while", "although", "though", "even if", "worse", "better", "more expensive", "cheaper", "heavier",
        "lighter", "faster", "instead", "or else", "not worth", "no need", "less", "except", "the risk", "the problem",
        "too", "only",
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
        "read", "showed", "rebuilt", "rewrote", "pulled", "dug", "paid", "left", "bought", "rang", "hung", "flew",
        "rode",
        "caught", "threw", "stood", "sought", "swept", "swapped", "lent", "fed", "shut", "redid", "retook", "rerun",
        "reset",
        "saw", "heard", "fought", "tore", "wound", "stuck", "slept", "bent", "laid", "let", "lay", "knelt", "strung",
        "spun", "sang", "swung", "wove", "lit", "bound", "ground", "blew", "crept", "leant", "burnt", "dealt", "shook",
        "shot", "slid", "spent", "spread", "struck", "swore", "woke", "withdrew", "wrung", "undid", "hid", "beat",
        "bet",
        "bid", "cast", "clung", "did", "forbade", "froze", "hit", "overcame", "oversaw", "quit", "rid", "said", "sank",
        "slung", "sped", "spelt", "stole", "swam", "thrust", "trod", "undertook", "unwound", "overrode", "rewound",
    ]
    /// Verbs in -ed that do nothing.
    static let idle: Set<String> = [
        "need", "want", "like", "lik", "seem", "happen", "us", "suppos", "hop", "feel", "interest", "excit", "involv",
        "scar", "tir",
        "stress", "worri", "bor", "annoi", "surpris", "concern", "frustrat", "lov", "hat", "believ", "wish", "expect",
    ]
}
