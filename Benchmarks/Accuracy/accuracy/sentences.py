"""What the voices say. Clauses without commas, so that a synthesiser puts no pause of its own inside. The halves share nothing."""

TRAIN = [
    "our warehouse lost track of every third parcel",
    "I wrote a small script that compared both lists each night",
    "the first version of it took an hour to finish",
    "later we found out where the labels were printed twice",
    "my director wanted a date before we knew the cause",
    "I told her what we knew and what we did not",
    "two weeks after that the complaints had almost stopped",
    "I still use the same checklist in my current role",
    "nobody had asked the drivers what they thought",
    "they showed us a corner of the hall without any signal",
    "we bought a cheap antenna and the trouble was gone",
    "it taught me to visit the place before I plan",
    "my part was the budget and the talks with the landlord",
    "the contract gave us only ten days to answer",
    "I prefer a short meeting with a clear question",
    "that is how we kept both customers in the end",
]

TEST = [
    "last spring I took over a clinic with a broken booking desk",
    "patients waited for weeks although half of the rooms stood empty",
    "I sat beside the nurses for three mornings and took notes",
    "most of the calls were people who wanted to move a visit",
    "so we built a page where they could do that alone",
    "the older doctors did not trust it at the beginning",
    "I asked one of them to test it with his own calendar",
    "he found a mistake that would have hurt us badly",
    "after the fix he became our loudest supporter",
    "within a quarter the queue went down from thirty days to nine",
    "we also learned that reminders should go out on Sunday evening",
    "I would start with fewer features if I did it again",
    "the budget was tight but nobody had to leave",
    "there was one month when the server failed every Friday",
    "I stayed late with a colleague until we found the leak",
    "it was a timer that never let go of its file",
    "what I enjoy most is turning a vague wish into a plan",
    "I usually draw it on paper before anybody opens a laptop",
    "some people call that slow and I call it cheap",
    "my team would say that I listen and then decide",
    "the hardest talk was about closing the second location",
    "we gave everyone the numbers and a week to think",
    "three of them came back with an idea that worked",
    "this is why I believe in showing the whole picture",
]

ITALIAN = [
    "ho lavorato per cinque anni in una grande libreria",
    "la mattina preparavo gli ordini per tutta la settimana",
    "il problema era che nessuno contava i libri rimasti",
    "allora ho fatto una tabella molto semplice",
    "dopo un mese avevamo meno resi e meno lamentele",
    "il direttore ha chiesto di provarla negli altri negozi",
    "mi piace lavorare con persone che fanno domande",
    "quando una cosa non funziona preferisco dirlo subito",
    "abbiamo perso un cliente importante per un ritardo",
    "da quel giorno controllo due volte le date di consegna",
    "la parte migliore del lavoro era consigliare i lettori",
    "vorrei usare questa esperienza nella vostra azienda",
]

NOISE = [
    "the train to the coast leaves at a quarter past four and stops in every village",
    "she said the soup was too salty but the bread was warm and the window was open",
    "you can leave the keys with my neighbour or put them under the blue flower pot",
    "we watched the second half and then everybody argued about the last minute",
]
