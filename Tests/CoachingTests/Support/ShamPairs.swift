/// Pairs whose worse answer has the form of a good one and nothing in it: each imitates another rule. They were written before the rule against
/// announcing words without content, and no rule was fitted to them.
let shamPairs: [AnswerPair] = [
    AnswerPair(
        "verbs of outcome without an outcome",
        "behavioural",
        "Tell me about a time you improved a process.",
        better: """
            Two winters ago our ski rental shop had a queue out of the door every Saturday. I was in charge of the counter. I measured the \
            boots of regular guests in advance and I labelled the racks by size. The wait went from forty minutes to twelve, and the owner \
            copied it in his second shop. I learned that most of the waiting was searching.
            """,
        worse: """
            I improved the process and the process improved. It increased what had to be increased and it reduced what had to be reduced. As \
            a result it was faster and better. I improved it again and it dropped where it had to drop. By the end it was delivered and it \
            was approved, and since then the process is still improved and no longer not improved.
            """
    ),
    AnswerPair(
        "words of weighing without two sides",
        "technical",
        "When would you use a message queue?",
        better: """
            When the sender must not wait for the receiver. Our shop wrote orders straight to the warehouse system, and when that was down \
            the till froze. With a queue the till goes on, and the warehouse catches up. The downside is that a message may come twice, so \
            the receiver has to remember order numbers. For a price lookup I would not use one, since the caller needs the answer now.
            """,
        worse: """
            There is a trade off, and it depends on the trade off. On the one hand there is a cost and on the other hand there is a benefit. \
            However there are advantages and disadvantages, and the downside is a drawback. It depends on what you need, rather than on \
            what you do not need. Compared with the alternative, the alternative is an alternative, unless you use it instead of that.
            """
    ),
    AnswerPair(
        "announced examples that never come",
        "technical",
        "What is dependency injection?",
        better: """
            A class gets what it needs from outside instead of making it itself. Take a mailer that sends invoices: if it opens its own \
            connection I cannot test it without a server. When the connection is handed in, the test hands in a fake that counts the \
            letters. It costs a little wiring at the start of the program, because somebody has to build the real one.
            """,
        worse: """
            For example, there are many examples. For instance you can take an example such as a typical example, and in practice there are \
            examples like that. Suppose you have dependency injection, then imagine an example of dependency injection. In one project we \
            had an example. Recently there was another example, for example at work, where there are practical examples of it.
            """
    ),
    AnswerPair(
        "signposts to nowhere",
        "coding",
        "How would you reverse a linked list?",
        better: """
            I keep three pointers: the previous node, the current one and the next. At each node I remember the next, turn the link back to the \
            previous, and move all of them by one. For a list of one, two, three the links become two to one and three to two, and the last \
            node is the new head. It takes one pass, so linear time and constant memory. An empty list returns nothing.
            """,
        worse: """
            First I start with the first step. Second I go on with the second step, and then comes the next step. Third is the third step, and \
            after that there is one more step. Then I do the step that comes then. Finally I do the final step, and lastly the last one. In \
            short, these are the steps, first to last, and in the end all of the steps are done and it is reversed.
            """
    ),
    AnswerPair(
        "circles of cause",
        "general",
        "Why do you want to leave your job?",
        better: """
            The workshop closes its restoration department in June, and that is the part I am good at. They offered me a place in sales, but \
            after eight years with wood I would miss it. You restore church organs, so I could go on with what I know and learn about pipes.
            """,
        worse: """
            I want to leave because it is time to leave, and it is time to leave since I want to go. The reason is that I have my reasons, \
            which is why I want to leave. Because I want a change I need a change, so that something changes. Therefore it is the right \
            decision, because it feels right, and that means that the decision is right for me.
            """
    ),
    AnswerPair(
        "verbs of doing without objects",
        "behavioural",
        "Tell me about a project you led.",
        better: """
            Last autumn I led the move of our village library into the old school. I had six volunteers and nine days. I drew the shelves on \
            paper, I numbered four hundred boxes, and I asked the fire brigade for their van. We opened on the tenth of October with every \
            book in its place but two. Next time I would number the shelves as well.
            """,
        worse: """
            I planned and I organized. I managed and I coordinated. I analyzed, I designed, I developed and I implemented. I evaluated and I \
            tested. I reviewed, I optimized and I delivered. I communicated and I presented. I decided, I delegated and I supervised. In \
            the end I finished and I succeeded. I planned it, I led it and I completed it.
            """
    ),
    AnswerPair(
        "a guest list",
        "behavioural",
        "Tell me about a time you worked with a difficult colleague.",
        better: """
            In the kitchen of a canteen our second cook, Mr Weber, threw away what I had prepared. I asked him after the shift what was wrong. \
            He said that my portions were cut too late. I came twenty minutes earlier for a week and let him taste. He stopped, and in May \
            he asked for me on his shift. I learned to ask before I complain.
            """,
        worse: """
            I have worked with Peter and with Susan and with Doctor Miller. I know people at Google and at Amazon and I have met people from \
            Siemens in Munich. Michael knows me and Andrea knows me. I was in London and in Paris with Robert. Some of them are difficult, \
            for example Thomas, and also Karin from Berlin, and Mister Jones from Chicago is a difficult person too.
            """
    ),
    AnswerPair(
        "lessons without events",
        "behavioural",
        "Describe a mistake you made.",
        better: """
            As a junior surveyor I mixed up feet and metres in one column, and a fence was set eleven metres into the neighbour's field. I \
            called both owners the same evening, I measured again at six in the morning, and my firm paid for the posts. I learned to write \
            the unit into every heading, and since then I have a second person read my first line.
            """,
        worse: """
            I learned a lot. What I took from it is that you learn from mistakes. It taught me a lesson, and in hindsight the lesson was \
            important. Looking back I realized that I should have realized it. Next time I would do it differently, because I learned that \
            it is better to do it differently. From then on I have learned, and ever since I am a person who has learned.
            """
    ),
    AnswerPair(
        "only a setting",
        "behavioural",
        "Give me an example of a time you took initiative.",
        better: """
            At our swimming pool nobody counted chlorine on Sundays. I was a lifeguard for my second summer. I asked the manager for the key, I \
            read the manual and I measured three Sundays in a row; twice it was too low. She put me on a paid hour for it, and the health \
            office praised our log in August.
            """,
        worse: """
            Last year in March, when I worked at a company in Hamburg, our team was on the third floor. There were eight of us. During the spring \
            we had a room with a view of the river, and at the time the company had 200 people. In the summer of 2019 we were in another \
            building. Back in 2018 there was a canteen on the second floor. Months ago it was 300 people in our company.
            """
    ),
    AnswerPair(
        "what one would do",
        "behavioural",
        "Tell me about a time you missed a deadline.",
        better: """
            In April I missed the printer's deadline for our theatre programme by a day. I had waited for one actor's photo. I phoned the printer, \
            paid the sixty euro surcharge myself, and we got the booklets two hours before the doors opened. Since then I send what I have \
            on time and leave a gap for what is late.
            """,
        worse: """
            If I missed a deadline I would have informed everybody. I would have analyzed the cause and I would have planned it better. I would \
            have called the client and I would have offered a new date. As a result the client would have been satisfied. Then I would have \
            learned from it, and next time it would have been on time, because I would have started earlier.
            """
    ),
    AnswerPair(
        "one claim in seven dresses",
        "general",
        "What is your greatest strength?",
        better: """
            I stay calm when a machine stops. At the dairy the filler jammed on the hottest day of July with two tankers waiting. I shut the \
            valve, read the last alarm and found a torn seal within ten minutes, while the others were on the phone. My foreman now calls me \
            first.
            """,
        worse: """
            My greatest strength is that I am reliable. People can rely on me. I am somebody you can count on. When I say something I do it. I \
            keep my promises. You can depend on me at any time. I do not let anybody down. Others trust me because I am trustworthy, and \
            reliability is what describes me best, so that everybody knows that I am dependable.
            """
    ),
    AnswerPair(
        "a textbook page for another question",
        "sql",
        "Why is this query slow although there is an index?",
        better: """
            First I look at the plan, because it says whether the index is used at all. Often a function around the column hides it, for example \
            lower of e-mail; then I add an index on the expression. Or the filter matches half of the rows, so a scan is cheaper and the \
            planner is right. If its estimates are far off I refresh the statistics. The cost of each new index is slower writes.
            """,
        worse: """
            A join combines rows from two tables based on a related column. There are inner joins, left joins, right joins and full joins. The \
            inner join returns the rows that have matching values in both tables. The left join returns all rows from the left table. A \
            primary key identifies each row, and a foreign key refers to a primary key in another table.
            """
    ),
    AnswerPair(
        "praise for the company",
        "general",
        "Why do you want to work here?",
        better: """
            You repair trams in the city, and I have repaired buses in the country for six years. I rode your number nine for a week and heard \
            two doors that close twice; I know that fault from our 2012 buses. I want to work where a passenger notices my work the next \
            morning, and your night shift fits my daughter's school.
            """,
        worse: """
            Your company is a leading company with an excellent reputation. I have always admired your company, because it is innovative and \
            successful and international. Your values are my values. Your team is great and your products are great. It would be an honour to \
            be part of such a great company, and I am sure that a great company deserves great people.
            """
    ),
    AnswerPair(
        "parts named, nothing designed",
        "system-design",
        "Design a service that shortens links.",
        better: """
            I assume a hundred million new links a year and a hundred reads for each. A write takes the next number from a counter and turns it \
            into seven letters, so two links never collide. The pair goes into a key value store, split by the first letters. Reads go \
            through a cache, because a few links get most of the traffic. If the counter fails, each server has a block of a thousand \
            numbers left. The downside is that numbers can be guessed, so private links get random ones.
            """,
        worse: """
            I would design a scalable and robust architecture with microservices that communicate with each other. The frontend talks to the \
            backend and the backend talks to the database. We use the cloud, so it scales, and we use Kubernetes, so it is available. We \
            have monitoring that monitors the services and security that secures the services. The design is modular, and each module is \
            designed to be a module that can be scaled.
            """
    ),
    AnswerPair(
        "talks about answering",
        "behavioural",
        "Tell me about a time you persuaded somebody.",
        better: """
            Our choir wanted to sing only Bach, and I wanted one song from Ghana. I had two rehearsals to convince forty people. I brought the \
            drum, I taught the first verse to the basses, and I asked our conductor to try it once. After ten minutes the sopranos asked for \
            their part. We sang it as the encore, and it is still in the programme.
            """,
        worse: """
            So I will now tell you about a time when I persuaded somebody. I would like to begin with the situation and then I will come to my \
            task. After that I will explain the action that I took, and finally I am going to tell you the result. This is a good example for \
            this question, because it shows how I persuaded somebody. As you can see from my answer, I have persuaded somebody.
            """
    ),
    AnswerPair(
        "questions instead of a structure",
        "case",
        "A bakery chain loses money. What do you do?",
        better: """
            I would first ask whether all shops lose or a few, because that decides everything. Say there are forty shops and a loss of two \
            million, fifty thousand each. Then I split it: sales per shop, waste, rent and wages. If bread is thrown away at ten percent and \
            others throw away five, that alone is maybe 20 thousand per shop. I would test smaller evening batches in three shops for a \
            month and then decide about rents.
            """,
        worse: """
            Why does it lose money? Is it the costs? Or is it the revenue? What are the costs and what is the revenue? Who are the customers? \
            What do the customers want? Is the market growing? Who are the competitors? What about the prices? What about the quality? \
            These are the questions, because if you ask the questions you find the answers, so I would ask the questions first.
            """
    ),
    AnswerPair(
        "sums without a use",
        "case",
        "How many piano tuners are there in a city of one million?",
        better: """
            A million people are about 400 thousand homes. I assume one in twenty has a piano, so 20 thousand, plus a few hundred in schools. Each \
            is tuned once a year. A tuner does four a day on 200 days, that is 800. So about 25 tuners. The piano share is the weakest guess; \
            if it is one in forty, it is thirteen.
            """,
        worse: """
            One million is a thousand times a thousand. Ten percent of it is 100 thousand, and ten percent of that is 10 thousand. If you take 20 \
            percent it is 200 thousand, and with 30 percent it is 300 thousand. Divided by 12 months it is 25 thousand per month. A year has \
            365 days and a week has 7 days and a day has 24 hours. So there are many numbers that one can calculate from one million.
            """
    ),
    AnswerPair(
        "closing words without a customer",
        "sales",
        "Tell me about your hardest sale.",
        better: """
            A dentist in Graz had said no to our X-ray machine three times. I asked her assistant what an ordinary Monday looked like and heard \
            that patients waited 40 minutes for films. I brought a loan machine for one week and wrote down the waits with her. They fell to \
            nine. She signed at list price, and two colleagues of hers followed by summer.
            """,
        worse: """
            I always close the deal. The customer objects, and I handle the objection, and then I close. The price is never the problem, because \
            value beats price. I asked for the deal and I won the deal. I closed it, it was signed, and my quota was achieved. The pipeline \
            was full, the deal was won, the target was reached, the customer was convinced and the contract was renewed.
            """
    ),
    AnswerPair(
        "everything that never happened",
        "behavioural",
        "Tell me about a conflict in your team.",
        better: """
            Two of our gardeners wanted the same mower every morning. I was the foreman and I had to stop the shouting before the guests came. I \
            asked each what they cut first, I drew two routes that crossed at ten, and I tried them for a week. They kept the routes and \
            went to lunch together. I learned to look at the work before the people.
            """,
        worse: """
            I never had a conflict in my team. I never shouted and I never complained. Nobody in my team ever disagreed with me. We were never \
            late, and there was never a problem. I did not have an argument last year and I did not have one the year before. I am not a \
            person who has conflicts, because I do not start conflicts, so there were none, and there will not be any.
            """
    ),
    AnswerPair(
        "a good story for another question",
        "behavioural",
        "Tell me about a time you gave difficult feedback to a colleague.",
        better: """
            Our best guide told jokes about a guest's accent. I was her shift lead and I had to speak to her before the next tour. I asked her \
            for a walk, I told her the two sentences I had heard and what the guest's face did, and I asked how she saw it. She was angry for \
            a day. Then she rewrote her opening, and in September that guest came back and asked for her.
            """,
        worse: """
            Last summer our greenhouse ran out of water every afternoon. I had to find out why before the tomatoes died. I checked each of the \
            nine valves, I drew the pipes on a plan, and I discovered a leak behind the shed. I replaced the pipe with a neighbour. As a \
            result we used 30 percent less water and lost no plant. I learned to look for the simple cause first.
            """
    ),
]
