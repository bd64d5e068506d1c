/// The style of the recorder page. Colours keep a contrast of at least 4.5:1 in both schemes.
package enum PageCSS {
    /// The style sheet.
    package static let text = #"""
        :root { color-scheme: light dark; --ink: #1b1f24; --soft: #57606a; --paper: #ffffff; --panel: #f4f6f8; --line: #d0d7de;
          --accent: #0b5c8a; --on-accent: #ffffff; --mark: #ffe3a3; --bad: #9a3412; }
        @media (prefers-color-scheme: dark) { :root { --ink: #e6e9ec; --soft: #a4adb6; --paper: #14181c; --panel: #1e242a; --line: #39424b;
          --accent: #7cc4ee; --on-accent: #0c1116; --mark: #5d4710; --bad: #ffb38a; } }
        * { box-sizing: border-box; }
        body { margin: 0 auto; max-width: 46rem; padding: 1.25rem; font: 1rem/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); }
        h1 { margin: 0; font-size: 1.6rem; } h2 { font-size: 1.15rem; margin: 0 0 .75rem; } h3 { font-size: 1rem; margin: 1.5rem 0 .5rem; }
        header p { color: var(--soft); margin: .25rem 0 1.25rem; }
        section, article { background: var(--panel); border: 1px solid var(--line); border-radius: .6rem; padding: 1.1rem; margin-bottom: 1rem; }
        label { display: block; font-size: .9rem; color: var(--soft); margin-bottom: .6rem; flex: 1 1 14rem; }
        input, textarea { display: block; width: 100%; margin-top: .2rem; padding: .5rem .6rem; font: inherit; color: var(--ink); background: var(--paper);
          border: 1px solid var(--line); border-radius: .4rem; }
        .row { display: flex; flex-wrap: wrap; gap: .6rem 1rem; align-items: center; }
        .controls label { flex: 0 1 auto; margin: 0; }
        button, .button { font: inherit; padding: .55rem 1rem; border-radius: .4rem; border: 1px solid var(--line); background: var(--paper); color: var(--ink); cursor: pointer; text-decoration: none; }
        button:disabled { opacity: .5; cursor: default; }
        .primary, .button { background: var(--accent); color: var(--on-accent); border-color: var(--accent); }
        button.recording { background: var(--bad); border-color: var(--bad); color: var(--paper); }
        :focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
        #clock { font-variant-numeric: tabular-nums; min-width: 3rem; } #level-meter { width: 7rem; }
        .or { color: var(--soft); } audio { width: 100%; margin: .75rem 0; }
        #message { min-height: 1.5rem; margin: .6rem 0 0; } #message.bad { color: var(--bad); }
        progress { width: 100%; }
        #stages { display: flex; flex-wrap: wrap; gap: .4rem 1.1rem; padding: 0; margin: .6rem 0 0; list-style: none; color: var(--soft); }
        #stages li::before { content: "○ "; } #stages li.now { color: var(--ink); font-weight: 600; } #stages li.now::before { content: "◐ "; }
        #stages li.done { color: var(--ink); } #stages li.done::before { content: "● "; }
        #verdict { margin: .75rem 0; } #verdict .score { font-size: 2.2rem; font-weight: 650; line-height: 1.1; } #verdict .why { color: var(--soft); }
        .tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(8.5rem, 1fr)); gap: .6rem; }
        .tile { background: var(--paper); border: 1px solid var(--line); border-radius: .5rem; padding: .6rem .7rem; }
        .tile b { display: block; font-size: 1.25rem; } .tile span { color: var(--soft); font-size: .85rem; }
        .drill { border-left: .3rem solid var(--accent); padding: .2rem .9rem; background: var(--paper); margin: 1rem 0; }
        mark { background: var(--mark); color: inherit; border-radius: .2rem; padding: 0 .15rem; }
        .word { cursor: pointer; border: 0; background: none; padding: 0; color: inherit; font: inherit; } .word:hover { text-decoration: underline; }
        .time { font-variant-numeric: tabular-nums; font-size: .85rem; padding: 0 .3rem; color: var(--accent); background: none; border: 0; text-decoration: underline; }
        blockquote { margin: .2rem 0 .2rem 1rem; color: var(--soft); } .legend, #heard-note { color: var(--soft); font-size: .9rem; }
        table { border-collapse: collapse; width: 100%; } td, th { text-align: left; vertical-align: top; padding: .35rem .5rem; border-top: 1px solid var(--line); }
        #heard { overflow-wrap: anywhere; } footer { color: var(--soft); font-size: .9rem; } a { color: var(--accent); }
        """#
}
