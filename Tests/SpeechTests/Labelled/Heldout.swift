extension LabelledSentence {
    /// The sentences of this half, one a line, every filler in brackets; lines with # explain.
    static let heldout = """
        # English sentences in which every filler stands in [brackets], labelled as develop.tsv is. It is for measuring: its mistakes are not read when rules change. Its figures by word
        # were seen once, before the rules for "so", "you know" and "I mean" were revised (precision 0.87, recall 0.96 then); the running answers came after the rules.
        [So], my name is Priya and I have worked in logistics for six years.
        [Um], the hardest part was telling my boss.
        We lost [like] half of our customers that winter.
        The second interviewer, [uh], asked me about closures.
        My sister is a nurse, and I am like her in many ways.
        It was raining so hard that the match was cancelled.
        I am, [you know], a morning person.
        The doctor was right about the dosage.
        We [basically] started from zero.
        That was actually the moment when I decided to study law.
        Honest feedback is what I like about this place.
        I [kind of] fell into management.
        What sort of budget did you have?
        [I mean], who would say no to that?
        [Well], nobody told me about the deadline.
        The patient is doing well.
        [Okay], let us go through the numbers.
        The students seemed okay with the change.
        He was [like], you cannot be serious.
        She sings like an angel.
        We cook for [like] eighty guests every night.
        It sounds like you have a plan.
        They asked for something like a dashboard.
        Would you like to see my portfolio?
        I would never do something like that.
        Teachers like her change lives.
        My kids like it when I read to them.
        [Like], nobody was in the building.
        The train leaves at nine, so we should hurry.
        I told them so, but they did not listen.
        [So], [basically], the warehouse was on fire.
        And so it began.
        The contract was so long that nobody read it.
        I hope so.
        We raised prices, so some clients left.
        Few people have come this far, and so few stay.
        [So] [yeah], I quit.
        You add the eggs, [right], and then the flour.
        You have been there, [right]?
        She knows right from wrong.
        The right answer is not always popular.
        Are you all right?
        I went right to the source.
        We arrived right on schedule.
        [Right], where was I?
        The nurse checks the right arm first.
        That is exactly right.
        He is right that costs went up.
        The figures were actually lower in April.
        [Actually], can I change my answer?
        Nobody actually reads the manual.
        It was, [actually], quite funny.
        I did not actually sign it.
        My aunt actually founded the company.
        [Basically], you push the cart and smile.
        The shop is basically a copy of ours.
        It was [basically] chaos.
        The two offers are basically identical.
        You know the rules.
        [You know], people change.
        Do you know the way?
        I had to choose between, [you know], family and work.
        We do not know who called, do you know?
        As you know, I used to teach.
        It takes courage, [you know]?
        They let you know in advance.
        I thought you knew, but you know best.
        He left because [you know] the pay was bad.
        What you know matters less than what you learn.
        Tell me how you know her.
        I want you to know that I care.
        The older staff, [you know], they did not trust the tablets.
        [I mean], look at the results.
        Do you see what I mean?
        I mean every word of it.
        It was expensive, [I mean], really expensive.
        When I say soon, I mean today.
        By early I mean before six.
        We were [sort of] friends.
        He is the sort of leader who listens.
        It was a sort of test.
        All sorts of people came.
        They were [kind of] rude.
        This is a different kind of risk.
        Be kind of heart.
        The manager was kind and fair.
        It was [kind of], [you know], a surprise.
        The flat is [kind of] small.
        I [literally] ran to the station.
        The word means literally fire mountain.
        We had [literally] one hour left.
        [Obviously], I said yes.
        The mistake was obvious and obviously mine.
        [Honestly], it hurt.
        She answered honestly.
        I did not, [honestly], expect to win.
        [To be honest], the coffee was the best part.
        You have to be honest about failure.
        [At the end of the day], we are here to help people.
        The shop closes at the end of the day.
        The food was fine [or something].
        We sold books, maps [and stuff].
        Call me tomorrow [or whatever].
        [Yeah], [so] I moved to Berlin.
        Yeah, that is me in the picture.
        But [yeah], I learned a lot.
        [Essentially], we sell trust.
        The law is essentially a promise.
        [Uhm], could you repeat that?
        I was born in, [er], nineteen ninety.
        [Erm] I am not certain.
        [Hmm], that is tricky.
        [Uh], [um], I think it was a Tuesday.
        The plan was, [ummm], ambitious.
        Uh-uh, not me.
        Mm-hmm, exactly.
        The so-called experts were wrong.
        My left-hand neighbour is a lawyer.
        He erred twice.
        The hummus was great.
        Her email was in my inbox.
        We ate plums and umpired the game.
        i was born in a small town and i like the quiet
        we had [um] a few problems with the supplier
        my boss was [like] really angry
        and i said no because it was not right
        it was [basically] my first real job
        i think that is [kind of] the point
        [so] i studied chemistry in lyon
        they moved the office so we had to commute
        you know that feeling when nobody answers
        it was [uh] last summer i think
        i have worked with people like that
        it feels like home
        he did it like a professional
        we spent [like] four months on it
        [i mean] nobody is perfect
        i know what you mean and you know what i mean
        the right people were not in the room
        she was right and i was wrong
        it was so cold that the pipes froze
        we [literally] had no water
        i would like to thank my team
        and [like] nobody came
        it was [like] the biggest order we ever had
        the machine is like a big oven
        they talk to you like a friend
        [well] i never finished school
        i sing quite well
        he is well known in the industry
        [okay] [so] that was my story
        is it okay if i start
        It was, [like], the third time that week.
        My father, [like], built the house himself.
        She has [like] no fear.
        There were [like] five hundred applicants.
        The office is [like] really far away.
        We were [like] halfway through the exam.
        He was acting like the boss.
        It smells like paint in here.
        This job is not like the last one.
        How would you like to be paid?
        I felt like giving up.
        Who does not like music?
        It is like riding a bicycle.
        The new rules look like the old rules.
        If you like numbers, accounting is fun.
        What does a day look like?
        They all like the canteen.
        I also like to draw.
        Dogs like him.
        We grew like weeds.
        Cities like Lagos never sleep.
        I need a car like yours.
        It is like nothing I had seen.
        And then he's [like], fine, take the money.
        So he is [like], what do you want?
        She would be [like] two hours late every day.
        I mean it, do not be late.
        The speech was [kind of] long, but it worked.
        That was very kind of them.
        We had to [sort of] guess.
        A kind of silence fell.
        These kinds of mistakes are cheap.
        I [sort of] promised to help.
        It tastes [sort of] sweet.
        The room went [kind of] quiet.
        We do all kinds of events.
        Some kind of alarm went off.
        It was no sort of life.
        [So], [um], I called the police.
        So many people came that we ran out of chairs.
        So what did I do?
        He was late, so late that we left.
        I made a list so that nothing was forgotten.
        She did so with a smile.
        It is good, and so is the price.
        Even so, I would do it again.
        So far the data looks clean.
        My Spanish is so-so.
        I speak French, so I took the call.
        It was cheap, [so], [you know], we bought two.
        We flew home, and [so], [yeah], that was it.
        You mix it, [right], you bake it, and it is done.
        It is hot, [right]?
        Do it right or not at all.
        The right to vote matters.
        Stop right there.
        I will be right back.
        You are right, I was wrong.
        He has the right skills.
        Turn right after the bridge.
        My right knee hurts.
        That does not feel right.
        Just right of the door there is a switch.
        It is, [well], complicated.
        [Well], [um], I had no choice.
        All is well.
        It might as well be true.
        Oil wells are deep.
        I slept well and woke up early.
        Did it go well?
        [Okay], [so], imagine a bus.
        Okay is not good enough.
        She gave her okay.
        The [uh], the other thing was money.
        I went to, [um], Madrid.
        We [er] had [er] differences.
        And [uh] that was that.
        I was, [like], [um], twelve.
        It is, [uh], it is a long story.
        Ah, I see what happened.
        He said ah and left.
        My initials are U.H.
        The drum is loud.
        I bought a humidifier.
        Does anybody actually know how it works?
        I think that, [actually], we agree.
        It works, [basically].
        The point is, [basically], that nobody asked.
        Their methods are basically sound.
        Is it essentially correct?
        I [honestly] believed him.
        Frankly, I was bored.
        You know Maria from sales.
        Most people you know will help you.
        Where do you know him from?
        You never know.
        So you know the story already.
        It is the best system, [you know], for small teams.
        [You know], when I was a kid, we had no internet.
        But [you know] it was worth it.
        Now you know.
        I wish you knew.
        Should you know more, call me.
        To know you know nothing is a start.
        That is the person I mean.
        It means a lot to me.
        [I mean], [like], who cares?
        He did not mean it, and I mean that.
        What does she mean?
        I was mean to him.
        """
}
