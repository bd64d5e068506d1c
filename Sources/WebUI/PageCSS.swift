/// The style of the pages. Colours keep a contrast of at least 4.5:1 in both schemes.
package enum PageCSS {
    /// The style sheet.
    package static let text = #"""
        :root {
          color-scheme: light dark;
          --ink: #1d2328; --soft: #59636d; --paper: #f6f5f2; --card: #ffffff; --line: #dcd9d2; --accent: #0f5c78; --on-accent: #ffffff;
          --mark: #ffe08a; --bad: #a23a12; --good: #1d6b45; --quiet: #eceae5;
        }
        @media (prefers-color-scheme: dark) {
          :root {
            --ink: #e7eaec; --soft: #a5afb8; --paper: #121619; --card: #1a2025; --line: #333c44; --accent: #82c9e6; --on-accent: #0b1418;
            --mark: #6a5210; --bad: #ffae87; --good: #87d4a9; --quiet: #272f36;
          }
        }
        * { box-sizing: border-box; }
        [hidden] { display: none !important; }
        body { margin: 0 auto; max-width: 46rem; padding: 1.5rem 1.25rem 3rem; font: 1rem/1.55 system-ui, sans-serif; color: var(--ink); background: var(--paper); }
        h1, h2, h3, h4, p, ul, ol, blockquote .time { margin-right: .4rem; }
        blockquote { margin: 0; }
        h2, h3, summary { font-size: 1.1rem; line-height: 1.3; font-weight: 650; }
        h4 { font-size: 1rem; font-weight: 600; }
        a { color: var(--accent); }
        .soft { color: var(--soft); font-size: .92rem; }
        .unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
        :focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; border-radius: .3rem; }
        [tabindex="-1"]:focus-visible { outline: 0; }

        .top { margin-bottom: 1.75rem; }
        .top h1 { font-size: 1.5rem; letter-spacing: -.01em; }
        .top h1 a { color: inherit; text-decoration: none; }
        .top p { color: var(--soft); }
        footer { margin-top: 2.5rem; color: var(--soft); font-size: .9rem; }

        .card { background: var(--card); border: 1px solid var(--line); border-radius: .9rem; padding: 1.4rem; margin-bottom: 1.1rem; }
        .card > * + * { margin-top: .9rem; }
        .row { display: flex; flex-wrap: wrap; gap: .6rem; align-items: center; }
        .pair { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(15rem, 100%), 1fr)); gap: .9rem 1rem; }
        .eyebrow { color: var(--accent); font-size: .85rem; font-weight: 650; }

        label { display: block; font-size: .92rem; color: var(--soft); }
        input, textarea { display: block; width: 100%; margin-top: .25rem; padding: .6rem .7rem; font: inherit; font-size: 1rem; color: var(--ink); background: var(--paper); border: 1px solid var(--line); border-radius: .5rem; }
        input::placeholder { color: var(--soft); opacity: 1; font-style: italic; }
        textarea { resize: vertical; field-sizing: content; min-height: 3.4rem; }
        textarea.question { font-size: 1.15rem; line-height: 1.4; }
        summary { cursor: pointer; }
        #ask summary { font-size: .92rem; font-weight: 400; color: var(--soft); }
        #ask details > :not(summary), #type > :not(summary) { margin-top: .9rem; }
        #type summary { font-size: .95rem; font-weight: 400; }
        .tiles:empty, #heard-note:empty { display: none; }
        .status:empty, #waiting:empty { display: block; margin: 0; }
        .status.bad { color: var(--bad); }
        .code { font-size: .85rem; white-space: nowrap; }

        button, .primary, .quiet, .danger { display: inline-block; font: inherit; line-height: 1.3; min-height: 2.75rem; padding: .65rem 1.1rem; border: 0; border-radius: .6rem; cursor: pointer; text-decoration: none; }
        button:disabled { opacity: .5; cursor: default; }
        .primary { background: var(--accent); color: var(--on-accent); font-weight: 600; }
        .quiet { background: var(--quiet); color: var(--ink); }
        .danger { background: var(--bad); color: var(--card); font-weight: 600; }
        .file { position: relative; font-size: .95rem; overflow: hidden; }
        .file input { position: absolute; inset: 0; height: 100%; margin: 0; opacity: 0; cursor: pointer; }
        .file:focus-within { outline: 3px solid var(--accent); outline-offset: 2px; }
        audio { display: block; width: 100%; }

        .recorder { display: grid; grid-template-columns: auto 1fr auto; gap: 1rem; align-items: center; }
        .record { display: flex; align-items: center; gap: .6rem; min-width: 8.6rem; min-height: 3.4rem; padding: 0 1.3rem; border-radius: 1.7rem; background: var(--accent); color: var(--on-accent); font-weight: 600; }
        .dot { width: .8rem; height: .8rem; border-radius: 50%; background: currentColor; }
        .record.recording { background: var(--bad); color: var(--card); }
        .record.recording .dot { border-radius: .12rem; }
        #wave { width: 100%; height: 3rem; color: var(--accent); border: 0 solid var(--line); }
        #clock { font-size: 1.5rem; font-variant-numeric: tabular-nums; }
        #take > * + * { margin-top: .9rem; }
        .chosen { font-weight: 600; overflow-wrap: anywhere; }

        .earlier { padding: .5rem 1.4rem; }
        .earlier ul { list-style: none; padding: 0; margin-top: .5rem; }
        .earlier li { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0 1rem; padding: .5rem 0; border-top: 1px solid var(--line); }

        #stages { list-style: none; padding: 0; }
        #stages li { display: flex; align-items: center; gap: .8rem; padding: .35rem 0; color: var(--soft); }
        #stages li::before { content: ""; flex: none; display: grid; place-items: center; width: 1.3rem; height: 1.3rem; border-radius: 50%; border: 2px solid var(--line); font-size: .8rem; line-height: 1; }
        #stages li.now { color: var(--ink); font-weight: 600; }
        #stages li.now::before { border-color: var(--accent); border-right-color: var(--line); animation: turn 1.1s linear infinite; }
        #stages li.done { color: var(--ink); }
        #stages li.done::before { content: "✓"; border-color: var(--accent); background: var(--accent); color: var(--on-accent); }
        @keyframes turn { to { transform: rotate(1turn); } }
        @media (prefers-reduced-motion: reduce) { #stages li.now::before { animation: none; } }
        progress { width: 100%; accent-color: var(--accent); }

        .result-head { margin-bottom: 1.1rem; }
        .result-head h2 { font-size: 1.5rem; letter-spacing: -.01em; margin: .15rem 0 .9rem; overflow-wrap: anywhere; }
        .score { font-size: 1.15rem; font-weight: 600; }
        .score strong { font-size: 2.8rem; font-weight: 680; line-height: 1; letter-spacing: -.02em; }
        #verdict progress { height: .8rem; }
        .heading { display: flex; flex-wrap: wrap; justify-content: space-between; align-items: center; gap: .5rem; }
        .drill { border-left: .35rem solid var(--accent); }
        .drill > * + * { margin-top: .5rem; }
        .drill .eyebrow + h3 { margin-top: .1rem; }
        ol, ul { padding-left: 1.3rem; }
        li + li { margin-top: .3rem; }
        .tiles { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(12rem, 45%), 1fr)); gap: .7rem; margin-bottom: 1.1rem; }
        .tiles:has(> :nth-child(4):last-child) { grid-template-columns: repeat(auto-fill, minmax(min(9rem, 45%), 1fr)); }
        .tile { background: var(--card); border: 1px solid var(--line); border-radius: .7rem; padding: .8rem .9rem; }
        .tile b { display: block; font-size: 1.5rem; line-height: 1.2; font-weight: 650; font-variant-numeric: tabular-nums; }
        .tile span { display: block; font-size: .92rem; } .tile small { display: block; color: var(--soft); font-size: .82rem; line-height: 1.35; }
        #timeline svg { display: block; width: 100%; height: 2.5rem; cursor: pointer; }
        #timeline:empty { display: none; }
        #timeline .speech { fill: var(--accent); opacity: .55; } #timeline .gap { fill: var(--card); } #timeline .filler { fill: #e0a100; } #timeline .head { fill: var(--ink); }
        #heard { display: grid; gap: .35rem; }
        .line { display: grid; grid-template-columns: 3.2rem 1fr; gap: .6rem; align-items: baseline; }
        .line p, #heard > p { overflow-wrap: anywhere; min-width: 0; }
        .time { min-height: 0; justify-self: start; padding: .1rem .35rem; border-radius: .35rem; background: none; color: var(--accent); font-size: .88rem; font-variant-numeric: tabular-nums; text-decoration: underline; text-underline-offset: .15rem; }
        .word { border-radius: .2rem; } .word[data-ms] { cursor: pointer; } .word[data-ms]:hover { text-decoration: underline; }
        .word.now { box-shadow: 0 .15rem 0 var(--accent); }
        mark { background: var(--mark); color: inherit; padding: 0 .2rem; }
        .pause { color: var(--soft); font-size: .85rem; border: 1px solid var(--line); border-radius: 1rem; padding: 0 .5rem; white-space: nowrap; }
        .shares { list-style: none; padding: 0; } .shares li { display: grid; grid-template-columns: 9rem 1fr 3rem; gap: .8rem; align-items: center; } .shares span:last-child { text-align: right; }
        .remarks li + li { margin-top: .7rem; }
        blockquote .time { margin-right: .4rem; }
        blockquote { margin-top: .25rem; padding-left: .7rem; border-left: 2px solid var(--line); color: var(--soft); overflow-wrap: anywhere; }
        .items { list-style: none; padding: 0; }
        .items li { display: grid; grid-template-columns: 1.4rem 1fr; gap: .5rem; padding: .5rem 0; border-top: 1px solid var(--line); margin: 0; }
        .met { font-weight: 700; } .met.yes { color: var(--good); } .met.no { color: var(--bad); }
        #criteria h4 { display: flex; justify-content: space-between; gap: 1rem; margin-top: 1.4rem; padding-bottom: .3rem; }
        #criteria h4 .soft { font-weight: 400; white-space: nowrap; }

        dialog { max-width: 26rem; padding: 1.5rem; border: 1px solid var(--line); border-radius: .9rem; background: var(--card); color: var(--ink); }
        dialog::backdrop { background: rgb(0 0 0 / .45); }
        dialog p { margin-top: .8rem; }

        table { border-collapse: collapse; width: 100%; font-size: .95rem; }
        td, th { text-align: left; vertical-align: top; padding: .5rem .6rem .5rem 0; border-top: 1px solid var(--line); }
        .takes td, .takes th:not(:first-child) { text-align: right; font-variant-numeric: tabular-nums; } .takes th[scope=row] { font-weight: 400; }
        .takes th[scope=row] small { display: block; }
        .check { display: flex; gap: .6rem; align-items: center; margin-top: .9rem; } .check input { width: auto; min-height: 0; }
        .votes td:last-child { text-align: right; }
        tr:target { background: var(--mark); }

        @media (max-width: 30rem) {
          body { padding: 1.1rem .9rem 2.5rem; }
          .card { padding: 1.1rem; }
          .recorder { grid-template-columns: 1fr auto; }
          #wave { grid-column: 1 / -1; grid-row: 2; }
          .line { grid-template-columns: 2.6rem 1fr; gap: .3rem; } .time { padding: .1rem 0; }
          .shares li { grid-template-columns: 7.5rem 1fr 2.5rem; }
        }
        @media (max-width: 40rem) {
          table:not(.takes, .votes), table:not(.takes, .votes) tbody { display: block; }
          table:not(.takes, .votes) thead { display: none; }
          table:not(.takes, .votes) tr { display: block; border-top: 1px solid var(--line); padding: .6rem 0; }
          table:not(.takes, .votes) td { display: inline-block; border: 0; } table:not(.takes, .votes) td:last-child { display: block; padding: 0; }
        }
        """#
}
