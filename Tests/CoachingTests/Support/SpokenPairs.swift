/// Pairs in a style no other set has: transcripts of people talking, with false starts, fillers and no punctuation to speak of, from trades
/// the rules were not developed on. They were written after the rules and nothing was changed for them.
let spokenPairs: [AnswerPair] = [
    AnswerPair(
        "general talk about care instead of a case (nurse)",
        "behavioural",
        "Tell me about a time you disagreed with a doctor.",
        better: """
            okay so um this was on the cardiac ward maybe two years ago a junior doctor had written up a second dose of the beta blocker and \
            I uh I'd just taken the pulse and it was forty six so I so I didn't give it I went and found him and I said look the pulse is \
            forty six can you come and see her with me and he was a bit annoyed honestly but he came and he he listened to her chest and he \
            stopped it and wrote a note and um afterwards we made it a rule on the ward that you write the pulse next to the dose so yeah that \
            rule is still there
            """,
        worse: """
            um so disagreements with doctors happen you know it's part of the job and I think the most important thing is to always stay \
            professional and to to think of the patient first because that's why we're all here right and you have to be respectful and um \
            you know communicate openly and doctors are under a lot of stress too so I always try to understand that and uh in the end we're \
            a team and I think I'm very good at working with all kinds of people so yeah
            """
    ),
    AnswerPair(
        "nothing the teacher did, and no change (teacher)",
        "behavioural",
        "Tell me about a time you had a difficult class.",
        better: """
            right so um in my second year I had a year nine maths class last lesson on a Friday thirty one kids and and they just would not \
            settle the first ten minutes were gone every week so what I did was I I stood at the door and handed each of them a card with one \
            question on it and the card was your ticket to sit down and um I marked the cards over the weekend and I put the three best \
            mistakes on the board on Monday it took about three weeks and then they were working before I'd closed the door and their test \
            average went from fifty two to sixty eight uh by Easter
            """,
        worse: """
            oh yeah there was this one class um they were really really difficult nobody could handle them not just me the whole school knew \
            about them and and the parents didn't care and the head didn't do anything about it even though we told him many times and every \
            Friday it was the same chaos and um you know kids these days with their phones so so it was just a very hard year for everybody \
            and I was really glad when it was over to be honest
            """
    ),
    AnswerPair(
        "claims without a deal (sales)",
        "sales",
        "Tell me about a deal you almost lost.",
        better: """
            so um last March a dental chain fourteen practices they'd they'd basically said yes and then the finance lead went quiet for three \
            weeks so I rang the practice manager not him and I asked what changed and she told me um their old supplier had offered a free \
            year so I didn't match it I uh I worked out with her what a day of downtime costs them about four thousand and I I put that on one \
            page next to our repair times and I asked for twenty minutes with the finance lead and and he signed that Thursday for two years \
            a hundred and ten thousand
            """,
        worse: """
            honestly I don't lose many deals um I'm a closer that's what people say about me I have this energy and and customers feel that \
            you know it's all about relationships and trust and never giving up and when a deal is about to go wrong I I just give it \
            everything I fight for it I call them I'm there for them and uh nine times out of ten it works out because at the end of the day \
            people buy from people right
            """
    ),
    AnswerPair(
        "names tools instead of an analysis (data)",
        "technical",
        "How would you find out why sign-ups dropped last week?",
        keywords: ["funnel", "segment", "release"],
        better: """
            um first I'd check whether it's real so is the event still firing because half the time a release broke the tracking and then if \
            it's real I'd go down the funnel step by step landing form email confirm and see at which step the rate changed not the count \
            the rate and then I'd segment by device and country and channel because for instance if it's only android then then it's probably \
            the release and if it's only paid traffic it's probably the campaign um the downside of segmenting a lot is you always find \
            something by chance so I'd I'd look at the same week last year before I believe it
            """,
        worse: """
            uh so I'd use SQL and Python and probably Tableau or or Looker and I'd pull all the data and build a dashboard and then um look \
            at it and do some machine learning maybe a regression or a random forest to find the important features I'm very experienced with \
            pandas and spark and airflow and um snowflake and then I'd present the insights to the stakeholders with nice charts and uh yeah \
            data driven decisions basically
            """
    ),
    AnswerPair(
        "steps without an outcome against a full story (paramedic)",
        "behavioural",
        "Describe a situation where you had to decide quickly.",
        better: """
            er yeah so January night shift black ice we we get to a van on its side two people one screaming one quiet and my partner goes \
            for the screaming one and I I said no I take the quiet one because um the quiet one is always the one who isn't breathing and he \
            wasn't so I opened the airway and I held the neck with my knees and and called for the second crew and uh he was breathing again \
            in under a minute he walked out of hospital eleven days later and since then I say it to every trainee go to the quiet one
            """,
        worse: """
            er quick decisions yeah we make them all the time every shift really you arrive and you have to decide this or that and um there's \
            protocols for it so you follow the protocol and and you do the airway and then breathing and then circulation and uh you call it \
            in and you load and you go and that's that's how we do it everywhere it's the training that kicks in you don't really think
            """
    ),
    AnswerPair(
        "a we without a part of one's own (construction)",
        "behavioural",
        "Tell me about a time a project was late.",
        better: """
            yeah the um the school roof in Leeds we we were nine days behind in June because the steel came wrong so I was site manager I \
            had to get it shut before the holidays I uh I moved the electricians in under the finished half first and I I rented a second \
            crane for four days that cost us six thousand and I stood on the phone to the steel people every morning at seven till it came \
            and we handed over two days early in the end and um now I I measure the first delivery myself before anybody unloads it
            """,
        worse: """
            um projects are late a lot in our trade you know and we had one that was late and everybody worked really hard the whole team \
            gave everything and we we did overtime and they did weekends and the the subcontractors helped as well and uh we all pulled \
            together and somehow we did it in the end more or less and the client was okay with it I think so it was a good team effort
            """
    ),
    AnswerPair(
        "a long preamble and no answer (support)",
        "general",
        "Why do you want this job?",
        better: """
            um because of the phones actually so at my last place I did three years of e-mail support and the the tickets I liked were the \
            ones where I could just ring the person I I once fixed in six minutes what had gone back and forth for two weeks and your ad says \
            eighty percent phone so that's that's what I want to do all day and um the second thing is you write your own help pages and I \
            rewrote forty of ours last year because people kept asking the same five things
            """,
        worse: """
            um okay so that's that's a good question thank you for that where do I start so I guess I've always been a people person and \
            um I saw the ad and I thought you know why not and I've heard good things about the company and and it's a big company so there's \
            a lot of opportunities and I want to grow and develop and um challenge myself and and also the location is quite good for me so \
            yeah there's lots of reasons really
            """
    ),
    AnswerPair(
        "a definition recited, no reason, no limit (database)",
        "sql",
        "When would you not add an index?",
        keywords: ["write", "selectivity"],
        better: """
            so um when the table is written much more than it's read because every insert has to update the index as well and we had that at \
            work an events table with five indexes and and dropping three of them made the load twice as fast uh and also when the selectivity \
            is bad like a yes no column the planner just scans anyway so so you pay for the write and get nothing um unless it's a partial \
            index on the rare value that's then worth it and and on a tiny table I wouldn't bother either because it's one page
            """,
        worse: """
            um so an index is a data structure like a tree a B tree and it makes the queries faster it's it's like the index of a book you \
            know you look up the word and then you find the page and there's clustered and non clustered indexes and uh hash indexes and \
            composite indexes and you create it with create index on the table and and the column and so I would normally always add one \
            because performance is very important
            """
    ),
    AnswerPair(
        "praises itself instead of telling what was learned (chef)",
        "behavioural",
        "Tell me about a mistake you made.",
        better: """
            uh yeah so I was sous chef and I I ordered turbot for a wedding of eighty and I um I wrote eighteen on the sheet so Saturday \
            morning there's eighteen fish I I told the chef straight away not after breakfast straight away and I rang two markets and one had \
            hake so I rewrote the dish and went to the bride's mother myself and explained and um they were fine actually they they came back \
            for the christening but what I took from it is um I read every order back aloud on the phone I've done that ever since
            """,
        worse: """
            um mistakes I mean I'm I'm very careful so I don't make many I would say if I have one it's that I I care too much you know I want \
            everything perfect and I work too hard and sometimes I expect that from others too and and some people can't keep up with that \
            tempo and um that's maybe my mistake that I I should accept that not everyone is like me but in a kitchen you need those standards
            """
    ),
    AnswerPair(
        "no structure and no estimate (consultant)",
        "case",
        "How many coffee machines does an office building of 2,000 people need?",
        better: """
            okay so um let me split it in two the peak and the machine so the peak is in the morning say half of the two thousand want one \
            coffee between eight and nine thirty so a thousand coffees in ninety minutes that's about eleven a minute and and one machine does \
            um a cup in forty seconds so one and a half a minute which means seven or eight machines if they were all in one place but they're \
            not so um I'd say one per floor and with ten floors that's ten and two spare in the canteen so about twelve and the number I'm \
            least sure of is the half so I'd count that on a Tuesday
            """,
        worse: """
            um it really depends I mean it it depends on the building and on the people and what kind of coffee they want and you know some \
            people don't drink coffee they drink tea and then there's the budget and and the brand so I would do a survey and ask everybody \
            and look at what other companies do and um talk to the suppliers and they usually know best how many you need so I I couldn't \
            give you a number now maybe a lot
            """
    ),
    AnswerPair(
        "a tour of one's CV (accountant)",
        "behavioural",
        "Tell me about a time you improved a process.",
        better: """
            um at the brewery month end took us eight working days and I I was the one who got the calls so I um I wrote down for one close \
            what we were waiting for each hour and it it was always the same the freight invoices came by post so I asked the three big \
            carriers for a file instead and I I booked an estimate on day one for the rest and checked it against the real ones for two \
            months it was off by less than one percent and and now we close in four days and um the auditors took it over as they call it \
            good practice
            """,
        worse: """
            um so I started in two thousand nine as a a trainee and then I was in accounts payable for three years and then um receivable and \
            then I moved to the the group reporting and did my exams in between which was hard with the job and then in twenty sixteen I came \
            to my current company and I'm I'm responsible for the general ledger there and I've worked with SAP and Oracle and uh Datev and \
            processes are always something I I look at
            """
    ),
    AnswerPair(
        "asserts calm, tells no conflict (shop assistant)",
        "behavioural",
        "Tell me about a conflict with a customer.",
        better: """
            er so Saturday before Mother's Day a man came with a a blender no receipt box open and he he wanted cash and he was shouting so I \
            I came out from behind the till that's the first thing I do and I said um let's sit down over there and tell me what it did and he \
            he said it leaked on his daughter's birthday so I um I couldn't give cash but I looked up the card payment with him found it from \
            April and I put it back on the card and he said sorry to the girl at the till on his way out and that that was nice
            """,
        worse: """
            er conflicts yeah customers can be very rude you wouldn't believe it they shout they they throw things and you just have to smile \
            and the customer is king isn't he so I I stay calm I never get angry it's just who I am and um if it gets too much you call the \
            manager and security and they they sort it out and then you forget about it and um the next one comes that's retail
            """
    ),
    AnswerPair(
        "agrees with everything, weighs nothing (engineer)",
        "system-design",
        "How would you store the pictures users upload?",
        keywords: ["object storage", "thumbnail"],
        better: """
            um so the bytes go to object storage not to the database because because the database backup would be all pictures otherwise and \
            and the table only keeps the key the owner and the size and then um I'd have a queue and a worker that makes the thumbnails so \
            the upload itself returns at once the the trade off is for a few seconds there's no thumbnail so the page shows a grey box and \
            um if it's a hundred thousand a day at two megabytes that's two hundred gigabytes a day so after a month I'd move the originals \
            to the cheap tier and keep only the small ones hot
            """,
        worse: """
            um I would use a cloud so something scalable like like AWS or Azure or Google Cloud they're all good and um microservices so it's \
            flexible and with kubernetes it it scales automatically and a CDN for sure and caching everywhere Redis and um you make it secure \
            with encryption and monitoring and logging and all best practices and and then users can upload their pictures and it's fast and \
            it's highly available so that's how I'd do it
            """
    ),
    AnswerPair(
        "good intentions instead of an example (social worker)",
        "behavioural",
        "Give me an example of a time you won somebody's trust.",
        better: """
            um there was a boy fourteen he he hadn't said a word to any of us for five weeks so I I noticed he drew bikes on everything so I \
            brought my broken one in and I I just started to fix it in the yard badly and um after half an hour he came and took the spanner \
            out of my hand and that was it we we fixed four bikes that summer and in August he told me about home and um I could get him into \
            a foster family by October and he he still writes
            """,
        worse: """
            um trust is the basis of everything in our work without trust you can't you can't do anything so I always try to be authentic and \
            to listen actively and to meet people where they are and um not judge and you have to be patient because trust needs time and and \
            every person is different so there's no recipe but I think people feel that I I really care and then they they open up sooner or \
            later
            """
    ),
]
