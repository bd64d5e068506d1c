/// The script of the recorder page as ECMAScript modules, one file for each concern, served as `/page/<name>.js`. Text from the
/// service reaches the page as text nodes only.
package enum PageScript {
    /// Every module: its name without `.js`, and its text.
    package static let modules: [(name: String, text: String)] = [
        ("main", main),
        ("take", take),
        ("dom", dom),
        ("shelf", shelf),
        ("recorder", recorder),
        ("wave", wave),
        ("sound", sound),
        ("convert", convert),
        ("live", live),
        ("growing", growing),
        ("tus", tus),
        ("sending", sending),
        ("forget", forget),
        ("answer", answer),
        ("typed", typed),
        ("working", working),
        ("progress", progress),
        ("result", result),
        ("findings", findings),
        ("transcript", transcript),
        ("timeline", timeline),
        ("earlier", earlier),
        ("takes", takes),
    ]
}
