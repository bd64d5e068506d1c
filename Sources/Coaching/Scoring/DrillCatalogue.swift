/// Every drill Debrief proposes. Each trains one thing and ends with a check the speaker can make alone.
enum DrillCatalogue {
    /// Version of the drills' wording and of what chooses among them; part of the configuration of every judge.
    static let version = 4

    /// The drill of an id.
    static func drill(_ id: String) -> CatalogueDrill? { all.first { $0.id == id } }

    /// All drills; when two needs weigh the same, the earlier one is chosen.
    static let all: [CatalogueDrill] = speaking + recording

    /// The drills of what is said and how.
    private static let speaking: [CatalogueDrill] = [
        CatalogueDrill(
            id: "answer-first",
            title: "Answer first",
            steps: [
                "Say the question aloud once.",
                "Answer it in one sentence of at most 15 words, starting with the answer itself.",
                "Add one reason and one fact, then stop.",
                "Check: would the first sentence alone tell a listener your answer?",
            ]
        ),
        CatalogueDrill(
            id: "star-outline",
            title: "Four sentences",
            steps: [
                "Say one sentence each: where you were, what you had to do, what you did, what came of it.",
                "Say the same four again, with two more sentences for what you did and none for the rest.",
                "Check: is the part about what you did longer than the three others together?",
            ]
        ),
        CatalogueDrill(
            id: "own-actions",
            title: "I did, not we did",
            steps: [
                "Retell only the middle of your story: the three things you did yourself.",
                "Start each sentence with \"I\" and a verb of action: I called, I wrote, I decided.",
                "Name the team once, for what others did.",
                "Check: could a listener say what would have been missing without you?",
            ]
        ),
        CatalogueDrill(
            id: "result-number",
            title: "End on a number",
            steps: [
                "Write down one number from your story: before, after, how many, how long, how much.",
                "Say the last two sentences of your answer with it: what changed, from what to what.",
                "If you have no exact number, say how you know it worked, and who noticed.",
                "Check: does the answer end there, without trailing off?",
            ]
        ),
        CatalogueDrill(
            id: "lesson",
            title: "What you took from it",
            steps: [
                "Finish this sentence: \"Since then I …\" with something you really do differently.",
                "Give the next occasion on which you did it.",
                "Say both after your result, in under 20 seconds.",
            ]
        ),
        CatalogueDrill(
            id: "one-example",
            title: "One real case",
            steps: [
                "Pick one project in which you used what the question asks about.",
                "Say in 30 seconds: what it was, what you chose, what happened.",
                "Then say the general point in one sentence.",
                "Check: did you name at least one tool, person, place or number?",
            ]
        ),
        CatalogueDrill(
            id: "because",
            title: "Because",
            steps: [
                "Make your main claim in one sentence.",
                "Say \"because\" and the mechanism: what happens step by step.",
                "Say \"which means\" and the consequence for a user or the system.",
                "Do it again in half the words.",
            ]
        ),
        CatalogueDrill(
            id: "trade-off",
            title: "Both sides",
            steps: [
                "Name your choice and the best alternative.",
                "Give one thing the alternative does better, honestly.",
                "Say when you would switch: \"If … I would take the other.\"",
                "Check: could you defend the other side for 20 seconds?",
            ]
        ),
        CatalogueDrill(
            id: "clarify-first",
            title: "Three questions first",
            steps: [
                "Before any solution, ask three questions: who uses it, how much of it, what must never go wrong.",
                "Answer each with an assumption you say aloud.",
                "Then say in one sentence what you will and will not solve.",
            ]
        ),
        CatalogueDrill(
            id: "estimate",
            title: "Numbers on the back of an envelope",
            steps: [
                "Take one quantity the question hides: users, requests, bytes, customers.",
                "Estimate it in three multiplications, each said aloud with its assumption.",
                "Say what the number decides about your solution.",
            ]
        ),
        CatalogueDrill(
            id: "what-breaks",
            title: "What breaks first",
            steps: [
                "Point at each part of your solution and say how it fails.",
                "For the worst one, say what the user sees and how you find out.",
                "Say the one change that softens it, and what that costs.",
            ]
        ),
        CatalogueDrill(
            id: "think-aloud",
            title: "Think aloud",
            steps: [
                "State the plan in two sentences before any code.",
                "Walk through one small input, saying each value as it changes.",
                "Say the running time and the memory, each with its reason.",
            ]
        ),
        CatalogueDrill(
            id: "edge-cases",
            title: "Five edge cases",
            steps: [
                "Name five inputs that could break it: empty, one, many equal, huge, wrong type.",
                "For each say what your solution returns.",
                "Fix the first that surprises you.",
            ]
        ),
        CatalogueDrill(
            id: "structure",
            title: "Three signposts",
            steps: [
                "Say how many parts your answer has and name them.",
                "Open each part with its name: first, second, finally.",
                "Close with one sentence that answers the question again.",
                "Check: could a listener write your outline down?",
            ]
        ),
        CatalogueDrill(
            id: "their-need",
            title: "Their problem before your product",
            steps: [
                "Say in two sentences what the customer wanted to achieve and what it cost them not to.",
                "Name the question you asked to find out.",
                "Only then name one feature, with the change it made for them.",
            ]
        ),
        CatalogueDrill(
            id: "key-terms",
            title: "Use the key terms",
            steps: [
                "Take the key terms you did not mention.",
                "Put each into one sentence about something you did.",
                "Say the answer again with the two that fit best; leave out those that do not.",
            ]
        ),
        CatalogueDrill(
            id: "shorter",
            title: "Half the time",
            steps: [
                "Say your answer again in half the time.",
                "Keep the first sentence, the main step and the result; drop the rest.",
                "Check: what did you leave out that a listener would really ask for?",
            ]
        ),
        CatalogueDrill(
            id: "silent-pause",
            title: "Swap the filler for silence",
            steps: [
                "Answer again, one sentence at a time.",
                "At the end of each sentence close your mouth and breathe in once before the next.",
                "When a filler comes, stop, be silent for a moment, and go on.",
                "Check: count only the fillers of the last 30 seconds.",
            ]
        ),
        CatalogueDrill(
            id: "slower",
            title: "One breath per sentence",
            steps: [
                "Read your first two sentences at the pace of a news reader.",
                "Answer again; breathe after every full stop.",
                "Slow down most on names and numbers.",
            ]
        ),
        CatalogueDrill(
            id: "livelier",
            title: "Keep it moving",
            steps: [
                "Say the plan of your answer in ten words.",
                "Answer without looking for better words; finish every sentence you start.",
                "Check: were the pauses between sentences rather than inside them?",
            ]
        ),
        CatalogueDrill(
            id: "plain-claims",
            title: "Drop the hedge",
            steps: [
                "Take the sentences with \"kind of\", \"I guess\" or \"maybe\".",
                "Say each again as a plain statement, or say exactly what you are unsure of.",
                "Check: would you still sign every sentence?",
            ]
        ),
    ]
}
