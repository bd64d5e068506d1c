extension LabelledSentence {
    /// Forty sentences written when the rules had been finished for long, labelled as ``develop`` is and run once before anything was done
    /// with the result. Rules are not changed because of them.
    static let fresh = """
        # The first run is published in the accuracy bench's page.
        [So], the ferry was [like] two hours late, and nobody told us why.
        I like the early shift because the kitchen is quiet.
        The crane operator, [you know], he had never worked at night before.
        You know the harbour better than anybody else here.
        It was [basically] a phone book with a search box.
        They rebuilt the roof so that the snow slides off.
        [Right], the second example is from my time at the museum.
        Turn right after the bridge and you will see our workshop.
        The manual was [actually] quite good, we [just] never opened it.
        What we actually sold was trust.
        I [kind of] knew that the numbers were wrong.
        It is a kind of resin that hardens under water.
        [I mean], we could have waited, but the fish would not.
        That is not what I mean by ownership.
        [Well], the mayor called me the same evening.
        The old pump still works well after thirty years.
        She was [like], do you even have a licence?
        Our logo looks like a sleeping fox.
        We had [sort of] agreed on the date already.
        I learned what sort of wood bends without breaking.
        I was the only one who could read the map, [right]?
        My father was right about the ropes.
        [Honestly], I would have left too.
        The children asked honestly and got an honest answer.
        We needed screws, glue, paint [and stuff].
        I had never seen so much stuff in one cellar.
        The auditor wanted [like] every receipt since March.
        There are people like her in every village.
        Nobody was hurt, so we opened again on Monday.
        I would do it again, [you know], but with a smaller boat.
        [Okay], [so] the customer sends the frame back and it is [literally] upside down.
        Is it okay if I draw it for you?
        He took the sentence literally and painted the whole door.
        [At the end of the day], a roof has to keep the rain out.
        it was [um] my first winter there and the pipes were [like] frozen solid
        we had no idea how they knew so we asked them
        i would say that my strength is [uh] patience and [you know] a steady hand
        [Anyway], the bakery paid us in bread for a month.
        I did it that way anyway because the other way was slower.
        The tide, [or whatever] you call it, had taken the ladder.
        """
}
