/// The style sheet of the HTML report: light and dark, screen and paper. Nothing is told by colour alone.
enum HTMLStyle {
    /// The rules.
    static let sheet: StaticString = """
        :root{color-scheme:light dark;--text:#1a1f26;--soft:#56606c;--paper:#fff;--panel:#f3f5f7;--rule:#c9d0d7;--blue:#0a4a85;\
        --orange:#a84600;--steel:#7d91a6;--band:#dfeaf5;--quiet:#e4e6e8}
        @media (prefers-color-scheme:dark){:root{--text:#e8ebef;--soft:#a9b3be;--paper:#14181d;--panel:#1e242b;--rule:#3c4652;\
        --blue:#7db8f0;--orange:#ffa45c;--steel:#7f95ab;--band:#1d3349;--quiet:#2b323a}}
        *{box-sizing:border-box}
        html{font:100%/1.5 system-ui,-apple-system,"Segoe UI","Noto Sans","DejaVu Sans",sans-serif;color:var(--text);background:var(--paper)}
        body{max-width:54rem;margin:0 auto;padding:1.5rem 1.25rem 3rem;overflow-wrap:anywhere}
        h1{font-size:2rem;line-height:1.2;margin:.2rem 0 .4rem}
        h2{font-size:1.25rem;color:var(--blue);border-bottom:2px solid var(--blue);margin:2.4rem 0 .8rem;padding-bottom:.15rem}
        h3{font-size:1rem;margin:1.4rem 0 .4rem}
        article{margin-top:4rem;border-top:4px solid var(--blue);padding-top:.5rem}
        article h2{font-size:1.6rem;color:var(--text);border:0;margin:.6rem 0}
        article h3{font-size:1.25rem;color:var(--blue);border-bottom:2px solid var(--blue);margin:2.4rem 0 .8rem}
        article h4{font-size:1rem;margin:1.4rem 0 .4rem}
        p{margin:.5rem 0}
        a{color:var(--blue)}
        .kind{font-weight:700;font-size:.8rem;letter-spacing:.04em;color:var(--blue);margin:0}
        .facts,.aside,figcaption,.legend,footer{color:var(--soft);font-size:.875rem}
        .skip{position:absolute;left:-99rem}
        .skip:focus{position:static}
        nav ul{display:flex;flex-wrap:wrap;gap:.2rem 1.1rem;padding:0;list-style:none;font-size:.875rem}
        .question{font-size:1.1rem;font-weight:700;margin:1rem 0;padding:0 0 0 .9rem;border-left:4px solid var(--rule)}
        .cards{display:grid;grid-template-columns:repeat(auto-fit,minmax(16rem,1fr));gap:1rem;align-items:start}
        .card,.callout{background:var(--panel);padding:.9rem 1.1rem;border-left:4px solid var(--blue)}
        .callout{border-left-color:var(--orange);margin:.8rem 0}
        .card h2,.card h3,.card h4{border:0;margin:0 0 .4rem;padding:0}
        .score{font-size:3rem;font-weight:700;line-height:1;color:var(--blue);margin:.2rem 0}
        .score small{font-size:1rem;font-weight:400;color:var(--soft)}
        meter{width:100%;height:1rem}
        meter::-webkit-meter-optimum-value{background:var(--blue)}
        meter::-moz-meter-bar{background:var(--blue)}
        .tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(7.4rem,1fr));gap:.8rem;margin:1.2rem 0}
        .tiles div{border-top:2px solid var(--steel);padding-top:.3rem}
        .tiles dt{font-size:.875rem;color:var(--soft)}
        .tiles dd{margin:0}
        .tiles .number{font-size:1.5rem;font-weight:700;line-height:1.2}
        .tiles .hint{font-size:.8rem;color:var(--soft)}
        .scroll{overflow-x:auto}
        table{border-collapse:collapse;width:100%;margin:.4rem 0 1.2rem;font-size:.9rem}
        caption{text-align:left;font-weight:700;padding:.3rem 0}
        th,td{text-align:left;vertical-align:top;padding:.3rem .8rem .3rem 0;border-bottom:1px solid var(--rule)}
        thead th{color:var(--soft);border-bottom-color:var(--soft)}
        tbody th{font-weight:inherit}
        .right{text-align:right}
        tbody .right{white-space:nowrap}
        thead th{overflow-wrap:normal;vertical-align:bottom}
        .sign{white-space:nowrap}
        .said{font-style:italic}
        figure{margin:1rem 0}
        svg{display:block;width:100%;height:auto}
        svg circle{fill:var(--blue)}
        svg text{font:8px system-ui,"DejaVu Sans",sans-serif;fill:var(--soft)}
        .legend{display:flex;flex-wrap:wrap;gap:.2rem 1.2rem;padding:0;list-style:none}
        .line{display:grid;grid-template-columns:4rem 1fr;gap:.5rem}
        .line time{color:var(--soft);font-size:.875rem;padding-top:.1rem}
        .line p{margin:0 0 .7rem}
        mark{background:none;color:var(--orange);font-weight:700;text-decoration:underline}
        .hedge{text-decoration:underline dotted}
        .repetition{text-decoration:underline dashed}
        .text{white-space:pre-line}
        footer{margin-top:3rem;border-top:1px solid var(--rule);padding-top:.6rem}
        @media (max-width:34rem){.line{grid-template-columns:1fr;gap:0}}
        @media print{:root{color-scheme:light;--text:#000;--soft:#444;--paper:#fff;--panel:#f3f5f7;--rule:#bbb;--blue:#0a4a85;\
        --orange:#a84600;--steel:#7d91a6;--band:#dfeaf5;--quiet:#e4e6e8}
        html{font-size:10pt}body{max-width:none;padding:0}nav,.skip{display:none}
        article{break-before:page}h2,h3,h4,h2+p,caption,thead{break-after:avoid}tr,figure,.card,.callout,.tiles div{break-inside:avoid}
        .card,.callout,svg{print-color-adjust:exact;-webkit-print-color-adjust:exact}.scroll{overflow:visible}
        a[href^="http"]::after{content:" (" attr(href) ")";font-size:.8em}}
        @page{size:A4;margin:18mm}

        """
}
