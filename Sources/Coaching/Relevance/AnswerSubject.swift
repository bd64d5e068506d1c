/// The usual subjects of interview questions, each with ways to ask for it and sentences that typical answers hold. An answer is compared
/// with the sentences of the subjects its question is about, and with all others as rivals. The sentences are general on purpose: an
/// answer's own facts come from its speaker.
struct AnswerSubject: Sendable {
    /// Ways to ask.
    let asks: [String]
    /// What answers say, in general words.
    let says: [String]
    /// Whether a story about something else is no answer: "a conflict" asks for one thing, "a difficult problem" for many.
    var isNarrow = false

    /// Every subject, those of no interview among them: small talk, leisure, cooking and manuals are what off-topic answers are about.
    static let all: [AnswerSubject] = [
        AnswerSubject(
            asks: [
                "Tell me about yourself.", "Walk me through your background.", "Introduce yourself.",
                "Tell me a bit about you and what you do.", "Walk me through your CV.",
            ],
            says: [
                "I am a professional with several years of experience in my field.",
                "I studied at university and then started my career.",
                "At the moment I work as part of a team and I am responsible for my area.",
                "Before that I trained and worked in another place.", "I grew up and learned my trade there.",
                "I have worked in this profession for years and now I am looking for the next step.",
                "In my spare time I have a hobby.",
            ]
        ),
        AnswerSubject(
            asks: [
                "Why do you want to work here?", "Why are you interested in this job?", "Why this company?",
                "What attracts you to this role?", "Why would you like to work for us?",
                "Why are you applying to our school?",
            ],
            says: [
                "I want to work for your company because I admire what you do.",
                "This position fits my experience and my interests.",
                "I have followed your products and your team for a long time.",
                "I would like to contribute my skills to your organisation.",
                "Your values and your way of working appeal to me.", "I would bring experience that you need here.",
                "I applied because this place is known for it.",
            ]
        ),
        AnswerSubject(
            asks: [
                "Why are you leaving your current job?", "Why did you leave your last job?", "Why change jobs?",
            ],
            says: [
                "I am leaving my job because there is no room to grow.",
                "My company is restructuring and my position changes.",
                "I have learned a lot in my present job but I am ready for something new.",
                "I enjoyed working there and I leave on good terms.", "My current employer cannot offer me that.",
            ]
        ),
        AnswerSubject(
            asks: [
                "What is your greatest weakness?", "What is your biggest flaw?",
                "What would you like to improve about yourself?", "Where are your weak points?",
            ],
            says: [
                "I am not good at this and I know it.", "I tend to do this too much and it causes me trouble.",
                "It is hard for me and I get nervous or impatient.",
                "People have told me that I should work on this habit.",
                "To get better at it I have started to practise and I made a rule for myself.",
                "I still struggle with it but I am improving.",
            ]
        ),
        AnswerSubject(
            asks: [
                "What are your strengths?", "What are you good at?", "Why should we hire you?",
                "What do you do better than others?",
            ],
            says: [
                "I am good at this and people rely on me for it.",
                "My greatest strength is that I can do this well.", "Colleagues come to me when they need this.",
                "I have a talent for it and it has helped my teams.",
            ]
        ),
        AnswerSubject(
            asks: [
                "Where do you see yourself in five years?", "What are your career goals?",
                "Where would you like to be in some years?",
            ],
            says: [
                "In five years I would like to lead a team.", "My goal is to become an expert in my field.",
                "I plan to take on more responsibility in the future.", "I see myself growing in this company.",
            ]
        ),
        AnswerSubject(
            asks: [
                "Describe a conflict with a coworker and how you handled it.",
                "Tell me about a disagreement with your manager.", "Tell me about a difficult colleague.",
            ],
            says: [
                "A colleague and I disagreed and there was tension between us.",
                "We argued about how the work should be done.",
                "I talked to the person alone and listened to their side.",
                "We found a compromise and got along afterwards.",
                "I apologised and we cleared up the misunderstanding.",
                "He was angry with me and we stopped talking.",
            ],
            isNarrow: true
        ),
        AnswerSubject(
            asks: [
                "Tell me about a time you made a mistake.", "Tell me about a time you failed.",
                "Tell me about a failure.",
            ],
            says: [
                "I made an error and it was my fault.", "I sent, ordered or entered the wrong thing.",
                "I forgot to check and it caused damage.", "I told my boss at once that I had got it wrong.",
                "I apologised and put it right.", "It failed because I had underestimated it.",
                "Since then I check twice so that it does not happen again.",
            ],
            isNarrow: true
        ),
        AnswerSubject(
            asks: [
                "Tell me about a time you solved a difficult problem.", "Describe a challenge you overcame.",
                "Tell me about a complex issue you had to deal with.",
            ],
            says: [
                "Something kept going wrong and nobody knew why.",
                "The system or machine was broken, too slow or failing.",
                "I investigated step by step to find the cause.", "I found out what was behind it and fixed it.",
                "I tested one thing after another until it worked.", "After that the trouble never came back.",
            ]
        ),
        AnswerSubject(
            asks: [
                "Tell me about a time you had to meet a tight deadline.",
                "Describe a time you worked under pressure.",
            ],
            says: [
                "We had only a few days and far too much to do.", "It had to be ready by Friday.",
                "I made a plan, cut what was not needed and worked late.",
                "We delivered in time, just before the deadline.",
                "Time was short because someone dropped out at the last minute.",
            ]
        ),
        AnswerSubject(
            asks: [
                "Give me an example of when you showed leadership.", "Tell me about a time you led a team.",
                "Tell me about a time you motivated others.",
            ],
            says: [
                "I took charge of the group and gave everyone a task.",
                "I organised the team and made the decisions.",
                "The others were unsure so I stepped in and showed them what to do.",
                "I taught and encouraged the people I was responsible for.",
                "The team followed me and we succeeded together.",
            ],
            isNarrow: true
        ),
        AnswerSubject(
            asks: [
                "Tell me about an achievement you are proud of.", "What is your greatest accomplishment?",
            ],
            says: [
                "I am proud that I built this from nothing.", "I worked hard for it and in the end I succeeded.",
                "I won, finished or passed something that few people do.",
                "It was a big success and people still use it.", "I had never done it before and I managed it.",
            ]
        ),
        AnswerSubject(
            asks: [
                "Tell me about a time you had to persuade someone.",
                "Tell me about a time you changed someone's mind.",
            ],
            says: [
                "At first they did not want to and said no.", "I convinced them with numbers and a small trial.",
                "They were sceptical and I had to change their mind.", "I asked what worried them and answered it.",
                "In the end they agreed to my proposal.",
            ],
            isNarrow: true
        ),
        AnswerSubject(
            asks: [
                "Tell me about a time you dealt with an angry customer.", "Tell me about a difficult client.",
            ],
            says: [
                "A customer was furious and complained loudly.", "I let the client speak and apologised.",
                "I offered a refund or a replacement.", "The guest left satisfied and came back.",
            ],
            isNarrow: true
        ),
        AnswerSubject(
            asks: [
                "Tell me about a time you received critical feedback.", "How do you take criticism?",
            ],
            says: [
                "My manager told me that my work was not good enough.",
                "The criticism hurt at first but it was right.", "I asked for examples and changed how I work.",
            ],
            isNarrow: true
        ),
        AnswerSubject(
            asks: [
                "How do you handle stress and pressure?", "How do you prioritise your work?",
                "What do you do when it is all too much?", "How do you decide what to do first?",
            ],
            says: [
                "I make a list and do the most important thing first.",
                "When it gets stressful I stay calm and take a break.", "I plan my day and say no to what can wait.",
            ]
        ),
        AnswerSubject(
            asks: [
                "What makes a good manager?", "What is your management style?", "What is good leadership?",
                "What do you want from your boss?",
            ],
            says: [
                "A good manager listens and trusts the people.",
                "A boss should give clear goals and honest feedback.",
                "Bad managers control everything and take the credit.",
                "Good leaders protect their team and help it grow.",
            ]
        ),
        AnswerSubject(
            asks: [
                "Tell me about a time you had to learn something quickly.",
                "Describe a time you had to adapt to a change.",
            ],
            says: [
                "I had never done it before and had to learn it in a few days.",
                "I watched, asked and practised until I could do it.",
                "Everything changed from one day to the next and I got used to it.",
                "Nobody could show me, so I read the manual at night.",
                "In the end I taught the others.",
            ]
        ),
        AnswerSubject(
            asks: [
                "Tell me about something you improved at work.",
                "Give me an example of when you took the initiative.",
                "Tell me about a process you made better.",
            ],
            says: [
                "It used to take far too long and I found a simpler way.",
                "Nobody had asked me, but I saw that it could be done better.",
                "I suggested a change, tried it and showed that it works.",
                "Now it takes half of the time and fewer things go wrong.",
                "The old way was slow and full of errors.",
            ]
        ),
        AnswerSubject(
            asks: [
                "Tell me about a difficult decision you had to make.",
                "Describe a decision you made without all the information.",
                "Tell me about a risk you took.",
            ],
            says: [
                "I had to choose between two options and neither was safe.",
                "I did not know enough but I had to decide at once.",
                "I weighed what could go wrong and made up my mind.",
                "I called it off because it was too dangerous.",
                "Looking back it was the right choice.",
            ]
        ),
        AnswerSubject(
            asks: [
                "Tell me about a time you worked in a team.",
                "Tell me about a time you helped a colleague.",
            ],
            says: [
                "Each of us did one part and we met every day.",
                "A new colleague was struggling and I sat down with her.",
                "We shared the work and finished it together.",
                "I took over some of the tasks so that the others could rest.",
            ]
        ),
        AnswerSubject(
            asks: [
                "Is there anything else you would like to add?", "Is there something that we did not ask?",
                "Do you have anything else to tell us?",
            ],
            says: [
                "Just one more thing that we have not talked about.",
                "I would like to add something I forgot to mention.",
                "Thank you for the talk and for showing me around.",
                "I could start at the beginning of the month and I would be glad to join you.",
            ]
        ),
        AnswerSubject(
            asks: [
                "When could you start?", "When are you available?", "Can you work at weekends?",
                "Are you willing to work shifts or to relocate?",
            ],
            says: [
                "I have a notice period of some weeks and could start after that.",
                "I can work nights and weekends and I am willing to move.",
            ]
        ),
        AnswerSubject(
            asks: [
                "How would your colleagues describe you?", "What would your last boss say about you?",
                "Describe yourself in three words.",
            ],
            says: [
                "My colleagues would say that I am reliable and friendly.",
                "People describe me as calm, honest and a little stubborn.",
            ]
        ),
        AnswerSubject(
            asks: [
                "Why did you become a nurse?", "Why did you choose this subject?", "What made you go into this trade?",
                "What made you choose this profession?",
            ],
            says: [
                "I have wanted to do this since I was a child.",
                "Somebody once helped me and I wanted to be like that person.",
                "I chose this work because it means something to me.",
            ]
        ),
        AnswerSubject(
            asks: [
                "How would you design a URL shortener?", "How would you build a chat system?",
            ],
            says: [
                "I would start with the requirements and estimate the traffic.",
                "The service stores the data in a database behind a cache.",
                "A load balancer spreads requests over several servers.",
            ]
        ),
        AnswerSubject(
            asks: [
                "What happens when you open a website?", "How does encryption on the web work?",
            ],
            says: [
                "The client resolves the name and connects to the server.",
                "The request travels over the network and the response is rendered.",
            ]
        ),
        AnswerSubject(
            asks: [
                "How does a database index work?", "How would you speed up a slow query?",
            ],
            says: [
                "The query scans the table instead of using an index.",
                "I would look at the execution plan and the statistics.",
            ]
        ),
        AnswerSubject(
            asks: [
                "What is the difference between a process and a thread?", "How would you test a web application?",
                "Explain recursion.",
            ],
            says: [
                "The program runs code and shares memory between threads.",
                "A function calls itself until it reaches the base case.",
                "I write unit tests and check the edge cases.",
            ]
        ),
        AnswerSubject(
            asks: [
                "What do you do in your free time?", "What are your hobbies?",
            ],
            says: [
                "On weekends I go hiking and cook for friends.", "I play an instrument and read books.",
                "I have a pet and a garden at home.", "On Sundays we go to the lake with the family.",
            ]
        ),
        AnswerSubject(
            asks: [
                "What is the weather like today?", "How was your trip?",
            ],
            says: [
                "It is raining and the streets are wet.", "The train was late and the traffic was terrible.",
            ]
        ),
        AnswerSubject(
            asks: [
                "How do you cook a good meal?"
            ],
            says: [
                "Wash the vegetables, heat the oil and stir.", "My grandmother's recipe needs a slow fire.",
            ]
        ),
        AnswerSubject(
            asks: [
                "How do you install this device?", "How do I use this product?",
            ],
            says: [
                "Press the button and wait until the light turns green.",
                "Open the settings, select the option and click next.",
                "If the error persists, restart the service and check the log.",
            ]
        ),
        AnswerSubject(
            asks: ["What salary do you expect?"],
            says: [
                "I expect a salary in the usual range.", "I would like to earn more than I do now.",
            ]
        ),
    ]

    /// Every text of the subject in the order of its vectors: the ways to ask, their statements, what answers say.
    var texts: [String] { asks + asks.map { QuestionForms($0).stated } + says }
}
