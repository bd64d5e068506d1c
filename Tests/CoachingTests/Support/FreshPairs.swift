/// Pairs from further trades, written when the rules had been settled; the rules were not changed for them. They count what the rules judge
/// does with answers nobody thought of.
let freshPairs: [AnswerPair] = [
    AnswerPair(
        "hotel: a complaint, told or waved at",
        "behavioural",
        "Tell me about a guest you could not please at first.",
        better: """
            We had a couple in room four twelve who found their anniversary dinner cancelled because I had written the wrong date. I was the \
            duty manager that night. I went up myself, I did not send anyone, and I said it was my mistake and that I would fix it within \
            the hour. Then I called the chef, who kept the kitchen open, and I set the table on the terrace with what we had. They stayed \
            until midnight, and they have come back every year since, three times now. What I took from it is that I read every booking \
            back to the guest before I hang up.
            """,
        worse: """
            Guests can be difficult, everybody in this business knows that. I always stay friendly, and I think the most important thing is to \
            smile and to make them feel welcome. Usually they calm down after a while. I would say I am good with people in general, and \
            my managers have always said that too. You just have to keep a cool head really.
            """
    ),
    AnswerPair(
        "law: a missed deadline, owned or blamed",
        "behavioural",
        "Describe a mistake you made and what came of it.",
        better: """
            In my second year as a clerk I filed a reply to a motion one day late, because I had counted the holiday as a working day. I \
            noticed it the next morning, before anyone else did. I told the partner at eight, I drafted the request for an extension \
            myself, and I called the other side so they heard it from us. The court granted it, and it cost the client nothing but a \
            letter. After that I built a deadline sheet that counts court days, and all six clerks on the floor use it today.
            """,
        worse: """
            There was this one filing that was late, but honestly the calendar system at the firm was terrible and nobody had explained it to \
            me. The partner should have checked it, it is his name on it after all. It was sorted out in the end somehow. These things \
            happen when people give you too much work, so I do not really see it as my mistake.
            """
    ),
    AnswerPair(
        "farming: a decision with reasons or without",
        "behavioural",
        "Tell me about a hard decision you had to take.",
        better: """
            Two springs ago we had late frost forecast and I had to choose between irrigating the orchard all night or letting the early \
            variety go. Irrigating would have emptied the pond we needed for the lambs in June. So I measured the pond in the afternoon, \
            it stood at forty percent, and I decided to save only the lower half of the orchard. My father was against it and I let him \
            show me his numbers before I went on. We lost about a third of the early apples, but we never ran out of water that summer.
            """,
        worse: """
            On a farm every day is a hard decision. There is the weather and the prices and the animals, so you decide and decide all day \
            long. You cannot really say that one is harder than another one. I just go with my gut feeling mostly, and it works out or it \
            does not, that is farming.
            """
    ),
    AnswerPair(
        "journalism: a conflict with both sides or one",
        "behavioural",
        "Tell me about a disagreement with a colleague.",
        better: """
            My editor wanted to run a story on a school on Friday, and I did not, because we had one source for the central claim. She was \
            worried that the other paper would have it first, which was fair, they were calling the same people. I asked for twenty four \
            hours, and I used them to find a second teacher who confirmed it and a third who corrected the number from nine to six. We \
            ran it on Saturday, first after all, and with the right number. Since then the two of us write down before we begin how many sources a \
            story needs.
            """,
        worse: """
            I had a colleague who never listened to anybody. Whatever I said, he did the opposite, and it was really annoying for the whole \
            newsroom. In the end he left, so that solved it. I am somebody who can work with everyone, but with some people it is simply \
            impossible, everyone there would tell you the same about him.
            """
    ),
    AnswerPair(
        "warehouse: a result with a number or a feeling",
        "behavioural",
        "Give me an example of something you improved.",
        better: """
            At the parcel centre our night shift mis-sorted around two hundred parcels a shift. I was a team lead for eleven people there. I \
            spent a week at the belt with a notebook and saw that nearly all of them came from two postcodes that look alike. So I \
            asked for a yellow label on one of them and moved the two chutes apart. Within a month we were down to thirty, and the day \
            shift copied it. I learned to go and look before I call a meeting.
            """,
        worse: """
            I improved a lot of things at the parcel centre, I am a person who always sees what can be done better. I made suggestions \
            and some of them were taken up, and the mood in the team became much better through that. People were happier and it all \
            ran more smoothly, you could really feel the difference.
            """
    ),
    AnswerPair(
        "networking: how DNS works, explained or named",
        "technical",
        "What happens when a browser looks up a host name?",
        keywords: ["resolver", "root", "cache", "TTL"],
        better: """
            First the browser asks its own cache, and then the operating system, which has a stub resolver and maybe the hosts file. If nobody \
            knows the name, the stub asks a recursive resolver, usually the one of the provider. That one starts at a root server, which does not know \
            the address but refers it to the servers for dot com, and those refer it to the name servers of the domain, which give the \
            answer. The answer carries a TTL, say three hundred seconds, and everyone on the way keeps it for that long. That is why a \
            change of address takes time to arrive, and why I lower the TTL a day before I move a server.
            """,
        worse: """
            That is DNS, so the domain name system. It translates names to IP addresses, like a phone book for the internet. The browser \
            asks the DNS and the DNS gives back the IP and then the browser can connect to the server. There are also different types of \
            records like A and CNAME and so on. So basically it is a big distributed database, and it is a very important part of the internet.
            """
    ),
    AnswerPair(
        "embedded: debugging with a method or by luck",
        "technical",
        "How would you find out why a sensor board resets at random?",
        keywords: ["watchdog", "brownout"],
        better: """
            I would begin with the reset cause register, because it tells a watchdog from a brownout from a software reset, and that halves the \
            search at once. If it is a brownout I would put a scope on the supply and trigger below two point seven volts, because radios pull \
            short peaks. If it is the watchdog I would log the last task that fed it into memory that survives a reset. In my last project it \
            was the supply, for example: the modem pulled two amperes for a millisecond, and a larger capacitor cured it. I would not \
            raise the watchdog time, since that only hides the hang.
            """,
        worse: """
            Random resets are always hard. I would try to update the firmware first, maybe there is a newer version of the SDK, and then I would \
            check the code for bugs. It could also be the hardware, a bad solder joint or something like that. I would try different \
            boards and see if it happens there as well. Usually after trying a few things it goes away and then you know.
            """
    ),
    AnswerPair(
        "system design: a ticket shop with load and limits, or a list of products",
        "system-design",
        "Design a shop that sells concert tickets.",
        better: """
            Let me first ask what we sell: I assume fifty thousand seats that go within ten minutes, so about five hundred orders a second at the \
            peak, and nobody may get a seat twice. The heart is the seat table, with one row per seat and a conditional update from free to \
            held, so two buyers cannot both win. A hold lasts eight minutes and a sweeper frees it. In front of that I would put a queue that \
            lets people in at the rate the payments can take, because the payment provider is the bottleneck and not our database. The \
            trade-off is that people wait in line, but they see their place. If the database fails we stop selling and keep the line, since selling a seat \
            twice is worse than selling it late. I would watch the age of the oldest hold.
            """,
        worse: """
            I would use microservices for that, on Kubernetes, with Kafka between them and a React frontend. There would be a user service, a \
            ticket service and a payment service. For the database I would take MongoDB because it scales, and Redis for caching, and a load \
            balancer in front of everything. Then we can scale up as much as we want. Everything would be deployed with CI and CD and \
            monitored with Grafana.
            """
    ),
    AnswerPair(
        "coding: a walk-through with cost and edge cases, or a guess",
        "coding",
        "Walk me through finding the first letter of a string that does not repeat.",
        better: """
            I would go over the string twice. In the first pass I count every letter in a dictionary, and in the second pass I return the first letter \
            whose count is one. For "swiss" the counts are three for s and one each for w and i, so the answer is w. That is linear in the length, and the memory is \
            bounded by the size of the alphabet. If the string is empty or every letter repeats, I return nothing. I should ask whether upper and lower case \
            are the same. A single pass with an ordered dictionary would work too, but it is harder to read and not faster. I would test \
            it with an empty string, with one letter, and with "aabb".
            """,
        worse: """
            Okay so I would use a for loop, and inside another for loop to compare the letters with each other. If it is not the same then it is \
            that one. I think that should work. Maybe there is a function for that in the library, I would look it up, there is nearly \
            always something on the internet for these standard questions.
            """
    ),
    AnswerPair(
        "databases: a slow query, by the plan or by hope",
        "sql",
        "A report that took a second takes a minute since yesterday. What do you do?",
        keywords: ["execution plan", "statistics", "index"],
        better: """
            First I ask what changed yesterday: a release, a load, a setting. Then I run the query with explain analyze and compare the estimated rows with the \
            real ones. If it expects ten rows and gets a million, the statistics are stale, and I analyze that table before I touch anything. If \
            the execution plan shows a sequential scan where there was an index, I check whether the index is still valid, and whether the new query wraps \
            the column in a function. Only then I would add an index, concurrently, because a normal build locks out the writers. At the end I \
            measure again and keep both plans in the ticket.
            """,
        worse: """
            Sometimes databases just get slow. I would restart it, that helps most of the time because the memory is cleaned up. If it does \
            not help I would ask for a bigger machine or more memory. You could also put an index on all the columns in the report, indexes \
            make queries fast. And then see if the users still complain about it.
            """
    ),
    AnswerPair(
        "case: a structure with sums, or opinions",
        "case",
        "A bakery chain loses money since spring. How do you find out why?",
        better: """
            I would split it into revenue and cost, and ask first which of the two moved. Say there are forty shops and each lost about two thousand a \
            month, that is eighty thousand together, so I look for something that hits all of them. On revenue: customers per day times the average bill. On \
            cost: flour, energy, rent and wages. Energy is my first hypothesis, because ovens run all night and contracts end in spring. If the bill for energy \
            went from five to nine percent of sales, that alone explains it. I would check that with the accounts of three shops before I believe \
            it. My recommendation would then be to bake at two central places, which saves about half of the ovens.
            """,
        worse: """
            Bakeries have it hard nowadays because people buy their bread in the supermarket. I think the chain should do more marketing, on social \
            media for example, and maybe offer vegan products, which are very popular. Also the staff should be trained to be friendlier. With a \
            fresh brand and a good app they could surely win the customers back. That is what I would tell them.
            """
    ),
    AnswerPair(
        "sales: an objection met with a question, or with talk",
        "sales",
        "A customer says that you are too expensive. What do you say?",
        better: """
            I ask back first: too expensive compared with what? Last month a dentist said that to me about a scanner. It turned out that he compared it with a used \
            one at eleven thousand. So I asked how many impressions he sends out a week, it was fourteen at thirty five euros each. We worked out \
            together that the scanner pays for itself in about a year. I did not give a discount, I offered him a two week trial and a fixed date to decide. He signed on the twelfth day. If \
            the sum had not worked for him, I would have told him so.
            """,
        worse: """
            Then I tell them about all the advantages of our product, because quality has its price. We are the market leader and our customers are \
            very satisfied. If they still say it is too expensive I can usually give them ten percent, and then maybe another five. Most people \
            just want to feel that they won something. You have to keep talking and not let them go, that is the secret of selling.
            """
    ),
]
