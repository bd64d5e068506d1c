/// What the page of the document adds to the style of the others.
package enum DocsCSS {
    /// The style sheet.
    package static let text = #"""
        .docs { max-width: 60rem; }
        .docs h2 { font-size: 1.35rem; margin: 2rem 0 .5rem; }
        .docs h3 { margin: 0; }
        .docs h4 { margin: .9rem 0 .3rem; }
        .docs .card { overflow-x: auto; }
        .docs nav ul { columns: 2 20rem; margin: 0; padding-left: 1.2rem; }
        .docs nav ul ul { columns: 1; }
        .docs table { width: 100%; border-collapse: collapse; font-size: .92rem; }
        .docs caption { text-align: left; color: var(--soft); padding-bottom: .3rem; }
        .docs th, .docs td { text-align: left; vertical-align: top; padding: .35rem .6rem .35rem 0; border-top: 1px solid var(--line); }
        .docs th { font-weight: 400; }
        .docs thead th { color: var(--soft); border-top: 0; }
        .docs td table { margin-top: .4rem; }
        .docs code { font: .9em/1.4 ui-monospace, monospace; overflow-wrap: anywhere; }
        .docs pre { overflow-x: auto; white-space: pre-wrap; background: var(--quiet); padding: .8rem; border-radius: .5rem; }
        .docs .replies { display: grid; grid-template-columns: 3.5rem 1fr; gap: .35rem .6rem; margin: 0; }
        .docs .replies dd { margin: 0; }
        .docs .replies ul { margin: .2rem 0 0; padding-left: 1.2rem; }
        .docs .address { overflow-wrap: anywhere; }
        .skip { position: absolute; left: -100rem; }
        .skip:focus { left: 1rem; top: 1rem; background: var(--card); padding: .5rem .8rem; z-index: 1; }
        :target { scroll-margin-top: 1rem; outline: 2px solid var(--accent); outline-offset: 3px; border-radius: .3rem; }
        """#
}
