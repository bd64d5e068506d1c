/// Who looks at the page that is being made: the frame of every page names them, and its forms and scripts carry their token.
package struct PageViewer: Sendable {
    /// The name shown in the head of the page.
    package var name: String
    /// What requests of the page that change something must carry, masked afresh for this page.
    package var token: String
    /// Whether they look after the people of this installation.
    package var managesPeople: Bool
    /// Whether they review answers of others.
    package var reviews: Bool

    /// A person who is signed in.
    package init(name: String, token: String, managesPeople: Bool, reviews: Bool = false) {
        self.name = name
        self.token = token
        self.managesPeople = managesPeople
        self.reviews = reviews
    }

    /// The viewer of the request that is being answered; nil without a session.
    @TaskLocal package static var current: PageViewer?
}
