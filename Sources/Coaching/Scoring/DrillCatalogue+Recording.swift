extension DrillCatalogue {
    /// The drills of starting, of being heard, and of giving a judge enough to go by.
    static let recording: [CatalogueDrill] = [
        CatalogueDrill(
            id: "start-at-once",
            title: "Start within two seconds",
            steps: [
                "Have someone ask you three questions, or read them aloud yourself.",
                "Breathe in while the question ends and begin with a plain first sentence: the answer, or where it was.",
                "Do your thinking in the pause after that sentence, not before it.",
                "Check: did every answer begin within two seconds?",
            ]
        ),
        CatalogueDrill(
            id: "shorter-silences",
            title: "Pause at the full stop",
            steps: [
                "Say the plan of your answer in ten words before you record.",
                "Answer again; finish each sentence before you stop to think.",
                "When nothing comes, say the next signpost: first, then, in the end.",
                "Check: is any silence inside a sentence longer than a breath?",
            ]
        ),
        CatalogueDrill(
            id: "closer",
            title: "Be heard",
            steps: [
                "Sit a hand's width and a half from the microphone and raise its level until normal speech fills half the meter.",
                "Say your first two sentences to someone at the other end of a table.",
                "Record ten seconds, listen, and only then record the whole answer again.",
            ]
        ),
        CatalogueDrill(
            id: "quiet-room",
            title: "Record again with less noise",
            steps: [
                "Close windows and switch off fans; choose a room with curtains or books.",
                "Move closer to the microphone, or use a headset.",
                "Record five seconds of silence and listen: you should hear almost nothing.",
                "Record the whole answer again.",
            ]
        ),
        CatalogueDrill(
            id: "record-again",
            title: "Record again with a clear signal",
            steps: [
                "Record ten seconds and listen to them through headphones.",
                "Change what you hear first: distance, level, noise, or a microphone that is not the one you speak into.",
                "Record the whole answer again from the first sentence.",
            ]
        ),
        CatalogueDrill(
            id: "one-minute",
            title: "A full minute",
            steps: [
                "Say the question aloud, then answer it for a whole minute by the clock.",
                "Use four parts: the answer, one reason, one case from your work, what came of it.",
                "When a part is empty after one sentence, ask yourself \"how exactly?\" and answer that.",
                "Check: did you speak for at least 45 seconds?",
            ]
        ),
        CatalogueDrill(
            id: "first-thought",
            title: "When nothing comes to mind",
            steps: [
                "Say the question back in your own words; that buys you ten seconds.",
                "Name the nearest thing you have done, however small: at work, at school, at home.",
                "Say what you did and what came of it, one sentence each.",
                "Check: did you say at least three sentences about one real thing?",
            ]
        ),
        CatalogueDrill(
            id: "own-ear",
            title: "Listen back",
            steps: [
                "Play the answer once and note the second at which your main point comes.",
                "Find one sentence you could cut.",
                "Answer again: the main point first, without that sentence.",
                "Check: does the new main point come in the first ten seconds?",
            ]
        ),
        CatalogueDrill(
            id: "again-from-memory",
            title: "The same answer, three sentences shorter",
            steps: [
                "Listen once and write down the three sentences a listener needs most.",
                "Say the answer again with those three in front.",
                "Leave out three of the others.",
                "Check: would a listener ask the right next question?",
            ]
        ),
    ]
}
