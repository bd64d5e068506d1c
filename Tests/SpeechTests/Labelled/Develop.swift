extension LabelledSentence {
    /// The sentences of this half, one a line, every filler in brackets; lines with # explain.
    static let develop = """
        # English sentences in which every filler stands in [brackets]. Rules were written while looking at this file.
        # A word is a filler when it can go without changing what is said: filled pauses; "like" as a particle, quotative or before a number; "so" that opens a turn
        # rather than draws a conclusion; tags ("right?", "you know?"); "kind of" and "sort of" before verbs and adjectives.
        I like Rust so the right lock is actually basic.
        [Um], I led the migration of our payment service to a new platform.
        The main challenge was [uh] keeping the service available.
        We measured every change and [basically] we reduced the error rate by half.
        [You know], it was [like] the best project of my career.
        [So], I started as a support engineer in 2015.
        I was [like] really nervous before the demo.
        It looks like the cache was never invalidated.
        I would like to talk about a project I am proud of.
        We had [like] twenty services and no documentation.
        She was [like], why are we even doing this?
        It felt like a dead end at first.
        Tools like Docker and Kubernetes made that easy.
        My manager said that was the right call.
        We turned right at the end of the corridor.
        It scales better that way, [right]?
        So far we have had no complaints.
        The build broke, so we rolled back the release.
        I did it so that the team could sleep at night.
        It was so slow that users left.
        I think so.
        [So] [yeah], that is how we fixed it.
        [So] [basically] I wrote a script that did the same.
        The numbers were actually better than we had hoped.
        I actually enjoy debugging.
        [Actually], I would start with the requirements.
        We did not, [actually], need a second database.
        The two designs are basically the same.
        It was [basically] a rewrite of the whole parser.
        Do you know how a hash table works?
        I wanted to be sure that you know the risks.
        We talked to, [you know], everybody in the company.
        If you know the input is sorted, use binary search.
        How do you know it works?
        As you know, the deadline was in March.
        It was hard, [you know]?
        [I mean], nobody had tested the backup.
        That is what I mean by ownership.
        I mean it when I say that the team comes first.
        It was, [I mean], a really big outage.
        This kind of problem needs patience.
        It was [kind of] a mess.
        I [sort of] took over the planning.
        There are two kinds of tests and one sort of review.
        What kind of database did you use?
        They were very kind of course.
        It is some sort of queue.
        We [kind of] knew that it would fail.
        [Well], it depends on the traffic.
        It went well.
        We tested it well before the release.
        I know the system as well as anybody.
        [Okay], let me think about that.
        The tests were okay.
        [Yeah] [so] I joined the team in May.
        Yes, I have done that before.
        [Honestly], I was not ready for that.
        I try to answer honestly.
        It took [like] three weeks to find the bug.
        He works like a machine.
        I feel like we could have asked earlier.
        There was nothing like it on the market.
        Something like that happened twice.
        We would like more time.
        Do you like your job?
        [Like], I did not even know who owned it.
        And [like] we had no monitoring at all.
        People like working with her.
        My colleagues like the new process.
        We need someone like you.
        It is more like a library than a framework.
        We have a right to know.
        I was right about the memory leak.
        All right.
        That's right.
        Right now I work on search.
        We shipped it right before Christmas.
        [Right], [so] the first thing I did was ask for help.
        It saved money, [right], but it cost us time.
        The right side of the chart shows latency.
        Is that right?
        We used [literally] every tool we had.
        I [literally] had to drive to the data center.
        The name translates literally as small lake.
        We can use caching or [you know] a queue.
        [Obviously], that was not good enough.
        It was obviously wrong.
        At the time I was, [uh], the only developer.
        [Umm], let me see.
        [Uhhh] I do not remember the exact number.
        It was, [er], about two years ago.
        We moved the, [erm], the whole cluster.
        [Hmm], good question.
        Uh-huh, that is correct.
        Um-hum, go on.
        My so-called promotion never came.
        He was my manager's right-hand man.
        To err is human.
        We should err on the side of caution.
        I learned C++, Swift and a bit of Go.
        She said, like I said, that quality matters.
        Like I said, quality matters.
        [So] [um] I work as a nurse on the night shift.
        [so] i work as a nurse on the night shift
        i think it was [um] three years ago
        we had [like] ten people in the room
        and then [uh] the server went down
        it was [you know] a hard time for everyone
        i like to cook and i like my job
        we did it right and on time
        the customer was right in the end
        [so] the first thing we did was to talk to them
        i would like to work here
        they were [kind of] surprised by the result
        what kind of work do you like
        it is [sort of] a hobby of mine
        i [basically] ran the whole thing alone
        you know how to use it
        [i mean] it was not my fault
        do you know what i mean
        that is what i mean
        i was [like] no way
        she is [like] super smart
        he looks like his father
        it sounds like a plan
        we feel like a family
        they treat us like adults
        it works like a charm
        the product is like a bridge between teams
        I was [like], okay, let us do it.
        I, [like], could not believe it.
        It has, [like], five layers of caching.
        We were [like] totally lost.
        She has [like] a thousand ideas a day.
        That is [like] the worst thing you can do.
        It costs [like] 200 dollars a month.
        We did it in [like] two days.
        With [like] no budget we still shipped it.
        I got [like] three offers.
        The plan was so good that we kept it.
        And so we decided to wait.
        I was tired, so I went home.
        Not so much the code but the process.
        We need to be faster, so let us automate it.
        I said so in the meeting.
        Do it so everybody can see it.
        He did so without asking.
        If so, we can stop here.
        It was three hours or so.
        [So], [you know], we had to improvise.
        [So] [like] everybody panicked.
        We tried everything, and [so], [um], in the end it worked.
        My background is in physics, so math comes easily.
        [Well], I studied biology first.
        She knows the product very well.
        The well was dry.
        Well done is better than well said.
        I thought, [well], maybe we should ask the users.
        As well as the code, I wrote the manual.
        [Okay], [so], the first step is to listen.
        Is it okay to ask a question?
        We said okay and moved on.
        It was hard, [okay]?
        [Yeah], [so] we built it from scratch.
        But [yeah], it worked out in the end.
        [To be honest], I did not like the idea.
        It is important to be honest with your team.
        [At the end of the day], the customer decides.
        I send a report at the end of the day.
        We made slides, a demo, [and stuff].
        I ordered parts and stuff from the warehouse.
        It was Java [or something].
        We could fix it or something else could break.
        We met on Monday [or whatever].
        [Actually], that was my idea.
        Did you actually read it?
        What actually happened was a race condition.
        The fix was simple, [actually].
        We never actually met.
        [Essentially], it is a queue.
        The work is essentially done.
        Our goals were essentially the same.
        It, [basically], doubles the throughput.
        [Basically], I answer the phone and calm people down.
        The data was basically correct.
        We [basically] had no choice.
        I [honestly] do not know.
        He spoke honestly about his mistakes.
        And [honestly], it was fun.
        You know the answer already.
        Everyone you know has a phone.
        The more you know, the faster you are.
        Before you know it, the day is over.
        [You know], I never thought of that.
        Because [you know] the team was new.
        And [you know] when people are tired they make mistakes.
        It gives you, [you know], a feeling of safety.
        I will let you know by Friday.
        Did you know about the outage?
        Once you know the pattern, it is easy.
        It was, [you, know], a tradeoff.
        We wanted it simple, [you know what I mean]?
        I hope you know what I mean.
        [I mean], we could have asked.
        By legacy I mean anything without tests.
        Which one do I mean?
        It is small, [I mean], tiny.
        You were right, I mean it.
        She is the right person for this.
        We got it right the first time.
        You take the user, [right], and you ask what they need.
        You press the button, [right], and nothing happens.
        It rained, [right], so we stayed in.
        Put the right team on it.
        He left right after lunch.
        It is only fair, [right]?
        Turn left, right, then left again.
        I asked for the rights to the data.
        Let me, [uh], rephrase that.
        [Uh], no.
        We [um] we tried again.
        My role was [er] team lead.
        It was a bit [um] awkward.
        I think [uh] the [uh] the answer is no.
        The API is, [hmm], how do I say this, old.
        [Ah], I forgot to mention the budget.
        Ah yes, that one.
        Oh, I see.
        The umbrella broke.
        We hummed along.
        Her name is Uma.
        I like the way you put that.
        Nobody likes surprises.
        It is likely that we will hire.
        What I like most is teaching.
        I'd like a coffee.
        We'd like to see numbers.
        I don't like meetings.
        She did not like it.
        They really like it.
        You might like this.
        I never liked math.
        How do you like it so far?
        What was it like?
        He is just like his brother.
        It is exactly like the old one.
        It was nothing like that.
        A person like that is hard to find.
        Companies like ours need focus.
        Languages like Swift are strict.
        We want results like these.
        Things like that take time.
        He acted like he knew everything.
        It reads like a novel.
        I felt [like] totally alone.
        It was just like magic.
        We were just [like] waiting for somebody to decide.
        I was just [like], wow.
        I do [like] ten reviews a week.
        We all [like] went to the office.
        They had [like] this huge spreadsheet.
        You need, [like], a plan.
        And I'm [like], what now?
        He goes, [like], all in.
        It went on for [like] an hour.
        It's [like] when you drive without a map.
        We use Rust, [like], everywhere.
        It is kind of you to ask.
        A new kind of interface.
        I [kind of] like it.
        We were [sort of] on our own.
        It's a sort of map.
        The best kind of feedback is specific.
        I was [kinda] lost.
        They are [sort of], [like], competitors.
        It was the same sort of mistake.
        We all like the new office.
        I [sort of] like the idea.
        They know what you know.
        Just so you know, I can start in May.
        You know Peter, he fixed it.
        Ask the people you know there.
        Could you know that in advance?
        We went to [you know] a conference.
        She is [you know] very direct.
        We tried and [you know] it failed.
        He said when I say done, I mean deployed.
        That is the one I mean.
        You can ask, and I mean that.
        By senior I mean five years at least.
        She is, [you know], she is a perfectionist.
        The team that you know is gone.
        [Okay] [so] the plan was simple.
        [Well], [so], it started with a phone call.
        [Right], [so] we had two options.
        Ah, there it is.
        Ah well, it did not matter.
        It was, [ah], in the second year.
        So how did we solve it?
        So why did they leave?
        So few tests, so many bugs.
        It failed, and so did the backup.
        It was, so to speak, a soft launch.
        And so on and so forth.
        The code is basically a list of rules.
        It is basically a wrapper around a loop.
        """
}
